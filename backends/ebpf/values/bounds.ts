/** What can be told of a number from the expression alone: how large it may be, and which low bits are zero. */
import type { Expression } from "../../../src/ir/ir.ts";
import { ones } from "../text/c-code.ts";
import { isSigned, widthOf } from "./arithmetic.ts";

/** Deeper expressions are not looked into. */
const MAX_DEPTH = 32;

const constantOf = (expression: Expression): number | undefined =>
  expression.kind === "bits" && expression.value < 4096n ? Number(expression.value) : undefined;

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);

/** A value that the expression's (unsigned) stored pattern never exceeds. */
export const maximumOf = (expression: Expression, depth = 0): bigint => {
  const all = ones(widthOf(expression.type));
  if (depth > MAX_DEPTH) return all;
  const of = (operand: Expression): bigint => maximumOf(operand, depth + 1);
  switch (expression.kind) {
    case "bits":
      return expression.value & all;
    case "cast":
      return isSigned(expression.operand.type) ? all : least(of(expression.operand), all);
    case "mux": {
      const [then, otherwise] = [of(expression.then), of(expression.otherwise)];
      return then > otherwise ? then : otherwise;
    }
    case "binary": {
      const { operator, left, right } = expression;
      if (isSigned(expression.type)) return all;
      if (operator === "and") return least(of(left), of(right));
      // A result that wraps around may be anything.
      const fits = (value: bigint): bigint => (value > all ? all : value);
      if (operator === "add") return fits(of(left) + of(right));
      if (operator === "mul") return fits(of(left) * of(right));
      const amount = constantOf(right);
      if (amount === undefined) return all;
      if (operator === "shl") return fits(of(left) << BigInt(amount));
      if (operator === "shr") return of(left) >> BigInt(amount);
      return all;
    }
    default:
      return all;
  }
};

/** A value and the constant that it has to differ from. */
export interface Difference {
  readonly value: Expression;
  readonly constant: bigint;
}

/**
 * Where an expression is zero just when some value in it is a constant, as in `(ihl - 5) << 5`: these two. undefined
 * where there is no such value.
 */
export const zeroWhen = (expression: Expression, depth = 0): Difference | undefined => {
  if (depth > MAX_DEPTH || expression.type.kind !== "bits") return undefined;
  if (expression.kind === "cast") {
    const { operand } = expression;
    const keeps = operand.type.kind === "bits" && widthOf(operand.type) <= widthOf(expression.type);
    return keeps ? zeroWhen(operand, depth + 1) : undefined;
  }
  if (expression.kind !== "binary") return undefined;
  const { operator, left, right } = expression;
  if (right.kind !== "bits") return undefined;
  if (operator === "sub") return { value: left, constant: right.value };
  const factor = operator === "shl" && right.value < 64n ? 1n << right.value : undefined;
  const fits = factor !== undefined && maximumOf(left) * factor <= ones(widthOf(expression.type));
  return fits ? zeroWhen(left, depth + 1) : undefined;
};

/** Whether a condition holds wherever a value has the given constant: `ihl >= 5` where ihl is 5. */
export const holdsWhere = (
  condition: Expression,
  { value, constant }: Difference,
  isSame: (left: Expression, right: Expression) => boolean,
): boolean => {
  if (condition.kind !== "binary" || isSigned(condition.left.type)) return false;
  const { operator, left, right } = condition;
  if (right.kind !== "bits" || !isSame(left, value)) return false;
  switch (operator) {
    case "eq":
      return constant === right.value;
    case "ge":
      return constant >= right.value;
    case "gt":
      return constant > right.value;
    case "le":
      return constant <= right.value;
    case "lt":
      return constant < right.value;
    default:
      return false;
  }
};

/** How many of the low bits are known to be zero. */
export const zeroBitsOf = (expression: Expression, depth = 0): number => {
  const width = widthOf(expression.type);
  if (depth > MAX_DEPTH) return 0;
  const of = (operand: Expression): number => zeroBitsOf(operand, depth + 1);
  switch (expression.kind) {
    case "bits": {
      let zeros = 0;
      while (zeros < width && ((expression.value >> BigInt(zeros)) & 1n) === 0n) zeros += 1;
      return zeros;
    }
    case "cast":
      return Math.min(of(expression.operand), width);
    case "mux":
      return Math.min(of(expression.then), of(expression.otherwise));
    case "binary": {
      const { operator, left, right } = expression;
      switch (operator) {
        case "add":
        case "sub":
        case "or":
        case "xor":
          return Math.min(of(left), of(right));
        case "and":
          return Math.max(of(left), of(right));
        case "mul":
          return Math.min(of(left) + of(right), width);
        case "shl":
          return Math.min(of(left) + (constantOf(right) ?? 0), width);
        default:
          return 0;
      }
    }
    default:
      return 0;
  }
};
