/** Functions (specification 10): one typed function for each set of type arguments. */
import type { Span } from "../diagnostics/span.ts";
import { type Analysis, type Env, globalEnv, inner } from "./context.ts";
import type { FunctionEntity } from "./entities.ts";
import { MAX_CALL_DEPTH } from "./limits.ts";
import { declareParameters } from "./parameters.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters } from "./specialize.ts";
import { identityKey, isUnknown, rigidVariable, typeKey } from "./type-facts.ts";
import type { Type, TypedFunction, TypedStatement } from "./typed.ts";

/**
 * Whether a generic function's body is right whatever its type parameters stand for (specification 8.25): typed once
 * with types of which nothing is known.
 */
const isSound = (entity: FunctionEntity, analysis: Analysis): boolean => {
  const { typeParameters } = entity.declaration;
  if (typeParameters.length === 0) return true;
  const known = analysis.sound.get(entity);
  if (known !== undefined) return known;
  const before = analysis.sink.errorCount;
  make(
    entity,
    typeParameters.map((name) => rigidVariable(name.text)),
    analysis,
  );
  const sound = analysis.sink.errorCount === before;
  analysis.sound.set(entity, sound);
  return sound;
};

/** Types the body of a function that nothing calls. */
export const checkFunction = (entity: FunctionEntity, analysis: Analysis): void => {
  if (entity.declaration.typeParameters.length > 0) isSound(entity, analysis);
  else functionOf(entity, [], entity.span, analysis);
};

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
  const made = isSound(entity, analysis) ? make(entity, typeArguments, analysis) : undefined;
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
