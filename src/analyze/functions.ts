/** Functions (specification 10): one typed function for each set of type arguments. */
import type { Span } from "../diagnostics/span.ts";
import { type Analysis, type Env, globalEnv, inner } from "./context.ts";
import type { FunctionEntity } from "./entities.ts";
import { MAX_CALL_DEPTH } from "./limits.ts";
import { declareParameters } from "./parameters.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters } from "./specialize.ts";
import { identityKey, isUnknown, typeKey } from "./type-facts.ts";
import type { Type, TypedFunction, TypedStatement } from "./typed.ts";

/** The function with those type arguments, its body typed on the first call. */
export const functionOf = (
  entity: FunctionEntity,
  typeArguments: readonly Type[],
  span: Span,
  analysis: Analysis,
): TypedFunction | undefined => {
  const key = `${identityKey(entity)}<${typeArguments.map(typeKey).join()}>`;
  if (analysis.functions.has(key)) return analysis.functions.get(key);
  if (analysis.depth.calls >= MAX_CALL_DEPTH) {
    analysis.sink.report("P0429", `functions call one another more than ${MAX_CALL_DEPTH} deep`, span);
    analysis.functions.set(key, undefined);
    return undefined;
  }
  analysis.reached.add(entity);
  analysis.depth.calls += 1;
  const made = make(entity, typeArguments, analysis);
  analysis.depth.calls -= 1;
  analysis.functions.set(key, made);
  return made;
};

const make = (
  entity: FunctionEntity,
  typeArguments: readonly Type[],
  analysis: Analysis,
): TypedFunction | undefined => {
  const { declaration } = entity;
  const scope = bindTypeParameters(entity.scope, declaration.typeParameters, typeArguments);
  const outside = globalEnv(analysis, scope);
  const returns = analysis.check.type(declaration.returnType, outside);
  const types = declaration.parameters.map((parameter) => analysis.check.type(parameter.type, outside));
  const env: Env = { ...inner(outside), frame: { kind: "function", name: entity.name, returns } };
  const parameters = declareParameters(declaration.parameters, types, env);
  const body = analysis.check.statements(declaration.body.statements, inner(env));
  if (returns.kind !== "void" && !isUnknown(returns) && !body.some(alwaysLeaves))
    analysis.sink.report(
      "P0424",
      `function \`${entity.name}\` must return ${describeType(returns)}, but its end can be reached`,
      entity.span,
      { help: "end it in a `return`" },
    );
  if (isUnknown(returns) || types.some(isUnknown)) return undefined;
  return { name: entity.name, parameters, returns, body, span: entity.span };
};

/** Whether control never goes past the statement. */
const alwaysLeaves = (statement: TypedStatement): boolean => {
  switch (statement.kind) {
    case "return":
    case "exit":
      return true;
    case "block":
      return statement.statements.some(alwaysLeaves);
    case "if":
      return statement.then.some(alwaysLeaves) && statement.otherwise.some(alwaysLeaves);
    case "switch":
      return (
        statement.otherwise.some(alwaysLeaves) &&
        statement.cases.every((each) => each.body.some(alwaysLeaves))
      );
    default:
      return false;
  }
};
