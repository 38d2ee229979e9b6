/** Calls for their value and calls as statements (specification 8.20, 12.2, 13.8). */

import { unreachable } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import { applyObject, applyType } from "./apply.ts";
import { checkArguments } from "./arguments.ts";
import { type Callee, findCallee } from "./callee.ts";
import { constantInteger } from "./constant-expressions.ts";
import type { CallExpression, Env } from "./context.ts";
import type { FunctionEntity } from "./entities.ts";
import { requireWritable } from "./lvalues.ts";
import { PACKET, packetExpression, packetStatement } from "./packet-methods.ts";
import { chooseOverload, type Signature } from "./signatures.ts";
import { boolType } from "./type-facts.ts";
import type { Type, TypedExpression, TypedStatement } from "./typed.ts";
import { boolean, isUnknownExpression, unknownExpression } from "./values.ts";

/** A call whose value is used. */
export const callExpression = (node: CallExpression, env: Env, expected?: Type): TypedExpression => {
  const callee = findCallee(node, env);
  if (callee === undefined) return unknownExpression(node.span);
  const value = evaluate(callee, node, env, expected);
  if (value.type.kind !== "void") return value;
  return noValue("this call", node.span, env);
};

const noValue = (what: string, span: Span, env: Env): TypedExpression => {
  env.analysis.sink.report("P0405", `${what} has no value`, span, {
    help: "call it as a statement of its own",
  });
  return unknownExpression(span);
};

const evaluate = (
  callee: Callee,
  node: CallExpression,
  env: Env,
  expected: Type | undefined,
): TypedExpression => {
  const { span } = node;
  switch (callee.kind) {
    case "function":
      return callFunction(callee.candidates, node, env, expected);
    case "extern-function":
      return callExtern(callee.name, callee.signatures, node, env, expected);
    case "extern-method": {
      const signature = chooseOverload(callee.signatures, node.arguments, node.span, env);
      const call = signature && checkArguments(signature, node, expected, env);
      if (call === undefined) return unknownExpression(span);
      if (callee.extern === PACKET) return packetExpression(callee.method, call, span, env);
      return {
        kind: "extern-call",
        name: `${callee.extern}.${callee.method}`,
        arguments: call.arguments,
        type: call.returns,
        span,
      };
    }
    case "header-method":
      if (callee.method !== "isValid") return noValue(`\`${callee.method}\``, span, env);
      return noArguments(callee.method, node, env)
        ? { kind: "is-valid", header: callee.header, type: boolType, span }
        : unknownExpression(span);
    case "stack-method":
      return noValue(`\`${callee.method}\``, span, env);
    case "constant":
      return callee.value;
    case "apply":
    case "apply-type":
      return noValue("the application of a parser", span, env);
    default:
      return unreachable(callee);
  }
};

const noArguments = (method: string, node: CallExpression, env: Env): boolean => {
  const [first] = node.arguments;
  if (first === undefined) return true;
  env.analysis.sink.report("P0409", `\`${method}\` takes no arguments`, first.span);
  return false;
};

const functionSignature = (entity: FunctionEntity): Signature => ({
  name: entity.name,
  what: "function",
  span: entity.span,
  typeParameters: entity.declaration.typeParameters,
  parameters: entity.declaration.parameters,
  returnType: entity.declaration.returnType,
  scope: entity.scope,
});

const callFunction = (
  candidates: readonly FunctionEntity[],
  node: CallExpression,
  env: Env,
  expected: Type | undefined,
): TypedExpression => {
  const { span } = node;
  const signatures = candidates.map(functionSignature);
  const signature = chooseOverload(signatures, node.arguments, span, env);
  const entity = signature && candidates[signatures.indexOf(signature)];
  if (signature === undefined || entity === undefined) return unknownExpression(span);
  const call = checkArguments(signature, node, expected, env);
  if (call === undefined) return unknownExpression(span);
  const called = env.analysis.check.functionOf(entity, call.typeArguments, span, env.analysis);
  if (called === undefined) return unknownExpression(span);
  return { kind: "call", function: called, arguments: call.arguments, type: call.returns, span };
};

