import { continueConditional, openConditional } from "./conditional.ts";
import { handleDefine, handleMessage, handlePragma, handleUndef } from "./definition.ts";
import { type Directive, directiveAt, directiveBody, directivePlace, finishLine } from "./directive.ts";
import { handleInclude } from "./include.ts";
import type { Inclusion } from "./inclusion.ts";
import { handleLine } from "./line-marker.ts";
import { shown } from "./token.ts";
import { report, type Walk } from "./walk.ts";

const words = new Map<string, (walk: Walk, directive: Directive) => void>([
  ["if", openConditional],
  ["ifdef", openConditional],
  ["ifndef", openConditional],
  ["elif", continueConditional],
  ["elifdef", continueConditional],
  ["elifndef", continueConditional],
  ["else", continueConditional],
  ["endif", continueConditional],
  ["define", handleDefine],
  ["undef", handleUndef],
  ["include", handleInclude],
  ["line", handleLine],
  ["error", handleMessage],
  ["warning", handleMessage],
  ["pragma", handlePragma],
]);

const handleUnknown = (walk: Walk, directive: Directive): void => {
  const { tokens, end } = directiveBody(directive);
  finishLine(directive.inclusion, end);
  const { word } = directive;
  if (word === "include_next" || word === "import") {
    report(walk, "P0105", `#${word} is not supported`, directivePlace(directive, tokens), {
      help:
        word === "import"
          ? "write #include, and #pragma once in the included file"
          : 'give the file a name of its own and write #include "FILE"',
    });
    return;
  }
  const what = word === "" ? `'#' followed by '${shown(tokens[0]?.text ?? "")}'` : `#${shown(word)}`;
  report(walk, "P0120", `${what} is no directive of the preprocessor`, directivePlace(directive, tokens), {
    help: `the directives are ${[...words.keys()].map((known) => `#${known}`).join(", ")}`,
  });
};

/**
 * Handles the directive whose `#` is at `hash`, the first on its line. Afterwards `walk.current` is the file to read
 * on, at the start of a line that no condition leaves out.
 */
export const handleDirective = (walk: Walk, inclusion: Inclusion, hash: number): void => {
  const directive = directiveAt(inclusion, hash);
  if (directive.word === "") {
    const { tokens, end } = directiveBody(directive);
    if (tokens.length === 0) finishLine(inclusion, end);
    else if (tokens[0]?.kind === "number") handleLine(walk, directive);
    else handleUnknown(walk, directive);
    return;
  }
  (words.get(directive.word) ?? handleUnknown)(walk, directive);
};
