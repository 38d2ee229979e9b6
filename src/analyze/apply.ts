/** Sub-parsers run: `instance.apply(…)`, `Sub.apply(…)`, `Sub(1).apply(…)` (specification 13.10). */
import type { Expression } from "../../grammar/ast.ts";
import { checkArguments } from "./arguments.ts";
import type { CallExpression, Env } from "./context.ts";
import type { ObjectValue, ParserEntity, ParserReference } from "./entities.ts";
import { namedType } from "./members.ts";
import type { Signature } from "./signatures.ts";
import { bindTypeParameters } from "./specialize.ts";
import type { TypedStatement } from "./typed.ts";

/** What a parser takes when it is applied; its type parameters are inferred unless they were written. */
export const applySignature = (reference: ParserReference): Signature => {
  const { entity, typeArguments } = reference;
  const { declaration } = entity;
  const open = typeArguments.length === 0;
  return {
    name: entity.name,
    what: "parser",
    span: entity.span,
    typeParameters: open ? declaration.typeParameters : [],
    parameters: declaration.parameters,
    returnType: undefined,
    scope: open ? entity.scope : bindTypeParameters(entity.scope, declaration.typeParameters, typeArguments),
  };
};

/** Runs an instance. */
export const applyObject = (
  object: ObjectValue,
  instance: string,
  node: CallExpression,
  env: Env,
): readonly TypedStatement[] => {
  const { analysis } = env;
  if (env.frame.kind !== "state") {
    analysis.sink.report("P0417", "a parser can be applied only in a state of a parser", node.span);
    return [];
  }
  if (object.kind !== "parser") {
    analysis.sink.report("P0417", "a parser can apply only parsers", node.span);
    return [];
  }
  const { reference } = object;
  const call = checkArguments(
    applySignature(reference),
    { ...node, typeArguments: node.typeArguments },
    undefined,
    env,
  );
  if (call === undefined) return [];
  const typeArguments = reference.typeArguments.length === 0 ? call.typeArguments : reference.typeArguments;
  const parser = analysis.check.parserOf({ ...reference, typeArguments }, node.span, analysis);
  if (parser === undefined) return [];
  return [{ kind: "apply", parser, instance, arguments: call.arguments, span: node.span }];
};

/** Runs an instance that is made for this one place, without constructor arguments. */
export const applyType = (
  entity: ParserEntity,
  base: Expression,
  node: CallExpression,
  env: Env,
): readonly TypedStatement[] => {
  const ref = namedType(base, env);
  if (ref === undefined) return [];
  const object = env.analysis.check.construct(ref, [], entity.name, node.span, env);
  return object === undefined ? [] : applyObject(object, entity.name, node, env);
};
