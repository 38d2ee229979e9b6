/** `==` and `!=` (specification 8.5 to 8.18: all types but a few have them). */
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { harmonize, settle } from "./harmonize.ts";
import { boolType, isLiteral } from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { castHelp, undefinedFor } from "./undefined-operator.ts";
import { boolean, constantKey, isConstant, isUnknownExpression, unknownExpression } from "./values.ts";

/** `==` and `!=` are defined for all types but these. */
const comparable = (type: Type): boolean => {
  switch (type.kind) {
    case "void":
    case "extern":
    case "match-kind":
    // A type parameter: its values can only be assigned (specification 8.25).
    case "opaque":
      return false;
    case "struct":
    case "header":
    case "union":
      return type.fields.every((field) => comparable(field.type));
    case "tuple":
      return type.elements.every(comparable);
    case "stack":
    case "list":
      return comparable(type.element);
    default:
      return true;
  }
};

/** Compares two values of one type. */
export const equality = (
  operator: "==" | "!=",
  first: TypedExpression,
  second: TypedExpression,
  span: Span,
  env: Env,
): TypedExpression => {
  const [harmonizedLeft, harmonizedRight] = harmonize(first, second, env);
  if (isUnknownExpression(harmonizedLeft) || isUnknownExpression(harmonizedRight))
    return unknownExpression(span);
  const left = settle(harmonizedLeft);
  const right = settle(harmonizedRight);
  if (!sameType(left.type, right.type) || !comparable(left.type) || isLiteral(left.type))
    return undefinedFor(operator, settle(first), settle(second), span, env, castHelp(left.type, right.type));
  if (isConstant(left) && isConstant(right) && left.type.kind !== "stack")
    return boolean((constantKey(left) === constantKey(right)) === (operator === "=="), span);
  return { kind: "binary", operator, left, right, type: boolType, span };
};
