/**
 * Whether the parsers and controls that a package is made with are what its declaration asks for (specification
 * 7.2.12, 17.2).
 */
import type { Direction, Expression, Parameter, TypeRef } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { type Env, globalEnv } from "./context.ts";
import {
  type ControlEntity,
  type Entity,
  type InterfaceEntity,
  lookup,
  type ParserEntity,
} from "./entities.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters, substituteIn } from "./specialize.ts";
import { dontcareType, freshVariable, isUnknown, originOf } from "./type-facts.ts";
import { mentionsVariable, sameType, unify } from "./type-relations.ts";
import type { Type } from "./typed.ts";

/** A parser or control that an argument makes, with the type arguments written there. */
export interface Made {
  readonly entity: ParserEntity | ControlEntity;
  readonly typeArguments: readonly TypeRef[];
}

const baseOf = (type: TypeRef, env: Env): readonly Entity[] => {
  const base = type.kind === "type-specialized" ? type.base : type;
  return base.kind === "type-name" ? lookup(env.scope, base.name.text) : [];
};

/** The parser or control that an argument makes, if it makes one. */
export const madeBy = (node: Expression, env: Env): Made | undefined => {
  if (node.kind !== "call" || node.callee.kind !== "type-expression") return undefined;
  const { type } = node.callee;
  const entity = baseOf(type, env).find(({ kind }) => kind === "parser" || kind === "control");
  if (entity?.kind !== "parser" && entity?.kind !== "control") return undefined;
  return {
    entity,
    typeArguments: type.kind === "type-specialized" ? type.arguments : node.typeArguments,
  };
};

interface TypedParameter {
  readonly parameter: Parameter;
  readonly type: Type;
}

const typed = (parameters: readonly Parameter[], env: Env): readonly TypedParameter[] =>
  parameters.map((parameter) => ({ parameter, type: env.analysis.check.type(parameter.type, env) }));

/** The parameters of what an argument makes; type parameters that are not given are variables. */
const parametersOf = ({ entity, typeArguments }: Made, env: Env): readonly TypedParameter[] => {
  const { typeParameters, parameters } = entity.declaration;
  const types = typeParameters.map((name, index) => {
    const given = typeArguments[index];
    return given === undefined ? freshVariable(name.text) : env.analysis.check.type(given, env);
  });
  return typed(parameters, globalEnv(env.analysis, bindTypeParameters(entity.scope, typeParameters, types)));
};

const directed = (direction: Direction): string =>
  direction === "none" ? "without direction" : `\`${direction}\``;

/** What the parameter must be, and what it is: only where the two differ. */
const shapes = (wanted: TypedParameter, given: TypedParameter): string => {
  const [asked, has] = [wanted.parameter.direction, given.parameter.direction];
  if (mentionsVariable(wanted.type) || sameType(wanted.type, given.type))
    return `must be ${directed(asked)}, but is ${directed(has)}`;
  const types = [describeType(wanted.type), describeType(given.type)];
  if (asked === has) return `must be of ${types[0]}, but is of ${types[1]}`;
  return `must be ${directed(asked)} of ${types[0]}, but is ${directed(has)} of ${types[1]}`;
};

const isKind = (model: InterfaceEntity, { entity }: Made): boolean =>
  model.declaration.kind === `${entity.kind}-type`;

/** Compares parameter by parameter; binds the package's type parameters as it goes. */
const compare = (
  made: Made,
  model: InterfaceEntity,
  wanted: readonly TypedParameter[],
  bound: Map<Type, Type>,
  span: Span,
  env: Env,
): void => {
  const { entity } = made;
  const given = parametersOf(made, env);
  const required = wanted.filter(
    ({ parameter }) => !parameter.optional && parameter.defaultValue === undefined,
  ).length;
  const { sink } = env.analysis;
  if (given.length < required || given.length > wanted.length) {
    sink.report(
      "P0428",
      `${entity.kind} \`${entity.name}\` has ${given.length} parameters, but \`${model.name}\` has ${wanted.length}`,
      span,
      {
        notes: [
          { message: `\`${entity.name}\` is declared here`, span: entity.span },
          { message: `\`${model.name}\` is declared here`, span: model.span },
        ],
      },
    );
    return;
  }
  for (const [index, { parameter, type }] of given.entries()) {
    const pattern = wanted[index];
    if (pattern === undefined || isUnknown(type) || isUnknown(pattern.type)) continue;
    if (pattern.type === dontcareType) continue;
    const open = mentionsVariable(type);
    const unified = open || unify(pattern.type, type, bound);
    const asked = substituteIn(pattern.type, bound, parameter.span, env.analysis);
    const fits = open || (unified && (mentionsVariable(asked) || sameType(asked, type)));
    if (fits && parameter.direction === pattern.parameter.direction) continue;
    sink.report(
      "P0428",
      `parameter \`${parameter.name.text}\` of ${entity.kind} \`${entity.name}\` ${shapes({ parameter: pattern.parameter, type: asked }, { parameter, type })}`,
      span,
      {
        notes: [
          { message: `\`${parameter.name.text}\` is declared here`, span: parameter.span },
          { message: `as \`${model.name}\` says here`, span: pattern.parameter.span },
        ],
      },
    );
  }
};

/** Whether a parser or control is what the type `type` of a package's parameter asks for. */
export const checkMade = (
  made: Made,
  type: Type,
  parameter: Parameter,
  bound: Map<Type, Type>,
  span: Span,
  env: Env,
): void => {
  const origin = originOf(type);
  if (origin === undefined && (isUnknown(type) || mentionsVariable(type))) return;
  const model = origin?.entity;
  if (model?.kind !== "interface" || !isKind(model, made)) {
    env.analysis.sink.report(
      "P0428",
      `a ${made.entity.kind} is given where the package asks for ${describeType(type)}`,
      span,
      { notes: [{ message: "the package's parameter is declared here", span: parameter.span }] },
    );
    return;
  }
  const names = model.declaration.typeParameters;
  const scope = bindTypeParameters(model.scope, names, origin?.arguments ?? []);
  const wanted = typed(model.declaration.parameters, globalEnv(env.analysis, scope));
  compare(made, model, wanted, bound, span, env);
};
