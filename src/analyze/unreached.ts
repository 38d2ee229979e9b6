/** What the main parser does not reach but is checked all the same: prototypes' types, other parsers, functions. */
import type { Name, Parameter, TypeRef } from "../../grammar/ast.ts";
import { type Analysis, globalEnv } from "./context.ts";
import type { Entity, Scope } from "./entities.ts";
import { bindTypeParameters } from "./specialize.ts";
import { freshVariable } from "./type-facts.ts";

interface Prototype {
  readonly typeParameters: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly returnType?: TypeRef | undefined;
}

/** Resolves the types of a prototype, whatever its type parameters may be. */
const checkPrototype = (prototype: Prototype, scope: Scope, analysis: Analysis): void => {
  const { typeParameters, parameters, returnType } = prototype;
  const variables = typeParameters.map((name) => freshVariable(name.text));
  const env = globalEnv(analysis, bindTypeParameters(scope, typeParameters, variables));
  for (const parameter of parameters) analysis.check.type(parameter.type, env);
  if (returnType !== undefined) analysis.check.type(returnType, env);
};

/** Checks the types that a declaration's head names. */
export const checkHead = (entity: Entity, analysis: Analysis): void => {
  switch (entity.kind) {
    case "extern-function":
      checkPrototype(entity.prototype, entity.scope, analysis);
      return;
    case "extern": {
      const { typeParameters, methods } = entity.declaration;
      const variables = typeParameters.map((name) => freshVariable(name.text));
      // The extern's own name may stand in its methods.
      const scope = bindTypeParameters(
        { ...entity.scope, limit: entity.order + 1 },
        typeParameters,
        variables,
      );
      for (const method of methods) checkPrototype(method, scope, analysis);
      return;
    }
    case "interface":
    case "control":
      checkPrototype(entity.declaration, entity.scope, analysis);
      return;
    case "parser":
      checkPrototype(entity.declaration, entity.scope, analysis);
      return;
    case "function":
      checkPrototype(entity.declaration, entity.scope, analysis);
      return;
    default:
      return;
  }
};

/** Types the bodies of functions and parsers that nothing has reached, where they need no arguments to be typed. */
export const checkBodies = (analysis: Analysis): void => {
  for (const entities of analysis.globals.entities.values())
    for (const entity of entities) checkBody(entity, analysis);
};

const checkBody = (entity: Entity, analysis: Analysis): void => {
  if (entity.kind === "function" && entity.declaration.typeParameters.length === 0)
    analysis.check.functionOf(entity, [], entity.span, analysis);
  if (
    entity.kind === "parser" &&
    entity.declaration.typeParameters.length === 0 &&
    entity.declaration.constructorParameters.length === 0
  )
    analysis.check.parserOf({ entity, typeArguments: [], constructorArguments: [] }, entity.span, analysis);
};
