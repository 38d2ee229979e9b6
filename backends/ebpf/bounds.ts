/** What can be told of a number from the expression alone: how large it may be, and which low bits are zero. */
import type { Expression } from "../../src/ir/ir.ts";
import { isSigned, widthOf } from "./arithmetic.ts";
import { ones } from "./c-code.ts";

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
