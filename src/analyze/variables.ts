/** Declarations of variables and constants inside parsers, states and functions (specification 11.1, 11.2). */
import type { ConstantDeclaration, VariableDeclaration } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { requireConstant } from "./constant-expressions.ts";
import type { Env } from "./context.ts";
import { convertStored } from "./convert.ts";
import { declareLocal } from "./names.ts";
import { describeType } from "./print-type.ts";
import { dontcareType, isRigid, isUnknown, isVariable, unknownType } from "./type-facts.ts";
import type { Type, TypedExpression, TypedStatement, Variable } from "./typed.ts";
import { isUnknownExpression, unknownExpression } from "./values.ts";

/** Whether a run-time variable may have the type; reports where not. */
export const checkVariableType = (type: Type, name: string, span: Span, env: Env): boolean => {
  switch (type.kind) {
    case "integer":
    case "void":
    case "match-kind":
    case "extern":
    case "string":
      break;
    case "opaque":
      if (isUnknown(type) || isVariable(type) || isRigid(type)) return true;
      break;
    default:
      return true;
  }
  env.analysis.sink.report(
    "P0404",
    `variable \`${name}\` cannot be ${describeType(type)}`,
    span,
    type.kind === "integer" ? { help: "`int` is a type of constants: write `bit<W>` or `int<W>`" } : {},
  );
  return false;
};

const originIn = (env: Env): Variable["origin"] =>
  env.frame.kind === "function"
    ? "function-local"
    : env.frame.kind === "state"
      ? "state-local"
      : "parser-local";

/** A new variable of this place. */
export const makeVariable = (name: string, type: Type, span: Span, env: Env): Variable => ({
  name,
  type,
  origin: originIn(env),
  span,
});

export const declareVariable = (node: VariableDeclaration, env: Env): readonly TypedStatement[] => {
  const { text: name, span } = node.name;
  const written = env.analysis.check.type(node.type, env);
  const type = checkVariableType(written, name, node.type.span, env) ? written : unknownType;
  const value =
    node.initializer === undefined
      ? undefined
      : convertStored(
          env.analysis.check.expression(node.initializer, env, type),
          type,
          {
            what: `the initial value of \`${name}\``,
            notes: [{ message: `\`${name}\` is declared here`, span }],
          },
          env,
        );
  const variable = makeVariable(name, type, span, env);
  declareLocal(env, { kind: "variable", name, span, order: 0, variable });
  if (isUnknown(type)) return [];
  return [
    {
      kind: "declare",
      variable,
      ...(value === undefined || isUnknownExpression(value) ? {} : { value }),
      span: node.span,
    },
  ];
};

/** The folded value of a constant's declaration; the unknown expression (reported) where it has none. */
export const constantValue = (node: ConstantDeclaration, env: Env): TypedExpression => {
  const { text: name, span } = node.name;
  const type = env.analysis.check.type(node.type, env);
  const given = env.analysis.check.expression(node.value, env, type);
  if (isUnknown(type)) return unknownExpression(span);
  if (type.kind === "void" || type.kind === "extern" || type === dontcareType) {
    env.analysis.sink.report("P0404", `constant \`${name}\` cannot be ${describeType(type)}`, node.type.span);
    return unknownExpression(span);
  }
  const notes = [{ message: `\`${name}\` is declared here`, span }];
  const value = convertStored(given, type, { what: `the value of constant \`${name}\``, notes }, env);
  return requireConstant(value, `the value of constant \`${name}\``, env) ?? unknownExpression(span);
};

export const declareConstant = (node: ConstantDeclaration, env: Env): void => {
  const value = constantValue(node, env);
  declareLocal(env, { kind: "constant", name: node.name.text, span: node.name.span, order: 0, value });
};
