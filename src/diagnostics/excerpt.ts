import type { Location } from "./span.ts";

/** At most this many columns of a source line are shown. */
const MAX_COLUMNS = 160;

/** Columns that a terminal gives to a character: 2 for East Asian wide ones and emoji, 0 for combining marks. */
const columns = (character: string): number => {
  if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) return 0;
  const point = character.codePointAt(0) ?? 0;
  const wide =
    (point >= 0x1100 && point <= 0x115f) ||
    (point >= 0x2e80 && point <= 0xa4cf) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    (point >= 0x1f300 && point <= 0x1faff) ||
    (point >= 0x20000 && point <= 0x3fffd);
  return wide ? 2 : 1;
};

/**
 * Text of a source or a file's name without what could steer a terminal: control characters (but tabs), escape
 * sequences and marks of text direction become U+FFFD.
 */
export const harmless = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");

/** The window of a long line in which the span's start is seen. */
const window = (location: Location): { readonly start: number; readonly end: number } => {
  const { text, column } = location;
  if (text.length <= MAX_COLUMNS) return { start: 0, end: text.length };
  const start = Math.max(0, Math.min(column - 1 - MAX_COLUMNS / 2, text.length - MAX_COLUMNS));
  return { start, end: Math.min(text.length, start + MAX_COLUMNS) };
};

/**
 * The source line and, below it, carets under the whole span (to the line's end where the span goes on). The caret
 * line repeats the source line's tabs, so that both are indented alike whatever a tab is wide.
 */
export const excerpt = (location: Location): readonly [line: string, carets: string] => {
  const { start, end } = window(location);
  const lead = start > 0 ? "…" : "";
  const shown = location.text.slice(start, end);
  const from = location.column - 1 - start;
  const lastColumn = location.endLine > location.line ? location.text.length : location.endColumn - 1;
  const to = Math.min(Math.max(lastColumn - start, from + 1), Math.max(shown.length, from + 1));
  let offset = 0;
  let carets = lead === "" ? "" : " ";
  for (const character of shown) {
    if (offset >= to) break;
    const width = columns(character);
    if (offset >= from) carets += "^".repeat(character === "\t" ? 1 : width);
    else carets += character === "\t" ? "\t" : " ".repeat(width);
    offset += character.length;
  }
  // A span at the end of a line (or of the file) has no character of its own.
  if (!carets.includes("^")) carets += `${" ".repeat(Math.max(0, from - offset))}^`;
  return [`${lead}${harmless(shown)}${end < location.text.length ? "…" : ""}`, carets];
};
