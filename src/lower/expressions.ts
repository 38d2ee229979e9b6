/**
 * Expressions: whatever can reject or change something is emitted as operations, in P4's order (left to right,
 * short circuits kept); what comes back is pure and total, to be evaluated after them.
 */
import type { TypedExpression } from "../analyze/typed.ts";
import { CompilerBug, must, unreachable } from "../diagnostics/bug.ts";
import { bits, bool, fieldOf, isValid, mux, nextIndex, zeroOf } from "../ir/build.ts";
import type { Expression, Operation, Place } from "../ir/ir.ts";
import { simplifyNode } from "../ir/simplify.ts";
import { BIT32, ERROR, isScalar } from "../ir/types.ts";
import { lowerLookahead } from "./lookahead.ts";
import { binary, cast, emitIf, unary } from "./operators.ts";
import { store, takeDown } from "./storage.ts";
import type { Translator, Value } from "./translator.ts";
import { writes } from "./typed-walk.ts";
import { declarationOf, defaultOf, expressionOf, heldBy, partOf, scalarValue, validityOf } from "./values.ts";

type Of<K extends TypedExpression["kind"]> = Extract<TypedExpression, { readonly kind: K }>;

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
