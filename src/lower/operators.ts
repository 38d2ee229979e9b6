/** Operators and casts. */
import type { BinaryOperator as SourceOperator, TypedExpression } from "../analyze/typed.ts";
import { CompilerBug } from "../diagnostics/bug.ts";
import { and, bits, bool, castTo, not, or } from "../ir/build.ts";
import type { BinaryOperator, Expression, Operation } from "../ir/ir.ts";
import { simplifyNode } from "../ir/simplify.ts";
import { BOOL, isScalar } from "../ir/types.ts";
import { assignScalar, takeDown } from "./storage.ts";
import type { Translator } from "./translator.ts";
import { writes } from "./typed-walk.ts";
import { equals, expressionOf, heldBy, scalarValue } from "./values.ts";

type Of<K extends TypedExpression["kind"]> = Extract<TypedExpression, { readonly kind: K }>;

const operators: Readonly<Record<Exclude<SourceOperator, "&&" | "||">, BinaryOperator>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "mod",
  "|+|": "add-sat",
  "|-|": "sub-sat",
  "<<": "shl",
  ">>": "shr",
  "&": "and",
  "|": "or",
  "^": "xor",
  "++": "concat",
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

/** An `if` for a part of an expression. */
export const emitIf = (
  t: Translator,
  condition: Expression,
  then: readonly Operation[],
  otherwise: readonly Operation[],
  expression: TypedExpression,
): void => {
  t.out.emit({ kind: "if", condition, then, otherwise, origin: t.out.at(expression.span) });
};

/** `&&` and `||`: where the right side needs operations, they run only if the left side does not decide. */
const shortCircuit = (t: Translator, expression: Of<"binary">): Expression => {
  const conjunction = expression.operator === "&&";
  const left = t.scalar(expression.left);
  let right: Expression = bool(false);
  const operations = t.out.capture(() => {
    right = t.scalar(expression.right);
  });
  if (operations.length === 0) return conjunction ? and(left, right) : or(left, right);
  const result = t.out.local("tmp", BOOL, expression.span);
  assignScalar(t.out, result, left, expression.span);
  const further = [
    ...operations,
    ...t.out.capture(() => assignScalar(t.out, result, right, expression.span)),
  ];
  const condition = expressionOf(heldBy(result));
  emitIf(t, conjunction ? condition : not(condition), further, [], expression);
  return condition;
};

/** Amounts of the left side's width and more are all the same, so a constant one is cut there. */
const shiftAmount = (t: Translator, amount: TypedExpression, leftWidth: number): Expression => {
  if (amount.kind === "number" && amount.type.kind === "integer") {
    const limit = BigInt(leftWidth);
    return bits(amount.value > limit ? limit : amount.value, 32);
  }
  const lowered = t.scalar(amount);
  if (lowered.type.kind !== "bits" || !lowered.type.signed) return lowered;
  if (lowered.kind === "bits" && lowered.value < 1n << BigInt(lowered.type.width - 1)) {
    return bits(lowered.value, lowered.type.width);
  }
  t.out.refuse("a shift by a signed amount", amount.span);
  return bits(0, 32);
};

/** Any binary operator; `&&` and `||` keep their short circuit. */
export const binary = (t: Translator, expression: Of<"binary">): Expression => {
  const { operator, left: sourceLeft, right: sourceRight } = expression;
  if (operator === "&&" || operator === "||") return shortCircuit(t, expression);
  if (operator === "<<" || operator === ">>") {
    const type = t.out.type(expression.type, expression.span);
    if (!isScalar(type) || type.kind !== "bits") throw new CompilerBug("a shift of no number");
    let left = t.scalar(sourceLeft);
    if (writes(sourceRight)) left = expressionOf(takeDown(t.out, scalarValue(left), sourceLeft.span));
    const right = shiftAmount(t, sourceRight, type.width);
    return simplifyNode({ kind: "binary", operator: operators[operator], left, right, type });
  }
  const [left, right] = t.values([sourceLeft, sourceRight]);
  if (left === undefined || right === undefined) throw new CompilerBug("a missing operand");
  if (operator === "==" || operator === "!=") {
    const same = equals(t.out, left, right, expression.span);
    return operator === "==" ? same : negated(same);
  }
  const type = t.out.type(expression.type, expression.span);
  if (!isScalar(type)) throw new CompilerBug("an operator on a composite value");
  const [a, b] = [expressionOf(left), expressionOf(right)];
  if ((operator === "/" || operator === "%") && !dividesWell(b)) {
    t.out.refuse("a division by anything but a positive constant, or of signed numbers", expression.span);
    return a;
  }
  return simplifyNode({ kind: "binary", operator: operators[operator], left: a, right: b, type });
};

const negated = (same: Expression): Expression =>
  same.kind === "binary" && same.operator === "eq" ? { ...same, operator: "ne" } : not(same);

const dividesWell = (divisor: Expression): boolean =>
  divisor.kind === "bits" && divisor.value > 0n && !divisor.type.signed;

/** Between scalars. */
export const cast = (t: Translator, expression: Of<"cast">): Expression => {
  const type = t.out.type(expression.type, expression.span);
  if (!isScalar(type)) {
    t.out.refuse("a cast between composite types", expression.span);
    return bool(false);
  }
  const { operand } = expression;
  if (operand.kind === "number" && operand.type.kind === "integer" && type.kind === "bits") {
    return bits(operand.value, type.width, type.signed);
  }
  return castTo(t.scalar(operand), type);
};

/** `-`, `~`, `!` */
export const unary = (t: Translator, expression: Of<"unary">): Expression => {
  const operand = t.scalar(expression.operand);
  return simplifyNode({ kind: "unary", operator: expression.operator, operand, type: operand.type });
};
