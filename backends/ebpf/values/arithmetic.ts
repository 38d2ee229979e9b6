/** Operators on values of up to 64 bits, each the stored pattern: unsigned, below 2^width. */
import type { ScalarType } from "../../../src/ir/ir.ts";
import type { Block } from "../text/block.ts";
import {
  binary,
  type Code,
  conditional,
  constant,
  isConstant,
  masked,
  ones,
  shiftedLeft,
  tight,
  widen,
} from "../text/c-code.ts";

/** Of bool and error: what one takes as a number. */
export const widthOf = (type: ScalarType): number =>
  type.kind === "bits" ? type.width : type.kind === "bool" ? 1 : 16;

export const isSigned = (type: ScalarType): boolean => type.kind === "bits" && type.signed;

const OPERATORS = {
  add: ["+", "+"],
  sub: ["-", "+"],
  mul: ["*", "*"],
  div: ["/", "*"],
  mod: ["%", "*"],
  and: ["&", "&"],
  or: ["|", "|"],
  xor: ["^", "^"],
  "logical-and": ["&&", "&&"],
  "logical-or": ["||", "||"],
} as const;

/** A binary operator on values of up to 64 bits of one width; also those on bool. */
export const arithmetic = (
  operator: keyof typeof OPERATORS,
  left: Code,
  right: Code,
  width: number,
): Code => {
  const [spelling, rank] = OPERATORS[operator];
  switch (operator) {
    case "add":
    case "sub":
    case "mul":
      return masked(binary(widen(left), spelling, right, rank, 8), width);
    case "logical-and":
    case "logical-or":
      return binary(left, spelling, right, rank, 4);
    default:
      return binary(left, spelling, right, rank);
  }
};

const COMPARISONS = {
  eq: ["==", "=="],
  ne: ["!=", "=="],
  lt: ["<", "<"],
  le: ["<=", "<"],
  gt: [">", "<"],
  ge: [">=", "<"],
} as const;

export type Comparison = keyof typeof COMPARISONS;

/** Signed patterns compare as unsigned ones once the sign bit is flipped. */
export const compare = (
  operator: Comparison,
  left: Code,
  right: Code,
  signed: boolean,
  width: number,
): Code => {
  const [spelling, rank] = COMPARISONS[operator];
  const ordered = operator !== "eq" && operator !== "ne";
  const flip = (code: Code): Code => {
    if (!ordered) return code;
    if (!signed) return isConstant(code) ? code : widen(code);
    return binary(widen(code), "^", constant(1n << BigInt(width - 1)), "^", 8);
  };
  return binary(flip(left), spelling, flip(right), rank, 4);
};

/** All 64 bits of a signed pattern's value. */
export const signExtended = (value: Code, width: number): Code =>
  width === 64 ? value : arithmeticRight64(value, constant(BigInt(64 - width)), width);

/** (value << 64 - width) >> amount as signed numbers. */
const arithmeticRight64 = (value: Code, amount: Code, width: number): Code => {
  const top = shiftedLeft(value, 64 - width);
  const shifted = binary(
    { text: `(__s64)${tight(widen(top))}`, rank: "unary", size: 8 },
    ">>",
    amount,
    "<<",
    8,
  );
  return { text: `(__u64)${tight(shifted)}`, rank: "unary", size: 8 };
};

/** A signed right shift by less than the width. */
export const arithmeticRight = (value: Code, amount: Code, width: number): Code => {
  if (width === 64) return arithmeticRight64(value, amount, 64);
  const extended = { text: `(__s64)${tight(signExtended(value, width))}`, rank: "unary", size: 8 } as const;
  return masked(binary(extended, ">>", amount, "<<", 8), width);
};

/** Saturating addition or subtraction. left and right are named, so that they may be repeated. */
export const saturate = (
  operator: "add-sat" | "sub-sat",
  left: Code,
  right: Code,
  width: number,
  signed: boolean,
  block: Block,
): Code => {
  const adds = operator === "add-sat";
  const raw = binary(widen(left), adds ? "+" : "-", right, "+", 8);
  const result = block.once(masked(raw, width), "result");
  if (!signed) {
    const overflow = binary(result, adds ? "<" : ">", left, "<", 4);
    return conditional(overflow, constant(adds ? ones(width) : 0n), result);
  }
  // Overflow: the result's sign differs from both addends' (from the minuend's, where the operands' differ).
  const sign = constant(1n << BigInt(width - 1));
  const first = binary(left, "^", adds ? result : right, "^", 8);
  const second = binary(adds ? right : left, "^", result, "^", 8);
  const overflow = binary(binary(first, "&", second, "&", 8), "&", sign, "&", 8);
  const bound = conditional(binary(left, "&", sign, "&", 8), sign, constant(ones(width - 1)));
  return conditional(overflow, bound, result);
};
