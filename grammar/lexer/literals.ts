import { createToken, Lexer } from "chevrotain";
import { matchPragma, matchString } from "./scan.ts";

/**
 * Anything that starts with a digit, so that `8w` or `0b12` is one token with one message. What it must be
 * like is checked where its value is made (specification 6.4.3.2).
 */
export const IntegerLiteral = createToken({ name: "IntegerLiteral", pattern: /\d\w*/, label: "an integer" });

/** `"…"`, also over several lines; a backslash takes the next character along (specification 6.4.3.3). */
export const StringLiteral = createToken({
  name: "StringLiteral",
  pattern: matchString,
  start_chars_hint: ['"'],
  label: "a string",
  line_breaks: true,
});

/** `@pragma` with the rest of its line; a string in it or an escaped line end leads on to the next one. */
export const Pragma = createToken({
  name: "Pragma",
  pattern: matchPragma,
  start_chars_hint: ["@"],
  label: "`@pragma`",
  line_breaks: true,
});

export const Blank = createToken({
  name: "Blank",
  pattern: /[ \t\r\n\f\v]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const LineComment = createToken({
  name: "LineComment",
  pattern: /\/\/[^\n]*/,
  group: Lexer.SKIPPED,
});
export const BlockComment = createToken({
  name: "BlockComment",
  pattern: /\/\*[\s\S]*?\*\//,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

// What no program may contain. The grammar knows none of these, so the parser reports each where it stands.
export const UnterminatedComment = createToken({
  name: "UnterminatedComment",
  pattern: /\/\*[\s\S]*/,
  label: "a comment",
  line_breaks: true,
});
export const UnterminatedString = createToken({
  name: "UnterminatedString",
  pattern: /"[\s\S]*/,
  label: "a string",
  line_breaks: true,
});
export const Unknown = createToken({
  name: "Unknown",
  // A run of characters beyond ASCII is one token, so that no character is cut in two.
  pattern: /[\u0080-\uffff]+|[\0-\x7f]/,
  label: "an unknown character",
  line_breaks: true,
});
