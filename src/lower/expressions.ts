/**
 * Expressions: whatever can reject or change something is emitted as operations, in P4's order (left to right,
 * short circuits kept); what comes back is pure and total, to be evaluated after them.
 */
import type { BinaryOperator as SourceOperator, TypedExpression } from "../analyze/typed.ts";
import { CompilerBug, must, unreachable } from "../diagnostics/bug.ts";
import { and, bits, bool, castTo, fieldOf, isValid, mux, nextIndex, not, or, zeroOf } from "../ir/build.ts";
import type { BinaryOperator, Expression, Operation, Place } from "../ir/ir.ts";
import { simplifyNode } from "../ir/simplify.ts";
import { BIT32, BOOL, ERROR, isScalar } from "../ir/types.ts";
import { lowerLookahead } from "./lookahead.ts";
import { assignScalar, store, takeDown } from "./storage.ts";
import type { Translator, Value } from "./translator.ts";
import { writes } from "./typed-walk.ts";
import {
  declarationOf,
  defaultOf,
  equals,
  expressionOf,
  heldBy,
  partOf,
  scalarValue,
  validityOf,
} from "./values.ts";

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

/** Any value of the expression's type, where a finding stands for the true one. */
const anything = (t: Translator, expression: TypedExpression): Value =>
  defaultOf(t.out.type(expression.type, expression.span));

const number = (t: Translator, expression: Of<"number">): Expression => {
  const type = t.out.type(expression.type, expression.span);
  return type.kind === "bits" ? bits(expression.value, type.width, type.signed) : zeroOf(BIT32);
};

const enumMember = (expression: Of<"enum-member">): Expression => {
  const { type } = expression;
  if (type.kind !== "enum") throw new CompilerBug(`a member of a ${type.kind}`);
  const index = type.members.findIndex(({ name }) => name === expression.member);
  const member = must(type.members[index], `enum member ${expression.member}`);
  if (type.representation === undefined) return bits(index, 32);
  return bits(must(member.value, "enum value"), type.representation.width, type.representation.signed);
};

