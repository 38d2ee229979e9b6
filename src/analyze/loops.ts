/** `for` in both forms (specification 12.8). */
import type { Expression, Statement } from "../../grammar/ast.ts";
import { type Env, inner } from "./context.ts";
import { convert, isPending } from "./convert.ts";
import { requireWritable } from "./lvalues.ts";
import { declareLocal, find } from "./names.ts";
import { describeType } from "./print-type.ts";
import { boolType, isLiteral } from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { ForCollection, Type, TypedStatement, Variable } from "./typed.ts";
import { isUnknownExpression } from "./values.ts";
import { checkVariableType, makeVariable } from "./variables.ts";

type For = Extract<Statement, { readonly kind: "for" }>;
type ForIn = Extract<Statement, { readonly kind: "for-in" }>;

export const checkFor = (node: For, env: Env): readonly TypedStatement[] => {
  const { check } = env.analysis;
  const loop = inner(env);
  const initializers = check.statements(node.initializers, loop);
  const condition =
    node.condition === undefined
      ? undefined
      : convert(check.expression(node.condition, loop), boolType, { what: "the condition of `for`" }, loop);
  const updates = check.statements(node.updates, loop);
  const body = check.statements([node.body], { ...inner(loop), inLoop: true });
  if (condition !== undefined && isUnknownExpression(condition)) return [];
  return [
    {
      kind: "for",
      initializers,
      ...(condition === undefined ? {} : { condition }),
      updates,
      body,
      span: node.span,
    },
  ];
};

export const checkForIn = (node: ForIn, env: Env): readonly TypedStatement[] => {
  const loop = inner(env);
  const variable = loopVariable(node, env);
  if (variable === undefined) return [];
  const collection = checkCollection(node.collection, variable.type, env);
  if (node.type !== undefined)
    declareLocal(loop, { kind: "variable", name: variable.name, span: variable.span, order: 0, variable });
  const body = env.analysis.check.statements([node.body], { ...inner(loop), inLoop: true });
  return collection === undefined ? [] : [{ kind: "for-in", variable, collection, body, span: node.span }];
};

const loopVariable = (node: ForIn, env: Env): Variable | undefined => {
  const { text: name, span } = node.variable;
  if (node.type !== undefined) {
    const type = env.analysis.check.type(node.type, env);
    return checkVariableType(type, name, node.type.span, env)
      ? makeVariable(name, type, span, env)
      : undefined;
  }
  const [entity] = find(env, node.variable, false, "variable");
  if (entity === undefined) return undefined;
  if (entity.kind !== "variable") {
    env.analysis.sink.report("P0408", `\`${name}\` is not a variable that a loop could set`, span);
    return undefined;
  }
  const { variable } = entity;
  const use = { kind: "variable", variable, type: variable.type, span } as const;
  return requireWritable(use, "the variable of a loop", env) ? variable : undefined;
};

const checkCollection = (node: Expression, type: Type, env: Env): ForCollection | undefined => {
  const { check, sink } = env.analysis;
  const purpose = { what: "the variable's values" };
  if (node.kind === "range") {
    const low = convert(check.expression(node.low, env), type, purpose, env);
    const high = convert(check.expression(node.high, env), type, purpose, env);
    if (isUnknownExpression(low) || isUnknownExpression(high)) return undefined;
    if (type.kind === "bits" || type.kind === "enum") return { kind: "range", low, high };
    sink.report(
      "P0401",
      `the variable of a loop over a range must be a number, but this is ${describeType(type)}`,
      node.span,
    );
    return undefined;
  }
  const value = check.expression(node, env);
  if (isUnknownExpression(value)) return undefined;
  if (
    value.kind === "aggregate" &&
    (isLiteral(value.type) ||
      isPending(value.type) ||
      value.type.kind === "list" ||
      value.type.kind === "tuple")
  )
    return { kind: "list", elements: value.elements.map((element) => convert(element, type, purpose, env)) };
  if (value.type.kind === "stack" && sameType(value.type.element, type))
    return { kind: "stack", stack: value };
  sink.report(
    "P0401",
    `a loop over values of ${describeType(type)} cannot go over ${describeType(value.type)}`,
    node.span,
    {
      help: "a loop goes over a range `a .. b`, a list `{ a, b }` or a header stack",
    },
  );
  return undefined;
};
