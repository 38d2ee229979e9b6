/** Exact arithmetic on constants (specification 8.5 to 8.9): bits wrap, `int` has any size up to a limit. */
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { MAX_INTEGER_BITS } from "./limits.ts";
import type { BinaryOperator, Type, TypedExpression, UnaryOperator } from "./typed.ts";
import { bitLength, boolean, fits, type NumberValue, number, numberOf, unknownExpression } from "./values.ts";

/** A number of type `type`, or a refusal where an `int` has grown beyond the limit. */
const result = (value: bigint, type: Type, span: Span, env: Env): TypedExpression => {
  if (type.kind === "integer" && bitLength(value) > MAX_INTEGER_BITS) return tooLarge(span, env);
  return number(value, type, span);
};

const tooLarge = (span: Span, env: Env): TypedExpression => {
  env.analysis.sink.report("P0415", `this constant has more than ${MAX_INTEGER_BITS} bits`, span);
  return unknownExpression(span);
};

const saturate = (value: bigint, type: Type): bigint => {
  if (type.kind !== "bits" || fits(value, type)) return value;
  const width = BigInt(type.width);
  if (!type.signed) return value < 0n ? 0n : (1n << width) - 1n;
  return value < 0n ? -(1n << (width - 1n)) : (1n << (width - 1n)) - 1n;
};

const shiftLeft = (left: bigint, by: bigint, type: Type, span: Span, env: Env): TypedExpression => {
  if (left === 0n) return number(0n, type, span);
  const limit = type.kind === "bits" ? type.width : MAX_INTEGER_BITS;
  if (by >= BigInt(limit)) return type.kind === "bits" ? number(0n, type, span) : tooLarge(span, env);
  return result(left << by, type, span, env);
};

const shiftRight = (left: bigint, by: bigint): bigint => {
  const size = BigInt(bitLength(left) + 1);
  return left >> (by < size ? by : size);
};

/** Folds a binary operator on two numbers of its operands' type; undefined: not one of arithmetic. */
export const foldArithmetic = (
  operator: BinaryOperator,
  left: NumberValue,
  right: NumberValue,
  type: Type,
  span: Span,
  env: Env,
): TypedExpression | undefined => {
  const a = numberOf(left);
  const b = numberOf(right);
  switch (operator) {
    case "+":
      return result(a + b, type, span, env);
    case "-":
      return result(a - b, type, span, env);
    case "*":
      return bitLength(a) + bitLength(b) > MAX_INTEGER_BITS + 1
        ? tooLarge(span, env)
        : result(a * b, type, span, env);
    case "/":
      return b === 0n ? undefined : result(a / b, type, span, env);
    case "%":
      return b === 0n ? undefined : result(a % b, type, span, env);
    case "|+|":
      return number(saturate(a + b, type), type, span);
    case "|-|":
      return number(saturate(a - b, type), type, span);
    case "<<":
      return shiftLeft(a, b, type, span, env);
    case ">>":
      return number(shiftRight(a, b), type, span);
    case "&":
      return number(a & b, type, span);
    case "|":
      return number(a | b, type, span);
    case "^":
      return number(a ^ b, type, span);
    case "++": {
      const width = right.type.kind === "bits" ? BigInt(right.type.width) : 0n;
      return number((left.value << width) | right.value, type, span);
    }
    default:
      return foldComparison(operator, a, b, span);
  }
};

const foldComparison = (
  operator: BinaryOperator,
  a: bigint,
  b: bigint,
  span: Span,
): TypedExpression | undefined => {
  switch (operator) {
    case "==":
      return boolean(a === b, span);
    case "!=":
      return boolean(a !== b, span);
    case "<":
      return boolean(a < b, span);
    case "<=":
      return boolean(a <= b, span);
    case ">":
      return boolean(a > b, span);
    case ">=":
      return boolean(a >= b, span);
    default:
      return undefined;
  }
};

/** Folds `-` and `~` on a number. */
export const foldUnary = (
  operator: UnaryOperator,
  operand: NumberValue,
  span: Span,
  env: Env,
): TypedExpression | undefined => {
  switch (operator) {
    case "negate":
      return result(-numberOf(operand), operand.type, span, env);
    case "complement":
      return operand.type.kind === "bits" ? number(~numberOf(operand), operand.type, span) : undefined;
    case "not":
      return undefined;
  }
};

/** The bits of a number from `low` on, as many as `type` has. */
export const foldSlice = (operand: NumberValue, low: number, type: Type, span: Span): TypedExpression =>
  number(numberOf(operand) >> BigInt(low), type, span);
