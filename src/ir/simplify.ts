/** Folds constants and drops operations that do nothing. Expressions are total, so no operand has to be kept for its effect. */
import { compute, wrap } from "./arithmetic.ts";
import type { Expression } from "./ir.ts";
import { spellPlace } from "./spell.ts";
import { BOOL, bitsType, sameType } from "./types.ts";
import { rewriteExpression } from "./walk.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { readonly kind: K }>;

const truth = (value: boolean): Expression => ({ kind: "bool", value, type: BOOL });

const pattern = (value: bigint, width: number, signed: boolean): Expression => ({
  kind: "bits",
  value: wrap(value, width),
  type: bitsType(width, signed),
});

const isTruth = (expression: Expression, value: boolean): boolean =>
  expression.kind === "bool" && expression.value === value;

const negation = (operand: Expression): Expression =>
  simplifyNode({ kind: "unary", operator: "not", operand, type: BOOL });

const simplifyUnary = (expression: Of<"unary">): Expression => {
  const { operator, operand } = expression;
  if (operator === "not") {
    if (operand.kind === "bool") return truth(!operand.value);
    return operand.kind === "unary" && operand.operator === "not" ? operand.operand : expression;
  }
  if (operand.kind !== "bits") return expression;
  const { width, signed } = operand.type;
  return pattern(operator === "negate" ? -operand.value : ~operand.value, width, signed);
};

const simplifyLogic = (expression: Of<"binary">, absorbing: boolean): Expression => {
  const { left, right } = expression;
  if (isTruth(left, absorbing) || isTruth(right, absorbing)) return truth(absorbing);
  if (isTruth(left, !absorbing)) return right;
  return isTruth(right, !absorbing) ? left : expression;
};

/** `x == true` and the like. */
const simplifyTruthComparison = (expression: Of<"binary">): Expression => {
  const { operator, left, right } = expression;
  if (operator !== "eq" && operator !== "ne") return expression;
  if (left.kind === "bool" && right.kind === "bool") {
    return truth((left.value === right.value) === (operator === "eq"));
  }
  const [constant, other] = left.kind === "bool" ? [left, right] : [right, left];
  if (constant.kind !== "bool") return expression;
  return constant.value === (operator === "eq") ? other : negation(other);
};

/** The zero that a shift by the width or more leaves of an unsigned value, or to the left of any. */
const shiftedOut = (
  operator: "shl" | "shr",
  { type }: Expression,
  amount: Expression,
): Expression | undefined =>
  type.kind === "bits" &&
  amount.kind === "bits" &&
  amount.value >= BigInt(type.width) &&
  (operator === "shl" || !type.signed)
    ? pattern(0n, type.width, type.signed)
    : undefined;

/** A constant on one side that decides: `x + 0`, `x & 0xff…f`, `x << 0`, `0 |-| x`. */
const simplifyNeutral = (expression: Of<"binary">): Expression => {
  const { operator, left, right } = expression;
  const zero = (operand: Expression): boolean => operand.kind === "bits" && operand.value === 0n;
  const ones = (operand: Expression): boolean =>
    operand.kind === "bits" && operand.value === wrap(-1n, operand.type.width);
  switch (operator) {
    case "add":
    case "or":
    case "xor":
      return zero(right) ? left : zero(left) ? right : expression;
    case "add-sat":
      return zero(right) ? left : zero(left) ? right : expression;
    case "sub":
      return zero(right) ? left : expression;
    case "sub-sat":
      if (zero(right)) return left;
      return zero(left) && left.kind === "bits" && !left.type.signed ? left : expression;
    case "mul":
      return zero(left) ? left : zero(right) ? right : expression;
    case "shl":
    case "shr":
      return zero(right) ? left : (shiftedOut(operator, left, right) ?? expression);
    case "and":
      if (zero(left) || zero(right)) return zero(left) ? left : right;
      return ones(right) ? left : ones(left) ? right : expression;
    default:
      return expression;
  }
};

/** `(x - c) + c` and `(x + c) - c`, which wrap back to x. */
const simplifyRoundTrip = ({ operator, left, right }: Of<"binary">): Expression | undefined => {
  const inverse = operator === "add" ? "sub" : operator === "sub" ? "add" : undefined;
  if (left.kind !== "binary" || left.operator !== inverse || right.kind !== "bits") return undefined;
  return left.right.kind === "bits" && left.right.value === right.value ? left.left : undefined;
};

