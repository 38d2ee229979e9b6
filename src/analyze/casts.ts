/** Explicit casts (specification 8.11.1). */
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { convert, enumToNumber, fitNumber, isPending } from "./convert.ts";
import { describeType, printType } from "./print-type.ts";
import { dontcareType, integerType, isUnknown } from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { boolean, isUnknownExpression, number, numberOf, unknownExpression } from "./values.ts";

/** `(target) operand`, folded where the operand is known; refused (reported) where P4 has no such cast. */
export const castTo = (operand: TypedExpression, target: Type, span: Span, env: Env): TypedExpression => {
  if (isUnknownExpression(operand) || isUnknown(target)) return unknownExpression(span);
  const cast = attempt(operand, target, span, env);
  if (cast !== undefined) return { ...cast, span };
  const help =
    target.kind === "bits" && operand.type.kind === "bits" && target.signed !== operand.type.signed
      ? `change the sign and the width in two casts: \`(${printType(target)})(${printType({ ...operand.type, width: target.width })})…\``
      : target.kind === "bool"
        ? "compare it: `… != 0`"
        : undefined;
  env.analysis.sink.report(
    "P0407",
    target === dontcareType
      ? "a cast needs a type, not `_`"
      : `there is no cast from ${describeType(operand.type)} to ${describeType(target)}`,
    span,
    help === undefined ? {} : { help },
  );
  return unknownExpression(span);
};

const node = (operand: TypedExpression, type: Type): TypedExpression => ({
  kind: "cast",
  operand,
  type,
  span: operand.span,
});

const attempt = (
  operand: TypedExpression,
  target: Type,
  span: Span,
  env: Env,
): TypedExpression | undefined => {
  const from = operand.type;
  if (from.kind !== "integer" && isPending(from))
    return target.kind === "opaque" || target.kind === "extern"
      ? undefined
      : convert(operand, target, { what: "the operand of this cast" }, env);
  if (sameType(from, target)) return operand;
  if (target.kind === "newtype") {
    if (!reaches(from, target.underlying)) return undefined;
    const inside = attempt(operand, target.underlying, span, env);
    return inside && node(inside, target);
  }
  if (from.kind === "newtype")
    return reaches(from.underlying, target)
      ? attempt(wrapped(operand, from.underlying), target, span, env)
      : undefined;
  switch (target.kind) {
    case "bits":
      return toBits(operand, target, span, env);
    case "bool":
      return toBool(operand);
    case "integer":
      return operand.kind === "number"
        ? number(numberOf(operand), integerType, span)
        : viaEnum(operand, target, span, env);
    case "enum":
      return toEnum(operand, target, span, env);
    default:
      return undefined;
  }
};

/** Between a new type and the type behind it there is nothing but the new type: no change of width or sign. */
const reaches = (from: Type, to: Type): boolean =>
  from.kind === "integer" || from.kind === "newtype" || to.kind === "newtype" || sameType(from, to);

/** The value inside a new type's value; a cast that only undoes another is dropped. */
const wrapped = (operand: TypedExpression, underlying: Type): TypedExpression =>
  operand.kind === "cast" && sameType(operand.operand.type, underlying)
    ? operand.operand
    : node(operand, underlying);

const viaEnum = (
  operand: TypedExpression,
  target: Type,
  span: Span,
  env: Env,
): TypedExpression | undefined => {
  const value = enumToNumber(operand);
  return value === operand ? undefined : attempt(value, target, span, env);
};

const toBits = (
  operand: TypedExpression,
  target: Extract<Type, { readonly kind: "bits" }>,
  span: Span,
  env: Env,
): TypedExpression | undefined => {
  const from = operand.type;
  switch (from.kind) {
    case "integer":
      return operand.kind === "number" ? fitNumber(numberOf(operand), target, span, env) : undefined;
    case "bool":
      if (target.width !== 1 || target.signed) return undefined;
      return operand.kind === "boolean"
        ? number(operand.value ? 1n : 0n, target, span)
        : node(operand, target);
    case "bits":
      if (from.signed !== target.signed && from.width !== target.width) return undefined;
      return operand.kind === "number" ? number(numberOf(operand), target, span) : node(operand, target);
    default:
      return viaEnum(operand, target, span, env);
  }
};

const toBool = (operand: TypedExpression): TypedExpression | undefined => {
  const from = operand.type;
  if (operand.kind === "number" && from.kind === "integer" && (operand.value === 0n || operand.value === 1n))
    return boolean(operand.value === 1n, operand.span);
  if (from.kind !== "bits" || from.width !== 1 || from.signed) return undefined;
  return operand.kind === "number"
    ? boolean(operand.value === 1n, operand.span)
    : node(operand, { kind: "bool" });
};

const toEnum = (
  operand: TypedExpression,
  target: Extract<Type, { readonly kind: "enum" }>,
  span: Span,
  env: Env,
): TypedExpression | undefined => {
  if (target.representation === undefined) return undefined;
  const value = attempt(enumToNumber(operand), { kind: "bits", ...target.representation }, span, env);
  if (value?.kind !== "number") return value && node(value, target);
  const stored = numberOf(value);
  const member = target.members.find((candidate) => candidate.value === stored);
  return member === undefined
    ? node(value, target)
    : { kind: "enum-member", member: member.name, type: target, span };
};
