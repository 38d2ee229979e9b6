/** A value in an #if: 64 bits, signed or unsigned, as C's intmax_t and uintmax_t. */
export interface Value {
  readonly value: bigint;
  readonly unsigned: boolean;
}

export const wrap = (value: bigint, unsigned: boolean): Value => ({
  value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value),
  unsigned,
});

export const truth = (condition: boolean): Value => ({ value: condition ? 1n : 0n, unsigned: false });

// Long runs of digits cannot be a 64-bit number, and converting them would take quadratic time.
const MAX_DIGITS = 100;

/** A C integer literal of at most 64 bits; undefined when the text is none. */
export const parseInteger = (text: string): Value | undefined => {
  if (text.length > MAX_DIGITS) return undefined;
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)(u|l|ll|ul|lu|ull|llu)?$/i.exec(text);
  const digits = match?.[1];
  if (digits === undefined) return undefined;
  const isOctal = /^0[0-9]+$/.test(digits);
  if (isOctal && /[89]/.test(digits)) return undefined;
  const value = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
  if (value >= 1n << 64n) return undefined;
  const unsigned = /u/i.test(match?.[2] ?? "") || value >= 1n << 63n;
  return { value, unsigned };
};
