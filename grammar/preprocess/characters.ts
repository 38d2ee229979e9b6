/** What a character can start, for the scanner's switches. */
export const OTHER = 0;
export const BLANK = 1;
export const NEWLINE = 2;
export const LETTER = 3;
export const DIGIT = 4;
export const QUOTE = 5;
export const SLASH = 6;
export const HASH = 7;

const BYTE_ORDER_MARK = 0xfeff;

const table = new Uint8Array(128);
for (const blank of " \t\v\f\r") table[blank.charCodeAt(0)] = BLANK;
table[10] = NEWLINE;
for (let code = 48; code <= 57; code += 1) table[code] = DIGIT;
for (let code = 65; code <= 90; code += 1) {
  table[code] = LETTER;
  table[code + 32] = LETTER;
}
table["_".charCodeAt(0)] = LETTER;
table['"'.charCodeAt(0)] = QUOTE;
table["/".charCodeAt(0)] = SLASH;
table["#".charCodeAt(0)] = HASH;

/** The class of a UTF-16 unit. A byte order mark is a blank: flattening can move it away from a file's start. */
export const classOf = (code: number): number =>
  code < 128 ? (table[code] ?? OTHER) : code === BYTE_ORDER_MARK ? BLANK : OTHER;

export const isByteOrderMark = (code: number): boolean => code === BYTE_ORDER_MARK;

/** Whether the unit may go on an identifier or a number. */
export const isWord = (code: number): boolean => {
  const kind = classOf(code);
  return kind === LETTER || kind === DIGIT;
};

/** The end of the identifier or number that starts at `pos`. */
export const wordEnd = (text: string, pos: number): number => {
  let end = pos + 1;
  while (isWord(text.charCodeAt(end))) end += 1;
  return end;
};

const operatorUnits = new Set([..."+-*/%&|^<>=!.:#~?@"].map((unit) => unit.charCodeAt(0)));

/**
 * Whether two tokens that are put next to each other could be read as one: both words, or both operators.
 * Coarse on the safe side: a blank between tokens never changes a program.
 */
export const mayMerge = (last: number, first: number): boolean =>
  isWord(last) ? isWord(first) : operatorUnits.has(last) && operatorUnits.has(first);
