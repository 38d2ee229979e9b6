/** Slices `[high:low]` and `[low+:width]` (specification 8.6, 8.8). */
import type { Expression } from "../../grammar/ast.ts";
import { constantInteger } from "./constant-expressions.ts";
import type { Env } from "./context.ts";
import { enumToNumber } from "./convert.ts";
import { foldSlice } from "./fold.ts";
import { MAX_WIDTH } from "./limits.ts";
import { describeType } from "./print-type.ts";
import { bits } from "./type-facts.ts";
import type { TypedExpression } from "./typed.ts";
import { isUnknownExpression, numberOf, unknownExpression } from "./values.ts";

type Slice = Extract<Expression, { readonly kind: "slice" }>;
type PlusSlice = Extract<Expression, { readonly kind: "plus-slice" }>;

/** The operand of a slice: bits, or a constant int. */
const sliced = (node: Expression, env: Env): TypedExpression | undefined => {
  const base = enumToNumber(env.analysis.check.expression(node, env));
  if (isUnknownExpression(base)) return undefined;
  if (base.type.kind === "bits" || base.kind === "number") return base;
  env.analysis.sink.report("P0406", `${describeType(base.type)} has no bits to slice`, base.span, {
    help: "slices are taken of bit<W> and int<W>",
  });
  return undefined;
};

/** Bits high to low, the bounds checked. */
const slice = (
  base: TypedExpression,
  high: bigint,
  low: bigint,
  node: Slice | PlusSlice,
  env: Env,
): TypedExpression => {
  const { span } = node;
  const width = base.type.kind === "bits" ? BigInt(base.type.width) : undefined;
  const problem =
    low < 0n
      ? `the lowest bit of a slice cannot be ${low}`
      : high < low
        ? `a slice goes from its highest bit to its lowest, but this one from ${high} to ${low}`
        : width !== undefined && high >= width
          ? `bit ${high} lies outside of ${describeType(base.type)}, whose bits are ${width - 1n} to 0`
          : high - low >= BigInt(MAX_WIDTH)
            ? `a slice has at most ${MAX_WIDTH} bits`
            : undefined;
  if (problem !== undefined) {
    env.analysis.sink.report(
      "P0412",
      problem,
      span,
      high < low && low >= 0n ? { help: `write \`[${low}:${high}]\`` } : {},
    );
    return unknownExpression(span);
  }
  const type = bits(Number(high - low) + 1);
  if (base.kind === "number") return foldSlice(base, Number(low), type, span);
  return { kind: "slice", base, high: Number(high), low: Number(low), type, span };
};

export const checkSlice = (node: Slice, env: Env): TypedExpression => {
  const base = sliced(node.base, env);
  const high = constantInteger(node.high, "the bound of a slice", env);
  const low = constantInteger(node.low, "the bound of a slice", env);
  if (base === undefined || high === undefined || low === undefined) return unknownExpression(node.span);
  return slice(base, high, low, node, env);
};

/** `[low+:width]`; where `low` is no constant, the operand is shifted down by it. */
export const checkPlusSlice = (node: PlusSlice, env: Env): TypedExpression => {
  const base = sliced(node.base, env);
  const low = enumToNumber(env.analysis.check.expression(node.low, env));
  const width = constantInteger(node.width, "the width of a slice", env);
  if (base === undefined || width === undefined || isUnknownExpression(low))
    return unknownExpression(node.span);
  if (width < 1n) {
    env.analysis.sink.report("P0412", `a slice has at least one bit, but this one ${width}`, node.width.span);
    return unknownExpression(node.span);
  }
  if (low.kind === "number") return slice(base, numberOf(low) + width - 1n, numberOf(low), node, env);
  if (low.type.kind !== "bits" || low.type.signed) {
    env.analysis.sink.report(
      "P0401",
      `the lowest bit of a slice must be an unsigned number, but this is ${describeType(low.type)}`,
      low.span,
    );
    return unknownExpression(node.span);
  }
  if (base.type.kind !== "bits") {
    env.analysis.sink.report("P0403", "a slice of an int constant must have constant bounds", low.span);
    return unknownExpression(node.span);
  }
  const { span } = node;
  const shifted: TypedExpression = {
    kind: "binary",
    operator: ">>",
    left: base,
    right: low,
    type: base.type,
    span,
  };
  return slice(shifted, width - 1n, 0n, node, env);
};
