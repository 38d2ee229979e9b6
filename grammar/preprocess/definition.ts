import { parseDefine, reservedName } from "./define.ts";
import {
  type Directive,
  directiveBody,
  directivePlace,
  finishLine,
  tokenPlace,
  warnExtra,
} from "./directive.ts";
import { defineMacro, sameDefinition, undefineMacro } from "./macro.ts";
import { shown } from "./token.ts";
import { noteAt, report, type Walk } from "./walk.ts";

/** `#define` */
export const handleDefine = (walk: Walk, directive: Directive): void => {
  const { tokens, end } = directiveBody(directive);
  finishLine(directive.inclusion, end);
  const [name] = tokens;
  const place = tokenPlace(directive, tokens, name);
  const macro = parseDefine(tokens, place);
  if ("problem" in macro) {
    report(walk, "P0113", macro.problem, tokenPlace(directive, tokens, macro.token));
    return;
  }
  const previous = walk.macros.byName.get(macro.name);
  if (previous?.definedAt !== undefined && !sameDefinition(previous, macro))
    report(walk, "P0114", `macro '${shown(macro.name)}' is redefined`, place, {
      notes: [noteAt(walk, "its previous definition is here", previous.definedAt)],
      help: `write '#undef ${shown(macro.name)}' before it if this is meant`,
    });
  defineMacro(walk.macros, macro);
};

/** `#undef` */
export const handleUndef = (walk: Walk, directive: Directive): void => {
  const { tokens, end } = directiveBody(directive);
  finishLine(directive.inclusion, end);
  const [name] = tokens;
  const reserved = name === undefined ? undefined : reservedName(name.text);
  if (name?.kind !== "identifier")
    report(walk, "P0113", "#undef needs a macro's name", tokenPlace(directive, tokens, name));
  else if (reserved !== undefined)
    report(walk, "P0113", `${reserved} and cannot be undefined`, tokenPlace(directive, tokens, name));
  else {
    warnExtra(walk, directive, tokens.slice(1));
    undefineMacro(walk.macros, name.text);
  }
};

/** `#error` and `#warning` */
export const handleMessage = (walk: Walk, directive: Directive): void => {
  const { tokens, end } = directiveBody(directive);
  finishLine(directive.inclusion, end);
  const text = tokens.map((token) => (token.space ? ` ${token.text}` : token.text)).join("");
  const code = directive.word === "error" ? "P0118" : "P0119";
  report(walk, code, `#${directive.word}${text}`, directivePlace(directive, tokens));
};

/** `#pragma`: `once` is ours, any other is no business of the preprocessor and is left out. */
export const handlePragma = (walk: Walk, directive: Directive): void => {
  const { tokens, end } = directiveBody(directive);
  finishLine(directive.inclusion, end);
  if (tokens[0]?.text === "once") walk.once.add(directive.inclusion.file.key);
};
