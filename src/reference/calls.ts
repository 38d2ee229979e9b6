/**
 * Calling convention (specification 6.8): arguments from left to right, values copied in, l-values of out and inout
 * arguments located once before the call and copied out after it, again from left to right.
 */
import type { TypedExpression, TypedFunction, TypedParameter } from "../analyze/typed.ts";
import { CompilerBug } from "../diagnostics/bug.ts";
import { type Body, type Evaluate, newCell, type Reference, type Scope } from "./scope.ts";
import { zeroOf } from "./types.ts";
import { copy, type Value } from "./values.ts";

/** An argument in the course of one call. */
interface Passed {
  /** What the parameter begins with. */
  readonly value: Value;
  readonly target?: Reference;
}

type Pass = () => Passed;

const passArgument = (scope: Scope, parameter: TypedParameter, argument: TypedExpression): Pass => {
  const zero = parameter.direction === "out" ? zeroOf(parameter.variable.type) : undefined;
  if (argument.kind === "discard") {
    const value = zeroOf(parameter.variable.type);
    return () => ({ value: value() });
  }
  if (parameter.direction === "in" || parameter.direction === "none") {
    const evaluate = scope.expression(argument);
    return () => ({ value: copy(evaluate()) });
  }
  const { locate } = scope.reference(argument);
  return () => {
    const target = locate();
    return { value: zero === undefined ? copy(target.read()) : zero(), target };
  };
};

const isPacket = (parameter: TypedParameter): boolean => parameter.variable.type.kind === "extern";

/**
 * Compiles a call: passes the arguments, runs `body`, copies out. Externs (packet_in) are passed by reference, and
 * as there is only one packet they need no passing at all.
 */
export const compileInvocation = (
  scope: Scope,
  parameters: readonly TypedParameter[],
  callArguments: readonly TypedExpression[],
  body: () => void,
): (() => void) => {
  if (parameters.length !== callArguments.length)
    throw new CompilerBug(`${callArguments.length} arguments for ${parameters.length} parameters`);
  const bindings = parameters.flatMap((parameter, index) => {
    const argument = callArguments[index];
    if (argument === undefined || isPacket(parameter)) return [];
    return [{ cell: scope.cell(parameter.variable), pass: passArgument(scope, parameter, argument) }];
  });
  return () => {
    const passed = bindings.map(({ cell, pass }) => ({ cell, ...pass() }));
    for (const { cell, value } of passed) cell.write(value);
    body();
    for (const { cell, target } of passed) target?.write(copy(cell.read()));
  };
};

const compileBody = (scope: Scope, callee: TypedFunction): Body => {
  const isVoid = callee.returns.kind === "void";
  const zero: Evaluate = isVoid ? () => false : zeroOf(callee.returns);
  const result = newCell(zero());
  const execute = scope.within({ result }).statements(callee.body);
  return {
    result,
    run: () => {
      result.write(zero());
      execute();
    },
  };
};

/** Each function is compiled once: without recursion one place for its result is enough. */
const bodyOf = (scope: Scope, callee: TypedFunction): Body => {
  const known = scope.bodies.get(callee);
  if (known !== undefined) return known;
  const body = compileBody(scope, callee);
  scope.bodies.set(callee, body);
  return body;
};

/** Compiles a function call; of a void function the value means nothing. */
export const compileCall = (
  scope: Scope,
  call: { readonly function: TypedFunction; readonly arguments: readonly TypedExpression[] },
): Evaluate => {
  const { run, result } = bodyOf(scope, call.function);
  const invoke = compileInvocation(scope, call.function.parameters, call.arguments, run);
  return () => {
    invoke();
    return result.read();
  };
};
