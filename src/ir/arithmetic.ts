/** P4's arithmetic on stored patterns (0 <= value < 2^width, two's complement where signed); specification 8.6-8.9. */
import { CompilerBug, unreachable } from "../diagnostics/bug.ts";
import type { BinaryOperator } from "./ir.ts";

interface Bits {
  readonly width: number;
  readonly signed: boolean;
}

/** The pattern of any integer, modulo 2^width. */
export const wrap = (value: bigint, width: number): bigint => BigInt.asUintN(width, value);

/** The number that a pattern stands for. */
export const numberOf = (pattern: bigint, { width, signed }: Bits): bigint =>
  signed ? BigInt.asIntN(width, pattern) : pattern;

const saturate = (value: bigint, { width, signed }: Bits): bigint => {
  const low = signed ? -(1n << BigInt(width - 1)) : 0n;
  const high = signed ? (1n << BigInt(width - 1)) - 1n : (1n << BigInt(width)) - 1n;
  return wrap(value < low ? low : value > high ? high : value, width);
};

/** Shifts by an amount of any size: at the width and beyond nothing is left but the sign. */
const shift = (operator: "shl" | "shr", pattern: bigint, type: Bits, amount: bigint): bigint => {
  const limited = amount > BigInt(type.width) ? BigInt(type.width) : amount;
  return operator === "shl"
    ? wrap(pattern << limited, type.width)
    : wrap(numberOf(pattern, type) >> limited, type.width);
};

export type ArithmeticOperator = Exclude<BinaryOperator, "logical-and" | "logical-or">;

/**
 * The pattern of `left operator right`, or the boolean of a comparison. `type` is the left operand's; rightWidth
 * is asked for by concatenation alone. undefined for a division by zero.
 */
export const compute = (
  operator: ArithmeticOperator,
  left: bigint,
  right: bigint,
  type: Bits,
  rightWidth: number,
): bigint | boolean | undefined => {
  const a = numberOf(left, type);
  const b = numberOf(right, type);
  switch (operator) {
    case "add":
      return wrap(a + b, type.width);
    case "sub":
      return wrap(a - b, type.width);
    case "mul":
      return wrap(a * b, type.width);
    case "add-sat":
      return saturate(a + b, type);
    case "sub-sat":
      return saturate(a - b, type);
    case "div":
    case "mod":
      if (type.signed) throw new CompilerBug("a signed division");
      return b === 0n ? undefined : operator === "div" ? a / b : a % b;
    case "and":
      return left & right;
    case "or":
      return left | right;
    case "xor":
      return left ^ right;
    case "shl":
    case "shr":
      return shift(operator, left, type, right);
    case "concat":
      return (left << BigInt(rightWidth)) | right;
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
    default:
      return unreachable(operator);
  }
};
