import {
  type Directive,
  directiveBody,
  directivePlace,
  finishLine,
  tokenPlace,
  warnExtra,
} from "./directive.ts";
import { expandTokens } from "./expand.ts";
import { evaluate } from "./expression.ts";
import { skipGroup } from "./skip-group.ts";
import type { Token } from "./token.ts";
import { noteAt, report, type Walk } from "./walk.ts";

/** `#if` or `#elif`: false also when the expression is no good, which is reported. */
const testExpression = (walk: Walk, directive: Directive, tokens: readonly Token[]): boolean => {
  const place = directivePlace(directive, tokens);
  if (tokens.length === 0) {
    report(walk, "P0109", `#${directive.word} without an expression`, place);
    return false;
  }
  const expanded = expandTokens(
    { walk, use: () => place, isDefined: (name) => walk.macros.byName.has(name), depth: 0 },
    tokens,
  );
  const result = evaluate(expanded);
  if (result.kind === "value") return result.value;
  // A token that comes from a macro has no offset in this line: then the whole line is pointed at.
  const { token } = result;
  const own = token !== undefined && tokens.includes(token) ? token : undefined;
  report(
    walk,
    "P0109",
    `bad expression in #${directive.word}: ${result.problem}`,
    tokenPlace(directive, tokens, own),
  );
  return false;
};

/** `#ifdef`, `#ifndef`, `#elifdef`, `#elifndef` */
const testName = (walk: Walk, directive: Directive, tokens: readonly Token[]): boolean => {
  const [name] = tokens;
  if (name?.kind !== "identifier") {
    report(walk, "P0109", `#${directive.word} needs a macro's name`, tokenPlace(directive, tokens, name));
    return false;
  }
  warnExtra(walk, directive, tokens.slice(1));
  return walk.macros.byName.has(name.text) !== directive.word.includes("nd");
};

const test = (walk: Walk, directive: Directive, tokens: readonly Token[]): boolean =>
  directive.word.endsWith("def")
    ? testName(walk, directive, tokens)
    : testExpression(walk, directive, tokens);

/** Handles one of them; when its group is to be skipped, the directive that ends the group is returned. */
const continueOnce = (walk: Walk, directive: Directive): Directive | undefined => {
  const { inclusion, word } = directive;
  const { tokens, end } = directiveBody(directive);
  const place = directivePlace(directive);
  const conditional = inclusion.conditionals.at(-1);
  finishLine(inclusion, end);
  if (conditional === undefined) {
    report(walk, "P0107", `#${word} without #if`, place);
    return undefined;
  }
  if (word === "endif") {
    warnExtra(walk, directive, tokens);
    inclusion.conditionals.pop();
    return undefined;
  }
  if (conditional.elseAt !== undefined) {
    report(walk, "P0108", `#${word} after #else`, place, {
      notes: [
        noteAt(walk, "the #else is here", conditional.elseAt),
        noteAt(walk, "the conditional begins here", conditional.place),
      ],
    });
    return skipGroup(inclusion);
  }
  if (word === "else") {
    warnExtra(walk, directive, tokens);
    conditional.elseAt = place;
  }
  // The expression of an #elif behind a taken group is not even evaluated (C11 6.10.1).
  if (conditional.taken || (word !== "else" && !test(walk, directive, tokens))) return skipGroup(inclusion);
  conditional.taken = true;
  return undefined;
};

/**
 * `#elif…`, `#else`, `#endif`. A loop over the groups, not a recursion: a conditional may have any number.
 */
export const continueConditional = (walk: Walk, first: Directive): void => {
  for (let directive: Directive | undefined = first; directive !== undefined; ) {
    directive = continueOnce(walk, directive);
  }
};

/** `#if`, `#ifdef`, `#ifndef` */
export const openConditional = (walk: Walk, directive: Directive): void => {
  const { inclusion } = directive;
  const { tokens, end } = directiveBody(directive);
  const taken = test(walk, directive, tokens);
  inclusion.conditionals.push({
    place: directivePlace(directive, tokens),
    directive: directive.word,
    taken,
    elseAt: undefined,
  });
  finishLine(inclusion, end);
  if (taken) return;
  const next = skipGroup(inclusion);
  if (next !== undefined) continueConditional(walk, next);
};

/** Reports the conditionals that are open at the end of their file. */
export const closeConditionals = (walk: Walk, inclusion: Directive["inclusion"]): void => {
  for (const { directive, place } of inclusion.conditionals)
    report(walk, "P0106", `#${directive} without #endif in the same file`, place);
};