/** `x == x`, `x - x`, `x & x` and the like. */
const simplifySameSides = ({ operator, left, right, type }: Of<"binary">): Expression | undefined => {
  if (left.kind !== "read" || right.kind !== "read") return undefined;
  if (spellPlace(left.place) !== spellPlace(right.place)) return undefined;
  switch (operator) {
    case "eq":
    case "ne":
      return truth(operator === "eq");
    case "sub":
    case "sub-sat":
    case "xor":
      return type.kind === "bits" ? pattern(0n, type.width, type.signed) : undefined;
    case "and":
    case "or":
      return left;
    default:
      return undefined;
  }
};

const simplifyBinary = (expression: Of<"binary">): Expression => {
  const { operator, left, right, type } = expression;
  if (operator === "logical-and") return simplifyLogic(expression, false);
  if (operator === "logical-or") return simplifyLogic(expression, true);
  const same = simplifySameSides(expression);
  if (same !== undefined) return same;
  if (left.type.kind === "bool") return simplifyTruthComparison(expression);
  if (left.kind === "error" && right.kind === "error") {
    return truth((left.name === right.name) === (operator === "eq"));
  }
  if (left.kind === "bits" && right.kind === "bits") {
    const value = compute(operator, left.value, right.value, left.type, right.type.width);
    if (typeof value === "boolean") return truth(value);
    if (value !== undefined && type.kind === "bits") return pattern(value, type.width, type.signed);
  }
  return simplifyRoundTrip(expression) ?? simplifyNeutral(expression);
};

const simplifySlice = (expression: Of<"slice">): Expression => {
  const { operand, high, low } = expression;
  if (operand.kind === "bits") return pattern(operand.value >> BigInt(low), high - low + 1, false);
  if (sameType(operand.type, expression.type)) return operand;
  if (operand.kind === "slice") {
    return { ...expression, operand: operand.operand, high: high + operand.low, low: low + operand.low };
  }
  return expression;
};

const simplifyCast = (expression: Of<"cast">): Expression => {
  const { operand, type } = expression;
  if (sameType(operand.type, type)) return operand;
  if (operand.kind === "bits") {
    if (type.kind === "bool") return truth(operand.value !== 0n);
    if (type.kind !== "bits") return expression;
    const value = operand.type.signed ? BigInt.asIntN(operand.type.width, operand.value) : operand.value;
    return pattern(value, type.width, type.signed);
  }
  if (operand.kind === "bool" && type.kind === "bits") {
    return pattern(operand.value ? 1n : 0n, type.width, type.signed);
  }
  // bool to bit<1> and back
  const back = operand.kind === "cast" && (type.kind === "bool" || operand.operand.type.kind === "bool");
  return back && sameType(operand.operand.type, type) ? operand.operand : expression;
};

const isSameLiteral = (one: Expression, other: Expression): boolean => {
  switch (one.kind) {
    case "bits":
      return other.kind === "bits" && one.value === other.value;
    case "bool":
      return other.kind === "bool" && one.value === other.value;
    case "error":
      return other.kind === "error" && one.name === other.name;
    default:
      return false;
  }
};

const simplifyMux = (expression: Of<"mux">): Expression => {
  const { condition, then, otherwise } = expression;
  if (condition.kind === "bool") return condition.value ? then : otherwise;
  if (isSameLiteral(then, otherwise)) return then;
  if (isTruth(then, true) && isTruth(otherwise, false)) return condition;
  if (isTruth(then, false) && isTruth(otherwise, true)) return negation(condition);
  const logic = (
    operator: "logical-and" | "logical-or",
    left: Expression,
    right: Expression,
  ): Expression => ({
    kind: "binary",
    operator,
    left,
    right,
    type: BOOL,
  });
  if (isTruth(otherwise, false)) return logic("logical-and", condition, then);
  if (isTruth(then, true)) return logic("logical-or", condition, otherwise);
  if (isTruth(then, false)) return logic("logical-and", negation(condition), otherwise);
  if (isTruth(otherwise, true)) return logic("logical-or", negation(condition), then);
  return expression;
};

/** Simplifies an expression whose operands are simple already. The type stays. */
export const simplifyNode = (expression: Expression): Expression => {
  switch (expression.kind) {
    case "unary":
      return simplifyUnary(expression);
    case "binary":
      return simplifyBinary(expression);
    case "slice":
      return simplifySlice(expression);
    case "cast":
      return simplifyCast(expression);
    case "mux":
      return simplifyMux(expression);
    default:
      return expression;
  }
};

/** Simplifies an expression from its leaves up. */
export const simplify = (expression: Expression): Expression => rewriteExpression(expression, simplifyNode);
