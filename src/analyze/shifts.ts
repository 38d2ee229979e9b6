/** Shifts and concatenation, whose operands have widths of their own (specification 8.6, 8.8). */
import type { Span } from "../diagnostics/span.ts";
import { cover } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { foldArithmetic } from "./fold.ts";
import { MAX_WIDTH } from "./limits.ts";
import { describeType } from "./print-type.ts";
import { bit32, bits } from "./type-facts.ts";
import type { TypedExpression } from "./typed.ts";
import { undefinedFor } from "./undefined-operator.ts";
import { number, numberOf, unknownExpression } from "./values.ts";

/** `<<` and `>>`: the result has the left side's type. */
export const shift = (
  operator: "<<" | ">>",
  left: TypedExpression,
  right: TypedExpression,
  span: Span,
  env: Env,
): TypedExpression => {
  const leftFits = left.type.kind === "bits" || left.type.kind === "integer";
  const rightFits = right.type.kind === "bits" || right.type.kind === "integer";
  if (!leftFits || !rightFits) return undefinedFor(operator, left, right, span, env);
  if (right.kind === "number" && numberOf(right) < 0n) {
    env.analysis.sink.report("P0406", `cannot shift by a negative amount: ${numberOf(right)}`, right.span);
    return unknownExpression(span);
  }
  if (right.type.kind === "bits" && right.type.signed && right.kind !== "number") {
    env.analysis.sink.report(
      "P0406",
      `the amount of a shift must be unsigned, but this is ${describeType(right.type)}`,
      right.span,
      {
        help: `cast it: \`(bit<${right.type.width}>)…\``,
      },
    );
    return unknownExpression(span);
  }
  if (left.kind === "number" && right.kind === "number") {
    const folded = foldArithmetic(operator, left, right, left.type, span, env);
    if (folded !== undefined) return folded;
  }
  if (left.type.kind === "integer")
    return undefinedFor(
      operator,
      left,
      right,
      span,
      env,
      "give the left side a width: `32w1` instead of `1`",
    );
  return { kind: "binary", operator, left, right: shiftAmount(right), type: left.type, span };
};

/** An `int` or signed amount as bit<32>: what exceeds it shifts everything out all the same. */
const shiftAmount = (right: TypedExpression): TypedExpression => {
  if (right.kind !== "number" || (right.type.kind === "bits" && !right.type.signed)) return right;
  const largest = (1n << 32n) - 1n;
  const amount = numberOf(right);
  return number(amount > largest ? largest : amount, bit32, right.span);
};

/** `++`: the left operand becomes the high bits. */
export const concatenation = (
  left: TypedExpression,
  right: TypedExpression,
  span: Span,
  env: Env,
): TypedExpression => {
  if (left.kind === "string" && right.kind === "string")
    return { kind: "string", value: left.value + right.value, type: left.type, span };
  if (left.type.kind !== "bits" || right.type.kind !== "bits")
    return undefinedFor(
      "++",
      left,
      right,
      span,
      env,
      left.type.kind === "integer" || right.type.kind === "integer"
        ? "give the constant a width: `8w1` instead of `1`"
        : undefined,
    );
  const width = left.type.width + right.type.width;
  if (width > MAX_WIDTH) {
    env.analysis.sink.report(
      "P0402",
      `this concatenation has ${width} bits; at most ${MAX_WIDTH} are supported`,
      span,
    );
    return unknownExpression(span);
  }
  const type = bits(width, left.type.signed);
  if (left.kind === "number" && right.kind === "number") {
    const folded = foldArithmetic("++", left, right, type, cover(left.span, right.span), env);
    if (folded !== undefined) return { ...folded, span };
  }
  return { kind: "binary", operator: "++", left, right, type, span };
};
