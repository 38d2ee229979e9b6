/** Numbers of more than 64 bits as 64-bit limbs in C. */

import {
  binary,
  bitOr,
  type Code,
  conditional,
  constant,
  masked,
  ones,
  shiftedLeft,
  shiftedRight,
} from "../text/c-code.ts";
import { type Comparison, compare } from "./arithmetic.ts";

/** 64-bit limbs, least significant first. */
export type Limbs = readonly Code[];

/** How many limbs a width takes. */
export const limbCount = (width: number): number => Math.ceil(width / 64);

/** Bits high to low of a number in limbs. */
export const fromLimbs = (limbs: Limbs, high: number, low: number): Code => {
  const first = Math.floor(low / 64);
  const last = Math.floor(high / 64);
  const at = (index: number): Code => limbs[index] ?? constant(0n);
  const down = shiftedRight(at(first), low % 64);
  if (first === last) return masked(down, high - low + 1, 64 - (low % 64));
  return masked(bitOr(down, shiftedLeft(at(last), 64 - (low % 64))), high - low + 1);
};

/** A constant's limbs. */
export const constantLimbs = (value: bigint, width: number): Limbs =>
  Array.from({ length: limbCount(width) }, (_, index) =>
    constant((value >> BigInt(index * 64)) & ones(Math.min(64, width - index * 64))),
  );

/** Compares two numbers of `width` bits. All limbs are named or constant. */
export const compareLimbs = (
  operator: Comparison,
  left: Limbs,
  right: Limbs,
  signed: boolean,
  width: number,
): Code => {
  const pairs = left.map((limb, index) => ({ left: limb, right: right[index] ?? constant(0n) }));
  if (operator === "eq" || operator === "ne")
    return pairs
      .map((pair) => compare(operator, pair.left, pair.right, false, 64))
      .reduce((all, one) =>
        operator === "eq" ? binary(all, "&&", one, "&&", 4) : binary(all, "||", one, "||", 4),
      );
  // The most significant limb in which the two differ decides.
  const strict = operator === "le" ? "lt" : operator === "ge" ? "gt" : operator;
  return pairs
    .map((pair, index) => {
      const sign = signed && index === pairs.length - 1;
      const bits = Math.min(64, width - 64 * index);
      return { ...pair, code: compare(index === 0 ? operator : strict, pair.left, pair.right, sign, bits) };
    })
    .reduce((lower, limb) => ({
      ...limb,
      code: conditional(compare("ne", limb.left, limb.right, false, 64), limb.code, lower.code),
    })).code;
};

/** Bits high to low of limbs << amount. */
export const leftPiece = (limbs: Limbs, high: number, low: number, amount: number): Code => {
  if (high < amount) return constant(0n);
  if (low >= amount) return fromLimbs(limbs, high - amount, low - amount);
  return shiftedLeft(fromLimbs(limbs, high - amount, 0), amount - low);
};

/** Bits high to low of limbs >> amount, filled with copies of sign (0 or all ones). */
export const rightPiece = (
  limbs: Limbs,
  high: number,
  low: number,
  amount: number,
  width: number,
  sign: Code,
): Code => {
  const from = low + amount;
  const to = high + amount;
  if (from >= width) return masked(sign, high - low + 1);
  if (to < width) return fromLimbs(limbs, to, from);
  const kept = width - from;
  return bitOr(shiftedLeft(masked(sign, to - width + 1), kept), fromLimbs(limbs, width - 1, from));
};
