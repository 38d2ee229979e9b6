/** What the main parser does not reach but is checked all the same: bodies of other parsers and of functions, names in controls, instances. */
import { checkInitializer } from "./abstract-methods.ts";
import { type Analysis, globalEnv } from "./context.ts";
import { checkAction, checkControlRules } from "./control-rules.ts";
import type { Entity, TopInstanceEntity } from "./entities.ts";
import { checkFunction } from "./functions.ts";
import { bindTypeParameters } from "./specialize.ts";
import { rigidVariable } from "./type-facts.ts";
import { checkUntypedNames } from "./untyped-names.ts";

/** Types the bodies of functions and parsers that nothing has reached. */
export const checkBodies = (analysis: Analysis): void => {
  for (const entities of analysis.globals.entities.values())
    for (const entity of entities) checkBody(entity, analysis);
};

const checkBody = (entity: Entity, analysis: Analysis): void => {
  switch (entity.kind) {
    case "function":
      if (!analysis.reached.has(entity)) checkFunction(entity, analysis);
      return;
    case "parser": {
      // One with parameters at compile time is typed only as it is instantiated.
      const { typeParameters, constructorParameters } = entity.declaration;
      if (typeParameters.length > 0 || constructorParameters.length > 0) {
        if (!analysis.reached.has(entity)) checkUntypedNames(entity.declaration, entity.scope, analysis);
        return;
      }
      analysis.check.parserOf({ entity, typeArguments: [], constructorArguments: [] }, entity.span, analysis);
      return;
    }
    case "control": {
      const { typeParameters, locals } = entity.declaration;
      const types = typeParameters.map((name) => rigidVariable(name.text));
      const env = globalEnv(analysis, bindTypeParameters(entity.scope, typeParameters, types));
      for (const local of locals) if (local.kind === "instantiation") checkInitializer(local, env);
      checkUntypedNames(entity.declaration, entity.scope, analysis);
      checkControlRules(entity.declaration, analysis.sink);
      return;
    }
    case "action":
      if (entity.declaration === undefined || entity.scope === undefined) return;
      checkUntypedNames(entity.declaration, entity.scope, analysis);
      checkAction(entity.declaration, analysis.sink);
      return;
    case "top-instance":
      checkInstance(entity, analysis);
      return;
    default:
      return;
  }
};

const checkInstance = (entity: TopInstanceEntity, analysis: Analysis): void => {
  const object = analysis.check.topInstance(entity, globalEnv(analysis, entity.scope));
  const what =
    object?.kind === "parser"
      ? "parser"
      : object?.kind === "other" && object.what === "control"
        ? "control"
        : undefined;
  if (what === undefined) return;
  analysis.sink.report("P0417", `a ${what} cannot be instantiated at the top level`, entity.span, {
    help: `instantiate it where it is applied, or among a package's arguments`,
  });
};
