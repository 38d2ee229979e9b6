/** The heads of declarations: parameters and type parameters, their types and defaults, whether anything reaches them or not. */
import type { Name, Parameter, Prototype, TypeRef } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { requireConstant } from "./constant-expressions.ts";
import { type Analysis, type Env, globalEnv } from "./context.ts";
import { convert } from "./convert.ts";
import type { Entity, ExternEntity, Scope } from "./entities.ts";
import { checkParameterType, type Owner } from "./parameter-rules.ts";
import { checkArgumentsGiven } from "./resolve-type.ts";
import { bindTypeParameters, specialize } from "./specialize.ts";
import { freshVariable, isUnknown } from "./type-facts.ts";
import { mentionsVariable } from "./type-relations.ts";

interface Head {
  readonly typeParameters: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly returnType?: TypeRef | undefined;
}

/** Reports names that stand twice in one list, or in the one in front of it. */
export const checkDistinct = (
  names: readonly Name[],
  what: string,
  analysis: Analysis,
  inFront: readonly Name[] = [],
): void => {
  const seen = new Map<string, Span>(inFront.map(({ text, span }) => [text, span]));
  for (const { text, span } of names) {
    const before = seen.get(text);
    if (before === undefined) seen.set(text, span);
    else
      analysis.sink.report("P0302", `${what} \`${text}\` is already declared`, span, {
        notes: [{ message: "first declared here", span: before }],
      });
  }
};

const namesOf = (parameters: readonly Parameter[]): readonly Name[] =>
  parameters.map((parameter) => parameter.name);

const checkHeadOf = (head: Head, owner: Owner, scope: Scope, analysis: Analysis): void => {
  const { typeParameters, parameters, returnType } = head;
  checkDistinct(typeParameters, "type parameter", analysis);
  if (owner === "prototype" || owner === "interface" || owner === "function")
    checkDistinct(namesOf(parameters), "parameter", analysis, typeParameters);
  const variables = typeParameters.map((name) => freshVariable(name.text));
  const env = globalEnv(analysis, bindTypeParameters(scope, typeParameters, variables));
  for (const parameter of parameters) checkParameter(parameter, owner, env);
  if (returnType !== undefined) checkReturnType(returnType, owner, env);
};

/** What is made at compile time, or known only there, does not come back from a call at run time. */
const checkReturnType = (ref: TypeRef, owner: Owner, env: Env): void => {
  const type = env.analysis.check.type(ref, env);
  if (owner === "prototype" && type.kind === "integer")
    env.analysis.sink.report("P0430", "an extern cannot return `int`", ref.span, {
      help: "write a width: `bit<32>` or `int<32>`",
    });
};

/** A parameter's type and default value (specification 6.8.3). */
const checkParameter = (parameter: Parameter, owner: Owner, env: Env): void => {
  const { direction, defaultValue, optional, name } = parameter;
  const { check, sink } = env.analysis;
  const type = check.type(parameter.type, env);
  checkParameterType(parameter, type, owner, env.analysis);
  checkArgumentsGiven(parameter.type, env);
  if (defaultValue === undefined) return;
  if (direction === "out" || direction === "inout")
    sink.report(
      "P0409",
      `parameter \`${name.text}\` is \`${direction}\`, so it cannot have a default value`,
      defaultValue.span,
    );
  else if (optional)
    sink.report(
      "P0409",
      `parameter \`${name.text}\` is optional, so it cannot have a default value`,
      defaultValue.span,
    );
  else if (!isUnknown(type) && !mentionsVariable(type) && type.kind !== "extern" && type.kind !== "opaque") {
    const what = `the default value of parameter \`${name.text}\``;
    requireConstant(convert(check.expression(defaultValue, env, type), type, { what }, env), what, env);
  }
};

/** Two methods of one name must differ in the number or the names of their parameters: nothing else tells their calls apart. */
const checkOverloads = (methods: readonly Prototype[], analysis: Analysis): void => {
  const seen = new Map<string, Prototype>();
  for (const method of methods) {
    const parameters = method.parameters.map((parameter) => parameter.name.text).sort();
    const key = `${method.returnType === undefined ? "new " : ""}${method.name.text}(${parameters.join()})`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, method);
    else
      analysis.sink.report(
        "P0302",
        `\`${method.name.text}\` with these parameters is already declared`,
        method.name.span,
        {
          notes: [{ message: "first declared here", span: before.name.span }],
        },
      );
  }
};

const checkExtern = (entity: ExternEntity, analysis: Analysis): void => {
  const { typeParameters, methods, name } = entity.declaration;
  checkDistinct(typeParameters, "type parameter", analysis);
  checkOverloads(methods, analysis);
  const variables = typeParameters.map((parameter) => freshVariable(parameter.text));
  const scope = bindTypeParameters(entity.scope, typeParameters, variables);
  for (const method of methods) {
    checkHeadOf(method, "prototype", scope, analysis);
    if (method.name.text === name.text && method.returnType !== undefined)
      analysis.sink.report(
        "P0305",
        `\`${name.text}\` is the constructor of extern \`${name.text}\`: it has no return type`,
        method.name.span,
        {
          help: `write \`${name.text}(…);\``,
        },
      );
  }
};

/** Checks what the head of a declaration says. */
export const checkHead = (entity: Entity, analysis: Analysis): void => {
  switch (entity.kind) {
    case "extern-function":
      checkHeadOf(entity.prototype, "prototype", entity.scope, analysis);
      return;
    case "extern":
      checkExtern(entity, analysis);
      return;
    case "parser":
    case "control": {
      const { typeParameters, parameters, constructorParameters } = entity.declaration;
      checkDistinct(
        namesOf([...parameters, ...constructorParameters]),
        "parameter",
        analysis,
        typeParameters,
      );
      checkHeadOf({ typeParameters, parameters }, "body", entity.scope, analysis);
      checkHeadOf(
        { typeParameters: [], parameters: constructorParameters },
        "constructor",
        bindTypeParameters(
          entity.scope,
          typeParameters,
          typeParameters.map((name) => freshVariable(name.text)),
        ),
        analysis,
      );
      return;
    }
    case "interface":
      checkHeadOf(entity.declaration, "interface", entity.scope, analysis);
      return;
    case "function":
      checkHeadOf(entity.declaration, "function", entity.scope, analysis);
      return;
    case "generic-type": {
      const { typeParameters } = entity.declaration;
      checkDistinct(typeParameters, "type parameter", analysis);
      const variables = typeParameters.map((name) => freshVariable(name.text));
      specialize(entity, variables, entity.span, analysis);
      return;
    }
    default:
      return;
  }
};
