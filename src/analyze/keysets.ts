/** Keysets of select cases (specification 13.6): values, masks, ranges, any, value sets, brought to their key's type. */
import type { Expression } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { requireConstant } from "./constant-expressions.ts";
import type { Env } from "./context.ts";
import { convert } from "./convert.ts";
import { describeType } from "./print-type.ts";
import { isLiteral } from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { Keyset, Type, TypedExpression } from "./typed.ts";
import { isUnknownExpression, numberOf } from "./values.ts";

/** A key as it is written, and the scalars that it consists of. */
export interface Key {
  readonly type: Type;
  readonly leaves: readonly TypedExpression[];
  readonly span: Span;
}

/** The type whose stored form a key of this type has. */
const representation = (type: Type): Type => {
  if (type.kind === "newtype") return representation(type.underlying);
  if (type.kind === "enum" && type.representation !== undefined)
    return { kind: "bits", ...type.representation };
  return type;
};

const anys = (key: Key): readonly Keyset[] => key.leaves.map(() => ({ kind: "any" }));

/** The keysets for one key, one for each of its leaves; undefined (reported) where the expression does not suit it. */
export const checkKeyset = (node: Expression, key: Key, env: Env): readonly Keyset[] | undefined => {
  switch (node.kind) {
    case "default":
    case "dontcare":
      return anys(key);
    case "mask":
      return mask(node, key, env);
    case "range":
      return range(node, key, env);
    case "list":
    case "tuple-keyset":
      return several(node.elements, key, node.span, env);
    default:
      return value(node, key, env);
  }
};

/** Of a key that is a tuple or struct: its parts. */
const partsOf = (type: Type): readonly Type[] => {
  switch (type.kind) {
    case "tuple":
      return type.elements;
    case "struct":
    case "header":
      return type.fields.map((field) => field.type);
    default:
      return [type];
  }
};

/** How many scalars a key of that type is taken apart into. */
export const leafCount = (type: Type): number => {
  const parts = partsOf(type);
  return parts.length === 1 && parts[0] === type ? 1 : parts.reduce((sum, part) => sum + leafCount(part), 0);
};

const several = (
  elements: readonly Expression[],
  key: Key,
  span: Span,
  env: Env,
): readonly Keyset[] | undefined => {
  const parts = partsOf(key.type);
  if (parts.length !== elements.length) {
    reportCount(elements.length, parts.length, key, span, env);
    return undefined;
  }
  const keysets: Keyset[] = [];
  let at = 0;
  for (const [index, type] of parts.entries()) {
    const element = elements[index];
    const size = leafCount(type);
    if (element === undefined) return undefined;
    const part = checkKeyset(element, { type, leaves: key.leaves.slice(at, at + size), span: key.span }, env);
    if (part === undefined) return undefined;
    keysets.push(...part);
    at += size;
  }
  return keysets;
};

export const reportCount = (
  given: number,
  wanted: number,
  key: { readonly span: Span },
  span: Span,
  env: Env,
): void =>
  env.analysis.sink.report(
    "P0419",
    `this keyset has ${given} ${given === 1 ? "part" : "parts"}, but the select has ${wanted} ${wanted === 1 ? "key" : "keys"}`,
    span,
    { notes: [{ message: wanted === 1 ? "the key is here" : "the keys are here", span: key.span }] },
  );

/** An expression of a key's type, constant. */
const constantOf = (
  node: Expression,
  type: Type,
  key: Key,
  what: string,
  env: Env,
): TypedExpression | undefined => {
  const notes = [{ message: `the key is ${describeType(key.type)}`, span: key.span }];
  const given = env.analysis.check.expression(node, env);
  if (isUnknownExpression(given)) return undefined;
  const own = representation(type);
  // A keyset may be written in the key's own type or in the type behind it.
  const target =
    sameType(given.type, type) ||
    isLiteral(given.type) ||
    (given.type.kind === "enum" && type.kind === "enum")
      ? type
      : own;
  return requireConstant(convert(given, target, { what, notes }, env), what, env);
};

/** A constant as the key stores it. */
const stored = (constant: TypedExpression, env: Env): bigint | undefined => {
  switch (constant.kind) {
    case "number":
      return constant.value;
    case "boolean":
      return constant.value ? 1n : 0n;
    case "cast":
      return stored(constant.operand, env);
    case "error":
      return BigInt([...env.analysis.errors.keys()].indexOf(constant.name));
    case "enum-member": {
      const { type, member } = constant;
      if (type.kind !== "enum") return undefined;
      const index = type.members.findIndex((candidate) => candidate.name === member);
      const own = type.members[index]?.value;
      if (own === undefined || type.representation === undefined) return BigInt(index);
      return BigInt.asUintN(type.representation.width, own);
    }
    default:
      return undefined;
  }
};

const value = (node: Expression, key: Key, env: Env): readonly Keyset[] | undefined => {
  const constant = constantOf(node, key.type, key, "a keyset", env);
  if (constant === undefined) return undefined;
  return flatten(constant, key, env);
};

const flatten = (constant: TypedExpression, key: Key, env: Env): readonly Keyset[] | undefined => {
  if (constant.kind === "aggregate") {
    const keysets: Keyset[] = [];
    for (const element of constant.elements) {
      const part = flatten(element, key, env);
      if (part === undefined) return undefined;
      keysets.push(...part);
    }
    return keysets;
  }
  const known = stored(constant, env);
  if (known !== undefined) return [{ kind: "value", value: known }];
  env.analysis.sink.report("P0419", `${describeType(constant.type)} cannot be a keyset`, constant.span);
  return undefined;
};

/** The type in which the bounds of a mask or range are written; undefined (reported) where the key has none. */
const numeric = (
  key: Key,
  what: string,
  span: Span,
  env: Env,
): Extract<Type, { readonly kind: "bits" }> | undefined => {
  const type = representation(key.type);
  if (type.kind === "bits") return type;
  env.analysis.sink.report(
    "P0419",
    `${what} needs a key of bits, but this one is ${describeType(key.type)}`,
    span,
    {
      notes: [{ message: "the key is here", span: key.span }],
    },
  );
  return undefined;
};

const mask = (
  node: Extract<Expression, { readonly kind: "mask" }>,
  key: Key,
  env: Env,
): readonly Keyset[] | undefined => {
  const type = numeric(key, "a mask", node.span, env);
  if (type === undefined) return undefined;
  const given = constantOf(node.value, type, key, "the value of a mask", env);
  const maskValue = constantOf(node.mask, type, key, "a mask", env);
  const known = given && stored(given, env);
  const bitsOf = maskValue && stored(maskValue, env);
  if (known === undefined || bitsOf === undefined) return undefined;
  return [bitsOf === 0n ? { kind: "any" } : { kind: "mask", value: known & bitsOf, mask: bitsOf }];
};

const range = (
  node: Extract<Expression, { readonly kind: "range" }>,
  key: Key,
  env: Env,
): readonly Keyset[] | undefined => {
  const type = numeric(key, "a range", node.span, env);
  if (type === undefined) return undefined;
  const low = constantOf(node.low, type, key, "the lower end of a range", env);
  const high = constantOf(node.high, type, key, "the upper end of a range", env);
  if (low?.kind !== "number" || high?.kind !== "number") return undefined;
  if (numberOf(low) > numberOf(high))
    env.analysis.sink.report(
      "P0421",
      `this range is empty: ${numberOf(low)} is more than ${numberOf(high)}`,
      node.span,
      { help: "the lower end stands first" },
    );
  return [{ kind: "range", low: low.value, high: high.value }];
};
