import { BLANK, classOf, HASH, NEWLINE, QUOTE, SLASH } from "./characters.ts";
import { type Directive, directiveAt } from "./directive.ts";
import type { Inclusion } from "./inclusion.ts";
import { commentEnd, directiveEnd, stringEnd } from "./token.ts";

/**
 * Skips text that a false condition leaves out, from a line's start to the next directive of the same conditional,
 * which is returned unread; undefined at the end of the file. Nothing in it is looked at but directives' words,
 * comments and strings, in which no directive can be.
 */
export const skipGroup = (inclusion: Inclusion): Directive | undefined => {
  const { text } = inclusion;
  let at = inclusion.pos;
  let lineStart = true;
  let depth = 0;
  while (at < text.length) {
    const kind = classOf(text.charCodeAt(at));
    if (kind === HASH && lineStart) {
      const directive = directiveAt(inclusion, at);
      if (/^if(n?def)?$/.test(directive.word)) depth += 1;
      else if (depth === 0 && /^(elif(n?def)?|else|endif)$/.test(directive.word)) {
        inclusion.pos = at;
        return directive;
      } else if (directive.word === "endif") depth -= 1;
      at = directiveEnd(inclusion, directive.bodyStart);
    } else if (kind === NEWLINE) {
      at += 1;
      lineStart = true;
    } else if (kind === BLANK) at += 1;
    else if (kind === SLASH) {
      const end = commentEnd(inclusion, at);
      if (end === at) lineStart = false;
      at = Math.max(end, at + 1);
    } else {
      lineStart = false;
      at = kind === QUOTE ? stringEnd(text, at, "line").end : at + 1;
    }
  }
  inclusion.pos = text.length;
  return undefined;
};
