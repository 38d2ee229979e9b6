/**
 * Writes expressions that the target lacks in others that it has; each gives the same value for all operands.
 *   x / c, x % c     a shift and a mask where c is a power of two, else a multiplication by a scaled reciprocal
 *   x[h:l], x ++ y   of signed operands: on their bits
 *   x << n, x >> n   by a constant of the width or more: what is left of x
 */
import { bits, castTo } from "../../../src/ir/build.ts";
import type { BinaryOperator, Expression } from "../../../src/ir/ir.ts";
import { bitsType } from "../../../src/ir/types.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { readonly kind: K }>;

const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
  type: left.type,
});

/** log2 of a power of two, else undefined. */
const exactLog2 = (value: bigint): number | undefined =>
  value > 0n && (value & (value - 1n)) === 0n ? value.toString(2).length - 1 : undefined;

/** Bits that the product of a division by `divisor` needs; 0 where none is formed. */
export const divisionWidth = (width: number, divisor: bigint): number =>
  exactLog2(divisor) === undefined ? 2 * width + 1 : 0;

/**
 * x / c = (x * m) >> s for every x of `width` bits, where s = width + ceil(log2 c) and m = floor(2^s / c) + 1:
 * m*c exceeds 2^s by at most c <= 2^(s - width), the bound under which the quotient is exact (Granlund and
 * Montgomery, "Division by invariant integers using multiplication", theorem 4.2).
 */
const quotient = (dividend: Expression, divisor: bigint, width: number): Expression => {
  const power = exactLog2(divisor);
  if (power === 0) return dividend;
  if (power !== undefined) return binary("shr", dividend, bits(power, 32));
  const shift = width + divisor.toString(2).length;
  const reciprocal = (1n << BigInt(shift)) / divisor + 1n;
  const wide = bitsType(2 * width + 1);
  const product = binary("mul", castTo(dividend, wide), bits(reciprocal, wide.width));
  return castTo(binary("shr", product, bits(shift, 32)), bitsType(width));
};

const remainder = (dividend: Expression, divisor: bigint, width: number): Expression => {
  if (exactLog2(divisor) !== undefined) return binary("and", dividend, bits(divisor - 1n, width));
  return binary("sub", dividend, binary("mul", quotient(dividend, divisor, width), bits(divisor, width)));
};

const isSigned = ({ type }: Expression): boolean => type.kind === "bits" && type.signed;

const widthOf = ({ type }: Expression): number => (type.kind === "bits" ? type.width : 1);

const unsigned = (operand: Expression): Expression =>
  isSigned(operand) ? castTo(operand, bitsType(widthOf(operand))) : operand;

const shiftByMuch = (expression: Of<"binary">): Expression => {
  const { operator, left, right } = expression;
  const width = widthOf(left);
  if (right.kind !== "bits" || right.value < BigInt(width)) return expression;
  if (operator === "shr" && isSigned(left)) return { ...expression, right: bits(width - 1, 32) };
  return bits(0, width, isSigned(left));
};

const rewriteBinary = (expression: Of<"binary">): Expression => {
  const { operator, left, right, type } = expression;
  switch (operator) {
    case "div":
    case "mod": {
      if (right.kind !== "bits" || type.kind !== "bits") return expression;
      const rewrite = operator === "div" ? quotient : remainder;
      return rewrite(left, right.value, type.width);
    }
    case "concat":
      if (!isSigned(left) && !isSigned(right)) return expression;
      return castTo(
        {
          ...expression,
          left: unsigned(left),
          right: unsigned(right),
          type: bitsType(widthOf(left) + widthOf(right)),
        },
        type,
      );
    case "shl":
    case "shr":
      return shiftByMuch(expression);
    default:
      return expression;
  }
};

/** For one node whose operands are rewritten already. */
export const rewriteArithmetic = (expression: Expression): Expression => {
  if (expression.kind === "binary") return rewriteBinary(expression);
  if (expression.kind === "slice" && isSigned(expression.operand)) {
    return { ...expression, operand: unsigned(expression.operand) };
  }
  return expression;
};

/** How many low bits of an expression are surely 0. */
export const trailingZeros = (expression: Expression): number => {
  const width = widthOf(expression);
  switch (expression.kind) {
    case "bits": {
      if (expression.value === 0n) return width;
      const lowest = expression.value & -expression.value;
      return lowest.toString(2).length - 1;
    }
    case "cast": {
      const zeros = trailingZeros(expression.operand);
      return zeros >= widthOf(expression.operand) ? width : Math.min(zeros, width);
    }
    case "mux":
      return Math.min(trailingZeros(expression.then), trailingZeros(expression.otherwise));
    case "binary":
      return trailingZerosOfBinary(expression, width);
    default:
      return 0;
  }
};

const trailingZerosOfBinary = ({ operator, left, right }: Of<"binary">, width: number): number => {
  const both = (): readonly [number, number] => [trailingZeros(left), trailingZeros(right)];
  switch (operator) {
    case "shl":
      return right.kind === "bits"
        ? Math.min(width, trailingZeros(left) + Number(right.value))
        : trailingZeros(left);
    case "mul":
      return Math.min(width, trailingZeros(left) + trailingZeros(right));
    case "add":
    case "sub":
    case "or":
    case "xor":
      return Math.min(...both());
    case "and":
      return Math.max(...both());
    case "concat": {
      const zeros = trailingZeros(right);
      return zeros >= widthOf(right) ? zeros + trailingZeros(left) : zeros;
    }
    default:
      return 0;
  }
};
