/** Arguments of a call, typed and brought to their parameters' types and directions (specification 6.8). */
import type { Argument, Parameter } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { type Env, globalEnv } from "./context.ts";
import { convert } from "./convert.ts";
import { requireWritable } from "./lvalues.ts";
import { describeType } from "./print-type.ts";
import { matchArguments, type Resolved, resolveSignature, type Signature } from "./signatures.ts";
import { bindTypeParameters } from "./specialize.ts";
import { dontcareType } from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { isUnknownExpression, unknownExpression } from "./values.ts";

export interface CheckedCall extends Resolved {
  readonly signature: Signature;
  readonly arguments: readonly TypedExpression[];
}

/** Everything about a call but what it does: undefined (reported) where something is wrong. */
export const checkArguments = (
  signature: Signature,
  call: {
    readonly typeArguments: readonly Parameter["type"][];
    readonly arguments: readonly Argument[];
    readonly span: Span;
  },
  expected: Type | undefined,
  env: Env,
): CheckedCall | undefined => {
  const matched = matchArguments(signature, call.arguments, call.span, env);
  if (matched === undefined) return undefined;
  const values = matched.map((argument) =>
    argument === undefined ? undefined : env.analysis.check.expression(argument.value, env),
  );
  const resolved = resolveSignature(signature, call.typeArguments, values, expected, call.span, env);
  if (resolved === undefined) return undefined;
  const converted = signature.parameters.map((parameter, index) => {
    const type = resolved.parameterTypes[index];
    const value = values[index];
    if (type === undefined) return unknownExpression(call.span);
    return value === undefined
      ? leftOut(parameter, type, signature, resolved, call.span, env)
      : passed(value, parameter, type, signature, env);
  });
  if (converted.some(isUnknownExpression)) return undefined;
  return { ...resolved, signature, arguments: converted };
};

/** The value of a parameter without an argument: its default, or nothing for an optional one. */
const leftOut = (
  parameter: Parameter,
  type: Type,
  signature: Signature,
  resolved: Resolved,
  span: Span,
  env: Env,
): TypedExpression => {
  if (parameter.defaultValue === undefined || parameter.direction === "out")
    return { kind: "discard", type, span };
  const scope = bindTypeParameters(signature.scope, signature.typeParameters, resolved.typeArguments);
  const inside = globalEnv(env.analysis, scope);
  const value = env.analysis.check.expression(parameter.defaultValue, inside, type);
  return convert(value, type, { what: `the default of parameter \`${parameter.name.text}\`` }, inside);
};

const passed = (
  value: TypedExpression,
  parameter: Parameter,
  type: Type,
  signature: Signature,
  env: Env,
): TypedExpression => {
  const name = parameter.name.text;
  const notes = [{ message: `parameter \`${name}\` is declared here`, span: parameter.name.span }];
  const what = `parameter \`${name}\` of ${signature.what} \`${signature.name}\``;
  if (isUnknownExpression(value)) return value;
  if (value.type === dontcareType) {
    if (parameter.direction === "out" || parameter.optional) return { ...value, type };
    env.analysis.sink.report(
      "P0409",
      `${what} is ${article(parameter.direction)}: \`_\` can stand only for an out parameter`,
      value.span,
      { notes },
    );
    return unknownExpression(value.span);
  }
  if (parameter.direction === "in" || parameter.direction === "none")
    return convert(value, type, { what, notes }, env);
  if (!requireWritable(value, `the argument for \`${name}\`, ${article(parameter.direction)},`, env))
    return unknownExpression(value.span);
  if (sameType(value.type, type)) return value;
  env.analysis.sink.report(
    "P0401",
    `${what} must be ${describeType(type)}, but this is ${describeType(value.type)}`,
    value.span,
    { notes, help: "an out or inout argument is not converted: its type must be the parameter's" },
  );
  return unknownExpression(value.span);
};

const article = (direction: Parameter["direction"]): string =>
  direction === "none"
    ? "a parameter without direction"
    : direction === "out"
      ? "an `out` parameter"
      : `an \`${direction}\` parameter`;
