/** Statements (specification 12) in the states of parsers and in functions. */
import type { Statement } from "../../grammar/ast.ts";
import { unreachable } from "../diagnostics/bug.ts";
import { checkAssignment } from "./assignments.ts";
import { callStatement } from "./calls.ts";
import { instantiate } from "./construct.ts";
import { type Env, enter, inner, leave } from "./context.ts";
import { convert, convertStored } from "./convert.ts";
import { checkFor, checkForIn } from "./loops.ts";
import { describeType } from "./print-type.ts";
import { checkSwitch } from "./switches.ts";
import { boolType } from "./type-facts.ts";
import type { TypedStatement } from "./typed.ts";
import { isUnknownExpression } from "./values.ts";
import { declareConstant, declareVariable } from "./variables.ts";

/** Statements in order; declarations among them are seen by those that follow. */
export const checkStatements = (nodes: readonly Statement[], env: Env): readonly TypedStatement[] =>
  nodes.flatMap((node) => checkStatement(node, env));

/** A statement that has a scope of its own, such as a branch. */
const branch = (node: Statement, env: Env): readonly TypedStatement[] =>
  node.kind === "block" ? checkStatements(node.statements, inner(env)) : checkStatements([node], inner(env));

const checkStatement = (node: Statement, env: Env): readonly TypedStatement[] => {
  if (!enter(env.analysis, node.span)) return [];
  const result = check(node, env);
  leave(env.analysis);
  return result;
};

const check = (node: Statement, env: Env): readonly TypedStatement[] => {
  const { span } = node;
  switch (node.kind) {
    case "empty":
      return [];
    case "block":
      return [{ kind: "block", statements: checkStatements(node.statements, inner(env)), span }];
    case "constant":
      declareConstant(node, env);
      return [];
    case "variable":
      return declareVariable(node, env);
    case "instantiation":
      return checkInstantiation(node, env);
    case "assignment":
      return checkAssignment(node, env);
    case "call-statement":
      if (node.expression.kind === "call") return callStatement(node.expression, env);
      return refuse("an expression is no statement", node, env);
    case "if":
      return checkIf(node, env);
    case "switch":
      return checkSwitch(node, env);
    case "for":
      return checkFor(node, env);
    case "for-in":
      return checkForIn(node, env);
    case "break":
    case "continue":
      if (env.inLoop) return [{ kind: node.kind, span }];
      return refuse(`\`${node.kind}\` stands outside of a loop`, node, env);
    case "return":
      return checkReturn(node, env);
    case "exit":
      return refuse(
        "`exit` cannot be used in a parser",
        node,
        env,
        "a parser ends in `transition accept` or `transition reject`",
      );
    default:
      return unreachable(node);
  }
};

const refuse = (message: string, node: Statement, env: Env, help?: string): readonly TypedStatement[] => {
  env.analysis.sink.report("P0417", message, node.span, help === undefined ? {} : { help });
  return [];
};

const checkInstantiation = (
  node: Extract<Statement, { readonly kind: "instantiation" }>,
  env: Env,
): readonly TypedStatement[] => {
  if (env.frame.kind === "function") return refuse("nothing can be instantiated in a function", node, env);
  instantiate(node, env);
  return [];
};

const checkIf = (node: Extract<Statement, { readonly kind: "if" }>, env: Env): readonly TypedStatement[] => {
  const condition = convert(
    env.analysis.check.expression(node.condition, env),
    boolType,
    { what: "the condition of `if`" },
    env,
  );
  const then = branch(node.then, env);
  const otherwise = node.otherwise === undefined ? [] : branch(node.otherwise, env);
  return isUnknownExpression(condition) ? [] : [{ kind: "if", condition, then, otherwise, span: node.span }];
};

const checkReturn = (
  node: Extract<Statement, { readonly kind: "return" }>,
  env: Env,
): readonly TypedStatement[] => {
  const { frame, analysis } = env;
  if (frame.kind !== "function")
    return refuse("`return` cannot be used in a parser's state", node, env, "a state ends in a `transition`");
  const { returns, name } = frame;
  if (node.value === undefined) {
    if (returns.kind === "void") return [{ kind: "return", span: node.span }];
    analysis.sink.report("P0424", `function \`${name}\` must return ${describeType(returns)}`, node.span);
    return [{ kind: "return", span: node.span }];
  }
  const value = analysis.check.expression(node.value, env, returns);
  if (returns.kind === "void") {
    analysis.sink.report("P0424", `function \`${name}\` returns nothing`, value.span, {
      help: "declare the type that it returns instead of `void`",
    });
    return [{ kind: "return", span: node.span }];
  }
  return [
    {
      kind: "return",
      value: convertStored(value, returns, { what: `the value that function \`${name}\` returns` }, env),
      span: node.span,
    },
  ];
};
