/** `base[index]`: elements of stacks and of tuples (specification 8.10, 8.18). */
import type { Expression } from "../../grammar/ast.ts";
import type { Env } from "./context.ts";
import { enumToNumber } from "./convert.ts";
import { describeType } from "./print-type.ts";
import { bit32 } from "./type-facts.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { defaultOf, isUnknownExpression, number, numberOf, unknownExpression } from "./values.ts";

type Index = Extract<Expression, { readonly kind: "index" }>;

export const checkIndex = (node: Index, env: Env): TypedExpression => {
  const base = env.analysis.check.expression(node.base, env);
  const index = enumToNumber(env.analysis.check.expression(node.index, env));
  if (isUnknownExpression(base) || isUnknownExpression(index)) return unknownExpression(node.span);
  const { type } = base;
  switch (type.kind) {
    case "stack":
      return indexStack(base, type, index, node, env);
    case "tuple":
    case "list":
      return indexTuple(base, type, index, node, env);
    default:
      env.analysis.sink.report("P0406", `${describeType(type)} cannot be indexed`, node.span, {
        help:
          type.kind === "bits"
            ? "a single bit is the slice `[i:i]`"
            : "only header stacks, arrays and tuples have elements",
      });
      return unknownExpression(node.span);
  }
};

const outside = (index: bigint, size: number, type: Type, span: Index["span"], env: Env): TypedExpression => {
  env.analysis.sink.report(
    "P0423",
    `index ${index} lies outside of ${describeType(type)}, whose elements are 0 to ${size - 1}`,
    span,
  );
  return unknownExpression(span);
};

const indexStack = (
  base: TypedExpression,
  type: Extract<Type, { readonly kind: "stack" }>,
  index: TypedExpression,
  node: Index,
  env: Env,
): TypedExpression => {
  const { span } = node;
  if (index.kind === "number") {
    const value = numberOf(index);
    if (value < 0n || value >= BigInt(type.size)) return outside(value, type.size, type, index.span, env);
    if (base.kind === "aggregate") {
      const element = base.elements[Number(value)];
      if (element !== undefined) return { ...element, span };
    }
    if (base.kind === "default-value") return defaultOf(type.element, span);
    return { kind: "index", base, index: number(value, bit32, index.span), type: type.element, span };
  }
  if (index.type.kind !== "bits") {
    env.analysis.sink.report(
      "P0401",
      `an index must be a number, but this is ${describeType(index.type)}`,
      index.span,
    );
    return unknownExpression(span);
  }
  return { kind: "index", base, index, type: type.element, span };
};

const indexTuple = (
  base: TypedExpression,
  type: Extract<Type, { readonly kind: "tuple" | "list" }>,
  index: TypedExpression,
  node: Index,
  env: Env,
): TypedExpression => {
  const { span } = node;
  if (index.kind !== "number") {
    env.analysis.sink.report("P0403", "the index of a tuple must be known at compile time", index.span);
    return unknownExpression(span);
  }
  const value = numberOf(index);
  const size =
    type.kind === "tuple" ? type.elements.length : base.kind === "aggregate" ? base.elements.length : 0;
  const position = Number(value);
  const elementType = type.kind === "tuple" ? type.elements[position] : type.element;
  if (value < 0n || value >= BigInt(size) || elementType === undefined)
    return outside(value, size, type, index.span, env);
  if (base.kind === "aggregate") {
    const element = base.elements[position];
    if (element !== undefined) return { ...element, span };
  }
  return { kind: "element", base, index: position, type: elementType, span };
};