const callExtern = (
  name: string,
  signatures: readonly Signature[],
  node: CallExpression,
  env: Env,
  expected: Type | undefined,
): TypedExpression => {
  const { span } = node;
  const signature = chooseOverload(signatures, node.arguments, node.span, env);
  const call = signature && checkArguments(signature, node, expected, env);
  if (call === undefined) return unknownExpression(span);
  if (name === "static_assert") return staticAssert(call.arguments, span, env);
  return { kind: "extern-call", name, arguments: call.arguments, type: call.returns, span };
};

/** Appendix of the specification: `static_assert(check, message)`, decided here and now. */
const staticAssert = (args: readonly TypedExpression[], span: Span, env: Env): TypedExpression => {
  const [check, message] = args;
  if (check === undefined || check.kind !== "boolean") {
    env.analysis.sink.report(
      "P0403",
      "the condition of static_assert must be known at compile time",
      check?.span ?? span,
    );
    return unknownExpression(span);
  }
  if (!check.value)
    env.analysis.sink.report(
      "P0422",
      message?.kind === "string" ? `static_assert failed: ${message.value}` : "static_assert failed",
      span,
    );
  return boolean(true, span);
};

/** A call as a statement. */
export const callStatement = (node: CallExpression, env: Env): readonly TypedStatement[] => {
  const callee = findCallee(node, env);
  return callee === undefined ? [] : perform(callee, node, env);
};

const perform = (callee: Callee, node: CallExpression, env: Env): readonly TypedStatement[] => {
  const { span } = node;
  switch (callee.kind) {
    case "apply":
      return applyObject(callee.object, callee.name, node, env);
    case "apply-type":
      return applyType(callee.entity, callee.base, node, env);
    case "extern-method": {
      if (callee.extern !== PACKET) break;
      const signature = chooseOverload(callee.signatures, node.arguments, node.span, env);
      const call = signature && checkArguments(signature, node, undefined, env);
      return call === undefined ? [] : packetStatement(callee.method, call, span, env);
    }
    case "extern-function":
      if (callee.name === "verify") return verify(callee.signatures, node, env);
      break;
    case "header-method": {
      const { header, method } = callee;
      if (method === "isValid" || !noArguments(method, node, env)) break;
      if (!requireWritable(header, `the header of \`${method}\``, env)) return [];
      return [{ kind: "set-validity", header, valid: method === "setValid", span }];
    }
    case "stack-method":
      return moveStack(callee.stack, callee.method, node, env);
    default:
      break;
  }
  const expression = evaluate(callee, node, env, undefined);
  if (isUnknownExpression(expression) || expression.kind === "boolean") return [];
  return [{ kind: "evaluate", expression, span }];
};

/** Specification 13.7: `verify(condition, error)`. */
const verify = (
  signatures: readonly Signature[],
  node: CallExpression,
  env: Env,
): readonly TypedStatement[] => {
  const signature = chooseOverload(signatures, node.arguments, node.span, env);
  const call = signature && checkArguments(signature, node, undefined, env);
  const condition = call?.arguments[0];
  const error = call?.arguments[1];
  if (condition === undefined || error === undefined) return [];
  return [{ kind: "verify", condition, error, span: node.span }];
};

/** Specification 8.18: push_front and pop_front, by a constant. */
const moveStack = (
  stack: TypedExpression,
  method: "push_front" | "pop_front",
  node: CallExpression,
  env: Env,
): readonly TypedStatement[] => {
  const [argument, ...more] = node.arguments;
  if (argument === undefined || more.length > 0) {
    env.analysis.sink.report("P0409", `\`${method}\` takes 1 argument: by how many elements`, node.span);
    return [];
  }
  const count = constantInteger(argument.value, `the count of \`${method}\``, env);
  if (count === undefined || !requireWritable(stack, `the stack of \`${method}\``, env)) return [];
  if (count < 1n) {
    env.analysis.sink.report(
      "P0402",
      `the count of \`${method}\` must be at least 1, but this is ${count}`,
      argument.span,
    );
    return [];
  }
  const size = stack.type.kind === "stack" ? stack.type.size : 0;
  const bounded = count > BigInt(size) ? size : Number(count);
  return [{ kind: method === "push_front" ? "push" : "pop", stack, count: bounded, span: node.span }];
};
