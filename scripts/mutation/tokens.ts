/** What both languages share: tokens of a line, and what may stand for one. */

export interface Token {
  readonly column: number;
  readonly text: string;
}

/** Identifiers with what they are reached by (`a->b.c[0]`) apart, numbers with prefix and suffix, operators. */
const TOKEN =
  /[A-Za-z_]\w*|\d+[ws](?:0x[\da-fA-F]+|\d+)|0x[\da-fA-F]+[UL]*|\d+[UL]*|->|<<|>>|[=!<>+\-&|]=|&&|\|\||\+\+|--|\S/g;

export const tokensOf = (line: string): readonly Token[] =>
  [...line.matchAll(TOKEN)].map(({ index, 0: text }) => ({ column: index, text }));

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  ">": [">=", "<"],
  ">=": [">", "<"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "+=": ["-="],
  "<<": [">>"],
  ">>": ["<<"],
};

const COMPARISONS = new Set([">", ">=", "<", "<=", "==", "!="]);

export const isComparison = (text: string): boolean => COMPARISONS.has(text);

export const otherOperators = (text: string): readonly string[] =>
  Object.hasOwn(OPERATORS, text) ? (OPERATORS[text] ?? []) : [];

const NUMBER = /^((?:\d+[ws])?)(0x[\da-fA-F]+|\d+)([UL]*)$/;

/** The neighbours of a number, and for masks the next ones: prefix, suffix and base are kept. */
export const otherNumbers = (text: string, isMask = false): readonly string[] => {
  const [, prefix = "", digits = "", suffix = ""] = NUMBER.exec(text) ?? [];
  if (digits === "") return [];
  const value = BigInt(digits);
  const width = prefix === "" ? 64n : BigInt(prefix.slice(0, -1));
  const values = [value + 1n, value - 1n, ...(isMask ? [value >> 1n, (value << 1n) | 1n] : [])];
  const spell = (number: bigint): string =>
    digits.startsWith("0x") ? `0x${number.toString(16)}` : `${number}`;
  return [...new Set(values)]
    .filter((number) => number >= 0n && number < 1n << width && number !== value)
    .map((number) => `${prefix}${spell(number)}${suffix}`);
};

export const isNumber = (text: string): boolean => NUMBER.test(text);
