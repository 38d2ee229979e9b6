/** Assignments, compound ones too (specification 12.1): `a op= b` is `a = a op b`. */
import type { AssignmentOperator, BinaryOperator, Statement } from "../../grammar/ast.ts";
import type { Note } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { convertStored } from "./convert.ts";
import { isRepeatable, requireWritable, rootOf } from "./lvalues.ts";
import { binary } from "./operators.ts";
import { bits, fieldPosition } from "./type-facts.ts";
import type { TypedExpression, TypedStatement } from "./typed.ts";
import { isUnknownExpression, number } from "./values.ts";

type Assignment = Extract<Statement, { readonly kind: "assignment" }>;

const operators: Readonly<Record<Exclude<AssignmentOperator, "=">, BinaryOperator>> = {
  "+=": "+",
  "-=": "-",
  "|+|=": "|+|",
  "|-|=": "|-|",
  "*=": "*",
  "/=": "/",
  "%=": "%",
  "<<=": "<<",
  ">>=": ">>",
  "&=": "&",
  "|=": "|",
  "^=": "^",
};

export const checkAssignment = (node: Assignment, env: Env): readonly TypedStatement[] => {
  const target = env.analysis.check.expression(node.target, env);
  const given = env.analysis.check.expression(node.value, env, target.type);
  if (isUnknownExpression(target)) return [];
  const moving = movingSlice(target);
  if (!requireWritable(moving?.whole ?? target, "the target of an assignment", env)) return [];
  if (!isRepeatable(target) && (node.operator !== "=" || moving !== undefined)) {
    env.analysis.sink.report(
      "P0417",
      "a call in the target of this assignment would be evaluated twice",
      target.span,
      {
        help: "take its result into a variable first",
      },
    );
    return [];
  }
  const result =
    node.operator === "=" ? given : binary(operators[node.operator], target, given, node.span, env);
  const notes = declarationOf(target);
  const value = convertStored(result, target.type, { what: "the value assigned", notes }, env);
  if (isUnknownExpression(value)) return [];
  return [
    moving === undefined
      ? { kind: "assign", target, value, span: node.span }
      : assignMoving(moving, value, node.span),
  ];
};

/** Where what is assigned to was declared: the field, else the variable. */
const declarationOf = (target: TypedExpression): readonly Note[] => {
  if (target.kind === "field" && "fields" in target.base.type) {
    const field = target.base.type.fields[fieldPosition(target.base.type.fields, target.field)];
    return field === undefined ? [] : [{ message: `\`${field.name}\` is declared here`, span: field.span }];
  }
  const root = rootOf(target);
  return root === undefined ? [] : [{ message: `\`${root.name}\` is declared here`, span: root.span }];
};

interface MovingSlice {
  readonly whole: TypedExpression;
  readonly low: TypedExpression;
  readonly width: number;
}

/** `whole[low+:width]` with a `low` that is no constant, which has become a slice of `whole >> low`. */
const movingSlice = (target: TypedExpression): MovingSlice | undefined =>
  target.kind === "slice" && target.base.kind === "binary" && target.base.operator === ">>"
    ? { whole: target.base.left, low: target.base.right, width: target.high + 1 }
    : undefined;

/** `whole = (whole & ~(ones << low)) | (value << low)` */
const assignMoving = (
  { whole, low, width }: MovingSlice,
  value: TypedExpression,
  span: Span,
): TypedStatement => {
  const { type } = whole;
  const unsigned = type.kind === "bits" ? bits(type.width) : type;
  const ones = number((1n << BigInt(width)) - 1n, type, span);
  const widened: TypedExpression = { kind: "cast", operand: value, type: unsigned, span };
  const wide: TypedExpression = { kind: "cast", operand: widened, type, span };
  const mask: TypedExpression = { kind: "binary", operator: "<<", left: ones, right: low, type, span };
  const hole: TypedExpression = { kind: "unary", operator: "complement", operand: mask, type, span };
  const kept: TypedExpression = { kind: "binary", operator: "&", left: whole, right: hole, type, span };
  const placed: TypedExpression = { kind: "binary", operator: "<<", left: wide, right: low, type, span };
  const merged: TypedExpression = { kind: "binary", operator: "|", left: kept, right: placed, type, span };
  return { kind: "assign", target: whole, value: merged, span };
};
