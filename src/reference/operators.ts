/** Operators on values (specification 8.4 to 8.12). All numbers are stored patterns. */
import type { BinaryOperator, Type, UnaryOperator } from "../analyze/typed.ts";
import { CompilerBug, unreachable } from "../diagnostics/bug.ts";
import { equal } from "./equality.ts";
import { numeric, underlying } from "./types.ts";
import { asBits, asBool, type Value } from "./values.ts";

/** The operators that evaluate both sides; `&&` and `||` are the evaluation's own affair. */
export type StrictOperator = Exclude<BinaryOperator, "&&" | "||">;

export type Unary = (operand: Value) => Value;
export type Binary = (left: Value, right: Value) => Value;

type Arithmetic = (left: bigint, right: bigint) => bigint;

/** Reduces to the stored pattern of a type; `int` is unbounded. */
const wrapTo = (type: Type): ((value: bigint) => bigint) => {
  const shape = numeric(type);
  if (shape === undefined) return (value) => value;
  return (value) => BigInt.asUintN(shape.width, value);
};

/** The number that a stored pattern stands for. */
const numberOf = (type: Type): ((value: bigint) => bigint) => {
  const shape = numeric(type);
  if (shape === undefined || !shape.signed) return (value) => value;
  return (value) => BigInt.asIntN(shape.width, value);
};

/** Computes with the numbers and stores the result modulo 2^width. */
const wrapping = (type: Type, compute: Arithmetic): Binary => {
  const wrap = wrapTo(type);
  const number = numberOf(type);
  return (left, right) => wrap(compute(number(asBits(left)), number(asBits(right))));
};

const saturating = (type: Type, compute: Arithmetic): Binary => {
  const shape = numeric(type);
  if (shape === undefined) throw new CompilerBug("saturating arithmetic without a width");
  const span = 1n << BigInt(shape.width);
  const lowest = shape.signed ? -span / 2n : 0n;
  const highest = shape.signed ? span / 2n - 1n : span - 1n;
  const clamp = (value: bigint): bigint => (value < lowest ? lowest : value > highest ? highest : value);
  return wrapping(type, (left, right) => clamp(compute(left, right)));
};

const divisor = (value: bigint): bigint => {
  if (value === 0n) throw new CompilerBug("a division by zero got past the analysis");
  return value;
};

/** Amounts are unsigned; from the width on nothing but zeros (or copies of the sign) is left. */
const shift = (type: Type, left: boolean): Binary => {
  const shape = numeric(type);
  const wrap = wrapTo(type);
  const number = numberOf(type);
  return (value, by) => {
    const amount = asBits(by);
    const start = number(asBits(value));
    if (shape !== undefined && amount >= BigInt(shape.width)) return wrap(left || start >= 0n ? 0n : -1n);
    return wrap(left ? start << amount : start >> amount);
  };
};

const concatenate = (rightType: Type): Binary => {
  const shape = numeric(rightType);
  if (shape === undefined) throw new CompilerBug("concatenation of a value without a width");
  const width = BigInt(shape.width);
  return (left, right) => (asBits(left) << width) | asBits(right);
};

const comparing = (type: Type, holds: (left: bigint, right: bigint) => boolean): Binary => {
  const number = numberOf(type);
  return (left, right) => holds(number(asBits(left)), number(asBits(right)));
};

/** What a binary operator computes, given its operands' and its result's types. */
export const binaryOperator = (operator: StrictOperator, left: Type, right: Type, result: Type): Binary => {
  switch (operator) {
    case "+":
      return wrapping(result, (a, b) => a + b);
    case "-":
      return wrapping(result, (a, b) => a - b);
    case "*":
      return wrapping(result, (a, b) => a * b);
    case "/":
      return wrapping(result, (a, b) => a / divisor(b));
    case "%":
      return wrapping(result, (a, b) => a % divisor(b));
    case "|+|":
      return saturating(result, (a, b) => a + b);
    case "|-|":
      return saturating(result, (a, b) => a - b);
    case "<<":
      return shift(left, true);
    case ">>":
      return shift(left, false);
    case "&":
      return wrapping(result, (a, b) => a & b);
    case "|":
      return wrapping(result, (a, b) => a | b);
    case "^":
      return wrapping(result, (a, b) => a ^ b);
    case "++":
      return concatenate(right);
    case "==":
      return equal;
    case "!=":
      return (a, b) => !equal(a, b);
    case "<":
      return comparing(left, (a, b) => a < b);
    case "<=":
      return comparing(left, (a, b) => a <= b);
    case ">":
      return comparing(left, (a, b) => a > b);
    case ">=":
      return comparing(left, (a, b) => a >= b);
    default:
      return unreachable(operator);
  }
};

/** What a unary operator computes on a value of `type`. */
export const unaryOperator = (operator: UnaryOperator, type: Type): Unary => {
  const wrap = wrapTo(type);
  switch (operator) {
    case "negate":
      return (operand) => wrap(-asBits(operand));
    case "complement":
      return (operand) => wrap(~asBits(operand));
    case "not":
      return (operand) => !asBool(operand);
    default:
      return unreachable(operator);
  }
};

/** An explicit cast (specification 8.11): bool and bit<1>, numbers of other widths and signs, enums, new types. */
export const castOperator = (from: Type, to: Type): Unary => {
  const source = underlying(from);
  const target = underlying(to);
  if (source.kind === "bool" && numeric(target) !== undefined)
    return (operand) => (asBool(operand) ? 1n : 0n);
  if (target.kind === "bool" && source.kind !== "bool") return (operand) => asBits(operand) !== 0n;
  if (numeric(target) === undefined) return (operand) => operand;
  const number = numberOf(source);
  const wrap = wrapTo(target);
  return (operand) => wrap(number(asBits(operand)));
};