const emitIf = (
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

const binary = (t: Translator, expression: Of<"binary">): Expression => {
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

/** `c ? a : b`: operations of a branch, and composite values, need an `if`. */
const conditional = (t: Translator, expression: Of<"conditional">): Value => {
  const condition = t.scalar(expression.condition);
  const type = t.out.type(expression.type, expression.span);
  let [then, otherwise] = [defaultOf(type), defaultOf(type)];
  const thenOperations = t.out.capture(() => {
    then = t.value(expression.then);
  });
  const otherOperations = t.out.capture(() => {
    otherwise = t.value(expression.otherwise);
  });
  if (isScalar(type) && thenOperations.length === 0 && otherOperations.length === 0) {
    return scalarValue(mux(condition, expressionOf(then), expressionOf(otherwise)));
  }
  const result = t.out.local("tmp", type, expression.span);
  const branch = (operations: readonly Operation[], value: Value): readonly Operation[] => [
    ...operations,
    ...t.out.capture(() => store(t.out, result, value, expression.span)),
  ];
  emitIf(t, condition, branch(thenOperations, then), branch(otherOperations, otherwise), expression);
  return heldBy(result);
};

const cast = (t: Translator, expression: Of<"cast">): Expression => {
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

const unary = (t: Translator, expression: Of<"unary">): Expression => {
  const operand = t.scalar(expression.operand);
  return simplifyNode({ kind: "unary", operator: expression.operator, operand, type: operand.type });
};

/** A field of a value that may be no place: of a call's result, of a literal. */
const member = (t: Translator, expression: Of<"field"> | Of<"element">): Value => {
  const base = t.value(expression.base);
  const { fields } = declarationOf(t.out.types, base.type);
  const index =
    expression.kind === "element"
      ? expression.index
      : fields.findIndex(({ name }) => name === expression.field);
  return partOf(fields, base, index);
};

const union = (t: Translator, expression: Of<"aggregate">, [part]: readonly Value[]): Value => {
  const type = t.out.type(expression.type, expression.span);
  const copy = t.out.local("tmp", type, expression.span);
  store(t.out, copy, defaultOf(type), expression.span);
  const field = declarationOf(t.out.types, type).fields.find(
    (candidate) =>
      candidate.type.kind === "header" &&
      part?.type.kind === "header" &&
      candidate.type.name === part.type.name,
  );
  if (field === undefined || part === undefined) throw new CompilerBug("a union of none of its members");
  store(t.out, fieldOf(copy, field.name, field.type), part, expression.span);
  return heldBy(copy);
};

const aggregate = (t: Translator, expression: Of<"aggregate">): Value => {
  const type = t.out.type(expression.type, expression.span);
  const parts = t.values(expression.elements);
  return type.kind === "union" ? union(t, expression, parts) : { kind: "parts", parts, type };
};

const lastIndex = (stack: Place): Expression =>
  simplifyNode({ kind: "binary", operator: "sub", left: nextIndex(stack), right: bits(1, 32), type: BIT32 });

const slice = (t: Translator, expression: Of<"slice">): Expression => {
  const operand = t.scalar(expression.base);
  const { high, low } = expression;
  const type = { kind: "bits", width: high - low + 1, signed: false } as const;
  return simplifyNode({ kind: "slice", operand, high, low, type });
};

/** Translates an expression; calls are the business of `call`. */
export const lowerValue = (
  t: Translator,
  expression: TypedExpression,
  call: (expression: Of<"call">) => Value,
): Value => {
  switch (expression.kind) {
    case "number":
      return scalarValue(number(t, expression));
    case "boolean":
      return scalarValue(bool(expression.value));
    case "error":
      return scalarValue({ kind: "error", name: expression.name, type: ERROR });
    case "enum-member":
      return scalarValue(enumMember(expression));
    case "variable": {
      const binding = t.scope.get(expression.variable);
      if (binding?.kind === "constant") return scalarValue(binding.expression);
      return heldBy(t.place(expression, false));
    }
    case "field":
    case "element":
      return lowerLookahead(t, expression) ?? member(t, expression);
    case "index":
    case "stack-next":
    case "stack-last":
      return heldBy(t.place(expression, false));
    case "stack-last-index":
      return scalarValue(lastIndex(t.place(expression.stack, false)));
    case "slice":
      return lowerLookahead(t, expression) ?? scalarValue(slice(t, expression));
    case "lookahead":
      return lowerLookahead(t, expression) ?? anything(t, expression);
    case "unary":
      return scalarValue(unary(t, expression));
    case "binary":
      return scalarValue(binary(t, expression));
    case "conditional":
      return conditional(t, expression);
    case "cast":
      return scalarValue(cast(t, expression));
    case "aggregate":
      return aggregate(t, expression);
    case "invalid-header":
    case "default-value":
      return anything(t, expression);
    case "packet-length":
      return scalarValue({ kind: "packet-length", type: BIT32 });
    case "is-valid": {
      const header = t.value(expression.header);
      return scalarValue(header.kind === "place" ? isValid(header.place) : validityOf(header));
    }
    case "call":
      return call(expression);
    case "extern-call":
      t.out.refuse(`${expression.name} has no meaning in a parser that p4twin compiles`, expression.span);
      return expression.type.kind === "void" ? scalarValue(bool(false)) : anything(t, expression);
    case "string":
      t.out.refuse("a string has no meaning in a parser", expression.span);
      return scalarValue(bool(false));
    case "discard":
      throw new CompilerBug("the value of an argument that was left out");
    default:
      return unreachable(expression);
  }
};

/** Values from left to right; those that a later call may change are taken down before it. */
export const lowerValues = (t: Translator, expressions: readonly TypedExpression[]): readonly Value[] => {
  const lastWriter = expressions.findLastIndex(writes);
  return expressions.map((expression, index) => {
    const value = t.value(expression);
    return index < lastWriter ? takeDown(t.out, value, expression.span) : value;
  });
};
