import type { CustomPatternMatcherReturn } from "chevrotain";

/**
 * Matchers for tokens of any length, character by character: a regular expression with a loop over alternatives
 * would need stack for each character.
 */
export type Matcher = (text: string, offset: number) => CustomPatternMatcherReturn | null;

/** The offset behind the string that starts at `offset`, undefined if it has no closing quote. */
const behindString = (text: string, offset: number): number | undefined => {
  for (let at = offset + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') return at + 1;
    if (character === "\\") at += 1;
  }
  return undefined;
};

export const matchString: Matcher = (text, offset) => {
  if (text[offset] !== '"') return null;
  const end = behindString(text, offset);
  return end === undefined ? null : [text.slice(offset, end)];
};

/** `@pragma` to the end of its line; a string in it or an escaped line end leads on to the next one. */
export const matchPragma: Matcher = (text, offset) => {
  if (!/^@pragma(?!\w)/.test(text.slice(offset, offset + 8))) return null;
  let at = offset;
  while (at < text.length && text[at] !== "\n") {
    const character = text[at];
    if (character === '"') {
      const end = behindString(text, at);
      if (end === undefined) break;
      at = end;
    } else if (character === "\\" && text[at + 1] === "\r") at += 3;
    else if (character === "\\") at += 2;
    else at += 1;
  }
  return [text.slice(offset, Math.min(at, text.length))];
};
