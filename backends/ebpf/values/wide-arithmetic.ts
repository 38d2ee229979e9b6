/**
 * Arithmetic on numbers in limbs (more than 64 bits) that carries from limb to limb. BPF has neither a carry nor a
 * product of more than 64 bits: sums are watched for overflow, products and quotients are made of 32-bit digits.
 */
import type { Block } from "../text/block.ts";
import {
  binary,
  bitOr,
  type Code,
  conditional,
  constant,
  isZero,
  masked,
  ones,
  primary,
  shiftedLeft,
  shiftedRight,
  widen,
} from "../text/c-code.ts";
import { constantLimbs, fromLimbs, type Limbs } from "./limbs.ts";

/** In bits. Beyond it operands and product no longer fit into the 512 bytes of BPF's stack. */
export const WIDEST_PRODUCT = 256;

/** What a wide number can be divided by: remainder and next digit must fit into 64 bits. */
export const LARGEST_DIVISOR = ones(32);

interface Sum {
  /** The last one may have more bits than the width leaves it. */
  readonly limbs: Limbs;
  /** Out of the last limb's 64 bits. */
  readonly carry: Code;
}

const addLimbs = (operator: "add" | "sub", a: Limbs, b: Limbs, wantsCarry: boolean, block: Block): Sum => {
  const adds = operator === "add";
  const sign = adds ? "+" : "-";
  let carry: Code = constant(0n);
  const limbs = a.map((left, index) => {
    const right = b[index] ?? constant(0n);
    const partial = block.once(binary(left, sign, right, "+", 8), "partial");
    const sum = block.once(binary(partial, sign, carry, "+", 8), "sum");
    if (index < a.length - 1 || wantsCarry) {
      // A carry (borrow) arises in at most one of the two steps.
      const first = adds ? binary(partial, "<", left, "<", 4) : binary(left, "<", right, "<", 4);
      const second = adds ? binary(sum, "<", partial, "<", 4) : binary(partial, "<", carry, "<", 4);
      carry = block.once(binary(first, "||", second, "||", 4), "carry");
    }
    return sum;
  });
  return { limbs, carry };
};

const bitsOfLimb = (index: number, width: number): number => Math.min(64, width - index * 64);

const cut = (limbs: Limbs, width: number, block: Block): Limbs =>
  limbs.map((limb, index) =>
    bitsOfLimb(index, width) < 64 ? block.once(masked(limb, bitsOfLimb(index, width)), "sum") : limb,
  );

/** a + b or a - b, modulo 2^width. */
export const sum = (operator: "add" | "sub", a: Limbs, b: Limbs, width: number, block: Block): Limbs =>
  cut(addLimbs(operator, a, b, false, block).limbs, width, block);

/** Whether a signed sum or difference has left its range: its sign is not what those of the operands make it. */
const signedOverflow = (adds: boolean, left: Code, right: Code, result: Code, sign: Code): Code => {
  const first = binary(left, "^", adds ? result : right, "^", 8);
  const second = binary(adds ? right : left, "^", result, "^", 8);
  return binary(binary(first, "&", second, "&", 8), "&", sign, "&", 8);
};

/** a |+| b or a |-| b. */
export const saturatedSum = (
  operator: "add" | "sub",
  a: Limbs,
  b: Limbs,
  width: number,
  signed: boolean,
  block: Block,
): Limbs => {
  const adds = operator === "add";
  const raw = addLimbs(operator, a, b, true, block);
  const top = a.length - 1;
  const topBits = bitsOfLimb(top, width);
  const last = raw.limbs[top] ?? constant(0n);
  const limbs = cut(raw.limbs, width, block);
  const choose = (overflow: Code, bounds: readonly Code[]): Limbs => {
    const out = block.once(overflow, "overflow");
    return limbs.map((limb, index) =>
      block.once(conditional(out, bounds[index] ?? constant(0n), limb), "result"),
    );
  };
  if (!signed) {
    const overflow = adds && topBits < 64 ? shiftedRight(last, topBits) : raw.carry;
    return choose(overflow, constantLimbs(adds ? ones(width) : 0n, width));
  }
  const sign = constant(1n << BigInt(topBits - 1));
  const left = a[top] ?? constant(0n);
  const overflow = signedOverflow(adds, left, b[top] ?? constant(0n), limbs[top] ?? last, sign);
  const negative = block.once(binary(left, "&", sign, "&", 8), "negative");
  const least = constantLimbs(1n << BigInt(width - 1), width);
  const most = constantLimbs(ones(width - 1), width);
  return choose(
    overflow,
    least.map((bound, index) => conditional(negative, bound, most[index] ?? constant(0n))),
  );
};

/** 32-bit digits, least significant first. */
const digitsOf = (limbs: Limbs, width: number, block: Block): readonly Code[] =>
  Array.from({ length: Math.ceil(width / 32) }, (_, index) =>
    block.once(fromLimbs(limbs, Math.min(index * 32 + 31, width - 1), index * 32), "digit"),
  );

const limbsOf = (digits: readonly Code[], width: number, block: Block): Limbs =>
  cut(
    Array.from({ length: Math.ceil(width / 64) }, (_, index) => {
      const low = digits[2 * index] ?? constant(0n);
      return block.once(bitOr(shiftedLeft(digits[2 * index + 1] ?? constant(0n), 32), low), "limb");
    }),
    width,
    block,
  );

/** a * b modulo 2^width: as on paper, row by row. A digit's product plus two more digits fits into 64 bits. */
export const product = (a: Limbs, b: Limbs, width: number, block: Block): Limbs => {
  const [left, right] = [digitsOf(a, width, block), digitsOf(b, width, block)];
  const result: Code[] = left.map(() => constant(0n));
  for (const [row, digit] of left.entries()) {
    if (isZero(digit)) continue;
    let carry: Code = constant(0n);
    for (let column = row; column < left.length; column += 1) {
      const other = right[column - row] ?? constant(0n);
      const terms = [binary(digit, "*", other, "*", 8), result[column] ?? constant(0n), carry];
      const term = block.once(
        terms.filter((one) => !isZero(one)).reduce((x, y) => binary(x, "+", y, "+", 8)),
        "term",
      );
      result[column] = block.once(masked(term, 32), "digit");
      if (column < left.length - 1) carry = block.once(shiftedRight(term, 32), "carry");
    }
  }
  return limbsOf(result, width, block);
};

/** a / divisor and a % divisor (0 < divisor <= LARGEST_DIVISOR), digit by digit from the top. */
export const quotient = (
  a: Limbs,
  divisor: bigint,
  width: number,
  block: Block,
): { readonly quotient: Limbs; readonly remainder: Limbs } => {
  const by = widen(constant(divisor));
  let remainder: Code = constant(0n);
  const digits = digitsOf(a, width, block)
    .toReversed()
    .map((digit) => {
      const rest = block.once(bitOr(shiftedLeft(remainder, 32), digit), "rest");
      remainder = block.once(binary(rest, "%", by, "*", 8), "remainder");
      return block.once(binary(rest, "/", by, "*", 8), "digit");
    })
    .toReversed();
  const rest = Array.from(
    { length: a.length },
    (_, index): Code => (index === 0 ? remainder : primary("0ULL", 8)),
  );
  return { quotient: limbsOf(digits, width, block), remainder: rest };
};
