import { directiveAt } from "./directive.ts";
import { handleDirective } from "./directives.ts";
import { whatFollows } from "./edge.ts";
import { expandStream } from "./expand.ts";
import type { Inclusion, Place } from "./inclusion.ts";
import type { Macro } from "./macro.ts";
import { skipBlanks, spell, type Token, tokenAt } from "./token.ts";
import { newStream, pushTokens, type SourceTokens } from "./token-stream.ts";
import { appendFor } from "./translation-unit.ts";
import { report, type Walk } from "./walk.ts";

/** Reports a string that is never closed. */
export const reportOpenString = (walk: Walk, inclusion: Inclusion, start: number): void => {
  const lineEnd = inclusion.text.indexOf("\n", start);
  const end = lineEnd < 0 ? inclusion.text.length : lineEnd;
  report(walk, "P0112", "this string is never closed", { inclusion, start, end });
};

/** The tokens of a macro's arguments, read from the file. Directives among them are obeyed, as in GCC. */
const argumentTokens = (walk: Walk, inclusion: Inclusion, use: () => Place): SourceTokens => ({
  nextIsParenthesis: () => {
    const follows = whatFollows(inclusion, false);
    if (follows === "edge" && inclusion.systemName === undefined) walk.dangling = use();
    return follows === "(";
  },
  next: () => {
    let space = false;
    let lineStart = false;
    for (;;) {
      const at = skipBlanks(inclusion, inclusion.pos);
      if (at > inclusion.pos) space = true;
      inclusion.pos = at;
      if (at >= inclusion.text.length) return undefined;
      const unit = inclusion.text.charAt(at);
      if (unit === "\n") {
        inclusion.pos = at + 1;
        space = true;
        lineStart = true;
      } else if (unit === "#" && lineStart) {
        // A file's text among the arguments is refused: they must be in one file.
        if (directiveAt(inclusion, at).word === "include") return undefined;
        handleDirective(walk, inclusion, at);
      } else {
        const token: Token = tokenAt(inclusion.text, at, space, "text");
        if (token.kind === "open-string") reportOpenString(walk, inclusion, at);
        inclusion.pos = at + token.text.length;
        return token;
      }
    }
  },
});

/**
 * Expands the macro named at [start, end) of the text, with its arguments if it takes any. False when the name stands
 * for itself, so that nothing was read or written.
 */
export const expandUse = (
  walk: Walk,
  inclusion: Inclusion,
  start: number,
  end: number,
  macro: Macro,
): boolean => {
  if (walk.expansionStopped) return false;
  const use = (): Place => ({ inclusion, start, end: Math.max(end, inclusion.pos) });
  inclusion.pos = end;
  const { constant } = macro;
  if (constant !== undefined && !constant.names.some((name) => walk.macros.byName.has(name))) {
    walk.budget -= constant.text.length + 1;
    if (walk.budget >= 0) {
      appendFor(walk.unit, constant.text, { inclusion, start, end });
      return true;
    }
  }
  const stream = newStream(argumentTokens(walk, inclusion, use));
  if (macro.parameters !== undefined && stream.source?.nextIsParenthesis() === false) return false;
  pushTokens(stream, [tokenAt(inclusion.text, start, false, "text")]);
  const tokens = expandStream({ walk, use, depth: 0 }, stream);
  appendFor(walk.unit, spell(tokens), use());
  return true;
};
