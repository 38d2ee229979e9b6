/** C expressions as text that knows how tightly it binds and how wide its C type is. */

/** From tight to loose. "primary" needs no parentheses anywhere. */
export type Rank = "primary" | "unary" | "*" | "+" | "<<" | "<" | "==" | "&" | "^" | "|" | "&&" | "||" | "?:";

export interface Code {
  readonly text: string;
  readonly rank: Rank;
  /** 8: unsigned 64-bit. 4: int or less, or unsigned 32-bit; the value is never negative. */
  readonly size: 4 | 8;
}

export const primary = (text: string, size: 4 | 8): Code => ({ text, rank: "primary", size });

const parenthesised = (code: Code): string => `(${code.text})`;

/** As the operand of a unary operator or a cast. */
export const tight = (code: Code): string =>
  code.rank === "primary" || code.rank === "unary" ? code.text : parenthesised(code);

/** `-x`: of what starts with a minus itself in parentheses, since `--` is another operator. */
export const negated = (code: Code): Code => ({
  text: code.text.startsWith("-") ? `-${parenthesised(code)}` : `-${tight(code)}`,
  rank: "unary",
  size: 8,
});

const COMPARISONS: ReadonlySet<Rank> = new Set(["<", "=="]);
const LOGICAL: ReadonlySet<Rank> = new Set(["&&", "||"]);
/** Chains of these need no parentheses. */
const ASSOCIATIVE: ReadonlySet<Rank> = new Set(["&", "|", "^", "&&", "||"]);

const operand = (code: Code, rank: Rank): string => {
  if (code.rank === "primary" || code.rank === "unary") return code.text;
  if (code.rank === rank && ASSOCIATIVE.has(rank)) return code.text;
  if (LOGICAL.has(rank) && COMPARISONS.has(code.rank)) return code.text;
  return parenthesised(code);
};

/** A binary expression. Parentheses stand wherever a reader (or -Wparentheses) might want them. */
export const binary = (left: Code, operator: string, right: Code, rank: Rank, size?: 4 | 8): Code => {
  const wide = left.size === 8 || right.size === 8 ? 8 : 4;
  const text = `${operand(left, rank)} ${operator} ${operand(right, rank)}`;
  return { text, rank, size: size ?? wide };
};

export const conditional = (condition: Code, then: Code, otherwise: Code): Code => ({
  text: `${operand(condition, "?:")} ? ${operand(then, "?:")} : ${operand(otherwise, "?:")}`,
  rank: "?:",
  size: then.size === 8 || otherwise.size === 8 ? 8 : 4,
});

/** Made 64 bits wide, so that arithmetic on it neither overflows nor becomes negative. */
export const widen = (code: Code): Code => {
  if (code.size === 8) return code;
  if (/^\d+$/.test(code.text)) return primary(`${code.text}ULL`, 8);
  if (/^0x[0-9a-f]+$/.test(code.text)) return primary(`${code.text}ULL`, 8);
  return { text: `(__u64)${tight(code)}`, rank: "unary", size: 8 };
};

/** A constant of up to 64 bits: small ones in decimal. */
export const constant = (value: bigint): Code => {
  const text = value < 256n ? value.toString() : `0x${value.toString(16)}`;
  return value < 1n << 31n ? primary(text, 4) : primary(`${text}ULL`, 8);
};

export const isConstant = (code: Code): boolean => /^(\d+|0x[0-9a-f]+)(ULL)?$/.test(code.text);

export const isZero = (code: Code): boolean => code.text === "0" || code.text === "0ULL";

export const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** The low `width` bits of a value that has `from` bits. */
export const masked = (code: Code, width: number, from = 64): Code => {
  if (width >= from) return code;
  if (isZero(code)) return code;
  return binary(code, "&", constant(ones(width)), "&");
};

/** Shifts right by a constant below 64; what C has in 32 bits must not be shifted that far. */
export const shiftedRight = (code: Code, amount: number): Code =>
  amount === 0 ? code : binary(amount < 32 ? code : widen(code), ">>", constant(BigInt(amount)), "<<");

/** Shifts left by a constant, in 64 bits. */
export const shiftedLeft = (code: Code, amount: number): Code =>
  amount === 0 || isZero(code) ? code : binary(widen(code), "<<", constant(BigInt(amount)), "<<", 8);

export const bitOr = (left: Code, right: Code): Code => {
  if (isZero(left)) return right;
  if (isZero(right)) return left;
  return binary(left, "|", right, "|");
};
