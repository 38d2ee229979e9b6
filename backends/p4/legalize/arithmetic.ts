/**
 * Writes expressions that the target lacks in others that it has; each gives the same value for all operands.
 *   x / c, x % c     a shift and a mask where c is a power of two, else a multiplication by a scaled reciprocal
 *   x[h:l], x ++ y   of signed operands: on their bits; the same for casts to fewer bits
 *   x << n, x >> n   by a constant of the width or more: what is left of x; by one of more than 8 bits: a slice; by
 *                    another amount of more than 8 bits: by that amount or 255, whichever is less
 */
import { bits, castTo } from "../../../src/ir/build.ts";
import type { BinaryOperator, Expression } from "../../../src/ir/ir.ts";
import { bitsType } from "../../../src/ir/types.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { readonly kind: K }>;

const binary = (operator: BinaryOperator, left: Expression, right: Expression): Of<"binary"> => ({
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
  if (power !== undefined) return shiftRight(dividend, power);
  const shift = width + divisor.toString(2).length;
  const reciprocal = (1n << BigInt(shift)) / divisor + 1n;
  const wide = bitsType(2 * width + 1);
  const product = binary("mul", castTo(dividend, wide), bits(reciprocal, wide.width));
  return castTo(shiftRight(product, shift), bitsType(width));
};

const shiftRight = (operand: Expression, amount: number): Expression =>
  rewriteShift(binary("shr", operand, bits(amount, 32)));

const remainder = (dividend: Expression, divisor: bigint, width: number): Expression => {
  if (exactLog2(divisor) !== undefined) return binary("and", dividend, bits(divisor - 1n, width));
  return binary("sub", dividend, binary("mul", quotient(dividend, divisor, width), bits(divisor, width)));
};

const isSigned = ({ type }: Expression): boolean => type.kind === "bits" && type.signed;

const widthOf = ({ type }: Expression): number => (type.kind === "bits" ? type.width : 1);

const unsigned = (operand: Expression): Expression =>
  isSigned(operand) ? castTo(operand, bitsType(widthOf(operand))) : operand;

/** p4c takes amounts of so many bits: 8 of them say how far values of up to 255 bits can be shifted. */
const AMOUNT_WIDTH = 8;
const MOST = (1n << BigInt(AMOUNT_WIDTH)) - 1n;

/** Whether a shift by this amount has no form that p4c takes. */
export const isShiftTooFar = (expression: Expression): boolean =>
  expression.kind === "binary" &&
  (expression.operator === "shl" || expression.operator === "shr") &&
  expression.right.kind !== "bits" &&
  widthOf(expression.right) > AMOUNT_WIDTH &&
  BigInt(widthOf(expression.left)) > MOST;

const slice = (operand: Expression, high: number, low: number): Expression => ({
  kind: "slice",
  operand,
  high,
  low,
  type: bitsType(high - low + 1),
});

/** By a constant below the width: the bits that are left, at their place. */
const shiftBySlicing = ({ operator, left, type }: Of<"binary">, amount: number): Expression => {
  const width = widthOf(left);
  const plain = unsigned(left);
  if (operator === "shl") {
    const shifted: Expression = {
      kind: "binary",
      operator: "concat",
      left: slice(plain, width - 1 - amount, 0),
      right: bits(0, amount),
      type: bitsType(width),
    };
    return castTo(shifted, type);
  }
  const rest = slice(plain, width - 1, amount);
  return castTo(isSigned(left) ? castTo(rest, { ...bitsType(width - amount), signed: true }) : rest, type);
};

/** amount, or 255 where it is more: an addition that saturates leaves the lowest 8 bits as they are, or all ones. */
const clamped = (amount: Expression): Expression => {
  const width = widthOf(amount);
  const above = ((1n << BigInt(width)) - 1n) ^ MOST;
  return castTo(binary("add-sat", amount, bits(above, width)), bitsType(AMOUNT_WIDTH));
};

const rewriteShift = (expression: Of<"binary">): Expression => {
  const { operator, left, right } = expression;
  const width = widthOf(left);
  if (right.kind !== "bits") {
    return widthOf(right) <= AMOUNT_WIDTH || isShiftTooFar(expression)
      ? expression
      : { ...expression, right: clamped(right) };
  }
  if (right.value < BigInt(width))
    return right.value > MOST ? shiftBySlicing(expression, Number(right.value)) : expression;
  if (operator === "shl" || !isSigned(left)) return bits(0, width, isSigned(left));
  return rewriteShift({ ...expression, right: bits(width - 1, 32) });
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
      return rewriteShift(expression);
    default:
      return expression;
  }
};

/** Of a signed value's lower bits: on its bits, since p4c may warn of constants of its own where it cuts the value. */
const rewriteCast = (expression: Of<"cast">): Expression => {
  const { operand, type } = expression;
  if (type.kind !== "bits" || !type.signed || !isSigned(operand)) return expression;
  if (type.width >= widthOf(operand)) return expression;
  const inner = operand.kind === "cast" && !isSigned(operand.operand) ? operand.operand : undefined;
  const plain = inner !== undefined && widthOf(inner) === widthOf(operand) ? inner : unsigned(operand);
  return castTo(castTo(plain, bitsType(type.width)), type);
};

/** For one node whose operands are rewritten already. */
export const rewriteArithmetic = (expression: Expression): Expression => {
  if (expression.kind === "cast") return rewriteCast(expression);
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
