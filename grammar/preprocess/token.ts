import { BLANK, classOf, DIGIT, LETTER, mayMerge, NEWLINE, QUOTE, SLASH, wordEnd } from "./characters.ts";

/** A preprocessing token. Shared between macro bodies and expansions, so never changed in place. */
export interface Token {
  readonly kind: "identifier" | "number" | "string" | "open-string" | "punctuation" | "placemarker";
  readonly text: string;
  /** Whether blanks or comments come before it. */
  readonly space: boolean;
  /** The name of a macro that was met within its own expansion: never expanded again (C11 6.10.3.4). */
  readonly painted: boolean;
  /** Offset in the text it was read from. */
  readonly at: number;
}

/** A text that is scanned, and where in it a comment was opened that never ends (or -1). */
export interface Scanned {
  readonly text: string;
  openComment: number;
}

// P4's and C's operators of several characters: they stay whole through an expansion.
const operators = new Set([
  ...["|+|=", "|-|=", "<<=", ">>=", "&&&", "|+|", "|-|", "...", "..", "++", "&&", "||", "==", "!=", "<="],
  ...[">=", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##"],
]);

const operatorEnd = (text: string, pos: number): number => {
  for (let length = 4; length > 1; length -= 1) {
    if (pos + length <= text.length && operators.has(text.slice(pos, pos + length))) return pos + length;
  }
  return pos + 1;
};

/** Where a string literal ends: P4's may run over several lines; in a directive it ends with the line. */
export type StringExtent = "text" | "line";

/**
 * The offset behind the string literal that starts at `pos`, and whether it is closed. It is closed by the first
 * quote that no backslash escapes (P4_16 6.4.3.3).
 */
export const stringEnd = (
  text: string,
  pos: number,
  extent: StringExtent,
): { readonly end: number; readonly closed: boolean } => {
  for (let at = pos + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) return { end: at + 1, closed: true };
    if (code === 10 && extent === "line") return { end: at, closed: false };
    if (code === 92 && text.charCodeAt(at + 1) !== 10) at += 1;
  }
  return { end: text.length, closed: false };
};

/** The offset behind the comment at `pos`, or `pos` itself when there is none. Line comments end before the line end. */
export const commentEnd = (scanned: Scanned, pos: number): number => {
  const { text } = scanned;
  const next = text.charCodeAt(pos + 1);
  if (text.charCodeAt(pos) !== 47 || (next !== 47 && next !== 42)) return pos;
  if (next === 47) {
    const end = text.indexOf("\n", pos);
    return end < 0 ? text.length : end;
  }
  const end = text.indexOf("*/", pos + 2);
  if (end >= 0) return end + 2;
  scanned.openComment = pos;
  return text.length;
};

/** Skips blanks and comments; stops at line ends, except at those within a comment. */
export const skipBlanks = (scanned: Scanned, pos: number): number => {
  let at = pos;
  for (;;) {
    const kind = classOf(scanned.text.charCodeAt(at));
    if (kind === BLANK) at += 1;
    else if (kind === SLASH) {
      const end = commentEnd(scanned, at);
      if (end === at) return at;
      at = end;
    } else return at;
  }
};

/** Reads the token at `pos`, which is neither a blank nor a line end nor the text's end. */
export const tokenAt = (text: string, pos: number, space: boolean, extent: StringExtent): Token => {
  const token = (kind: Token["kind"], end: number): Token => ({
    kind,
    text: text.slice(pos, end),
    space,
    painted: false,
    at: pos,
  });
  const kind = classOf(text.charCodeAt(pos));
  if (kind === LETTER) return token("identifier", wordEnd(text, pos));
  // No "." and no exponent as C's pp-numbers have them: P4 has no floating point, but has ranges such as 1..N.
  if (kind === DIGIT) return token("number", wordEnd(text, pos));
  if (kind === QUOTE) {
    const { end, closed } = stringEnd(text, pos, extent);
    return token(closed ? "string" : "open-string", end);
  }
  return token("punctuation", operatorEnd(text, pos));
};

/** The end of the directive's line from `pos` on: its line end or the text's; comments may carry it over lines. */
export const directiveEnd = (scanned: Scanned, pos: number): number => {
  const { text } = scanned;
  let at = pos;
  while (at < text.length) {
    const kind = classOf(text.charCodeAt(at));
    if (kind === NEWLINE) return at;
    if (kind === QUOTE) at = stringEnd(text, at, "line").end;
    else if (kind === SLASH) at = Math.max(at + 1, commentEnd(scanned, at));
    else at += 1;
  }
  return text.length;
};

/** The tokens of a directive's line (or of any text without line ends outside comments). */
export const tokensBetween = (scanned: Scanned, start: number, end: number): Token[] => {
  const tokens: Token[] = [];
  let at = start;
  for (;;) {
    const next = skipBlanks(scanned, at);
    if (next >= end) return tokens;
    const token = tokenAt(scanned.text, next, next > at, "line");
    tokens.push(token);
    at = next + token.text.length;
  }
};

/** The same token with another mind about the blank before it. */
export const withSpace = (token: Token, space: boolean): Token =>
  token.space === space ? token : { ...token, space };

/** A number, string or other token that the preprocessor makes itself. */
export const madeToken = (kind: Token["kind"], text: string, space: boolean, at: number): Token => ({
  kind,
  text,
  space,
  painted: false,
  at,
});

/** A string literal with this value. */
export const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

/** The tokens' text, with a blank where there was one and where two tokens would else read as one. */
export const spell = (tokens: readonly Token[]): string => {
  const pieces: string[] = [];
  let last = 32;
  for (const token of tokens) {
    if (pieces.length > 0 && (token.space || mayMerge(last, token.text.charCodeAt(0)))) pieces.push(" ");
    pieces.push(token.text);
    last = token.text.charCodeAt(token.text.length - 1);
  }
  return pieces.join("");
};

/** A text of the program within a message: all of it only if it is short. */
export const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
