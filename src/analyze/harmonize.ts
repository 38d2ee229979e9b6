/** Two operands of one operator brought to one type, as far as implicit conversions go (specification 8.11.2). */
import type { Env } from "./context.ts";
import { convert, enumToNumber, isPending, type Purpose } from "./convert.ts";
import { invalidHeaderType, isLiteral, literalTuple, restType } from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { isUnknownExpression } from "./values.ts";

/** Gives a value a type of its own where nothing asks for one: `{ a, b }` is a tuple then. */
export const settle = (expression: TypedExpression): TypedExpression =>
  expression.kind === "aggregate" && expression.type.kind === "tuple" && isLiteral(expression.type)
    ? { ...expression, type: { kind: "tuple", elements: expression.elements.map((element) => element.type) } }
    : expression;

/** Brings two operands to one type where an implicit conversion can; leaves them alone otherwise. */
export const harmonize = (
  left: TypedExpression,
  right: TypedExpression,
  env: Env,
): readonly [TypedExpression, TypedExpression] => {
  if (isUnknownExpression(left) || isUnknownExpression(right) || sameType(left.type, right.type)) {
    if (isLiteral(left.type) && isLiteral(right.type)) return harmonizeLiterals(left, right, env);
    return [left, right];
  }
  if (isLiteral(left.type) && isLiteral(right.type)) return harmonizeLiterals(left, right, env);
  const purpose: Purpose = { what: "this operand" };
  if (isPending(left.type) && canBecome(left.type, right.type))
    return [convert(left, right.type, purpose, env), right];
  if (isPending(right.type) && canBecome(right.type, left.type))
    return [left, convert(right, left.type, purpose, env)];
  const leftNumber = enumToNumber(left);
  const rightNumber = enumToNumber(right);
  if (leftNumber !== left || rightNumber !== right) return harmonize(leftNumber, rightNumber, env);
  return [left, right];
};

const canBecome = (from: Type, to: Type): boolean => {
  if (from.kind === "integer") return to.kind === "bits";
  if (from === restType) return true;
  if (from === invalidHeaderType) return to.kind === "header" || to.kind === "union";
  return (
    to.kind === "struct" ||
    to.kind === "header" ||
    to.kind === "tuple" ||
    to.kind === "stack" ||
    to.kind === "union" ||
    to.kind === "list"
  );
};

const harmonizeLiterals = (
  left: TypedExpression,
  right: TypedExpression,
  env: Env,
): readonly [TypedExpression, TypedExpression] => {
  if (
    left.kind !== "aggregate" ||
    right.kind !== "aggregate" ||
    left.elements.length !== right.elements.length
  )
    return [left, right];
  if (left.type.kind !== "tuple" || right.type.kind !== "tuple") return [left, right];
  const pairs = left.elements.map((element, index) => {
    const other = right.elements[index];
    return other === undefined ? ([element, element] as const) : harmonize(element, other, env);
  });
  const lefts = pairs.map((pair) => pair[0]);
  const rights = pairs.map((pair) => pair[1]);
  return [
    { ...left, elements: lefts, type: literalTuple(lefts.map((element) => element.type)) },
    { ...right, elements: rights, type: literalTuple(rights.map((element) => element.type)) },
  ];
};
