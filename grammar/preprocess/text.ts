import {
  classOf,
  DIGIT,
  HASH,
  isByteOrderMark,
  LETTER,
  NEWLINE,
  OTHER,
  QUOTE,
  SLASH,
  wordEnd,
} from "./characters.ts";
import { handleDirective } from "./directives.ts";
import { checkEdge } from "./edge.ts";
import type { Inclusion } from "./inclusion.ts";
import { macroAt } from "./macro.ts";
import { expandUse, reportOpenString } from "./macro-use.ts";
import { commentEnd, stringEnd } from "./token.ts";
import { appendCopy } from "./translation-unit.ts";
import { report, type Walk } from "./walk.ts";

const checkString = (walk: Walk, inclusion: Inclusion, start: number, end: number, closed: boolean): void => {
  if (!closed) reportOpenString(walk, inclusion, start);
  else if (!inclusion.file.isUtf8 && inclusion.text.slice(start, end).includes("\ufffd"))
    report(walk, "P0125", "this string is not valid UTF-8", { inclusion, start, end });
};

/**
 * Copies the file's text from where it is read to, with macros expanded and directives obeyed, until the file ends
 * or another one is opened.
 */
export const copyText = (walk: Walk, inclusion: Inclusion): void => {
  const { text } = inclusion;
  let at = inclusion.pos;
  // What is scanned but not yet copied starts here.
  let run = at;
  let lineStart = true;
  const flush = (): void => {
    appendCopy(walk.unit, inclusion, run, at);
    run = at;
  };
  while (at < text.length) {
    const kind = classOf(text.charCodeAt(at));
    switch (kind) {
      case LETTER: {
        const end = wordEnd(text, at);
        const macro = macroAt(walk.macros, text, at, end);
        lineStart = false;
        if (macro !== undefined) {
          flush();
          if (expandUse(walk, inclusion, at, end, macro)) {
            at = inclusion.pos;
            run = at;
            // Arguments that run into an #include stop before it, at its line's start.
            lineStart = text.charCodeAt(at) === 35;
            break;
          }
        }
        at = end;
        break;
      }
      case NEWLINE:
        lineStart = true;
        at += 1;
        break;
      case DIGIT:
        lineStart = false;
        at = wordEnd(text, at);
        break;
      case QUOTE: {
        lineStart = false;
        const { end, closed } = stringEnd(text, at, "text");
        if (!closed || !inclusion.file.isUtf8) {
          flush();
          checkString(walk, inclusion, at, end, closed);
        }
        at = end;
        break;
      }
      case SLASH: {
        const end = commentEnd(inclusion, at);
        if (end === at) lineStart = false;
        at = Math.max(end, at + 1);
        break;
      }
      case HASH:
        if (lineStart) {
          flush();
          handleDirective(walk, inclusion, at);
          checkEdge(walk);
          if (walk.current !== inclusion) return;
          at = inclusion.pos;
          run = at;
        } else at += 1;
        break;
      case OTHER:
        lineStart = false;
        at += 1;
        break;
      default:
        // A blank; a byte order mark is none of the program's text.
        if (isByteOrderMark(text.charCodeAt(at))) {
          flush();
          run = at + 1;
        }
        at += 1;
    }
  }
  flush();
  inclusion.pos = at;
};
