/**
 * Whether the controls and packages that a package is made with are what its declaration asks for (specification
 * 7.2.12, 17.2). The parser that is compiled is checked where it is chosen, once it is typed.
 */
import type { Argument, Direction, Expression, Parameter, TypeRef } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { requiredMethods } from "./abstract-methods.ts";
import { type Analysis, type Env, globalEnv } from "./context.ts";
import {
  type ControlEntity,
  type Entity,
  type InterfaceEntity,
  lookup,
  type ParserEntity,
} from "./entities.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters, substituteIn } from "./specialize.ts";
import { dontcareType, freshVariable, isUnknown, isVariable, originOf } from "./type-facts.ts";
import { mentionsVariable, sameType, unify } from "./type-relations.ts";
import type { Type } from "./typed.ts";

/** A parser or control that an argument makes, with the type arguments written there. */
interface Made {
  readonly entity: ParserEntity | ControlEntity;
  readonly typeArguments: readonly TypeRef[];
}

const baseOf = (type: TypeRef, env: Env): readonly Entity[] => {
  const base = type.kind === "type-specialized" ? type.base : type;
  return base.kind === "type-name" ? lookup(env.scope, base.name.text) : [];
};

const madeBy = (node: Expression, env: Env): Made | undefined => {
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

/** Compares parameter by parameter; binds the package's type parameters as it goes. Reports only controls. */
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
  const report = entity.kind === "control";
  const required = wanted.filter(
    ({ parameter }) => !parameter.optional && parameter.defaultValue === undefined,
  ).length;
  const { sink } = env.analysis;
  if (given.length < required || given.length > wanted.length) {
    if (report)
      sink.report(
        "P0428",
        `control \`${entity.name}\` has ${given.length} parameters, but \`${model.name}\` has ${wanted.length}`,
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
    if (!report || (fits && parameter.direction === pattern.parameter.direction)) continue;
    sink.report(
      "P0428",
      `parameter \`${parameter.name.text}\` of control \`${entity.name}\` ${shapes({ parameter: pattern.parameter, type: asked }, { parameter, type })}`,
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

const reportKind = (made: Made, type: Type, parameter: Parameter, span: Span, analysis: Analysis): void => {
  analysis.sink.report(
    "P0428",
    `a ${made.entity.kind} is given where the package asks for ${describeType(type)}`,
    span,
    { notes: [{ message: "the package's parameter is declared here", span: parameter.span }] },
  );
};

/** The declaration of a package or extern that an argument makes, or that the instance it names is made of. */
const otherMadeBy = (node: Expression, env: Env): Entity | undefined => {
  if (node.kind === "call" && node.callee.kind === "type-expression") return baseOf(node.callee.type, env)[0];
  if (node.kind !== "path") return undefined;
  const [instance] = lookup(env.scope, node.name.text);
  return instance?.kind === "top-instance" ? baseOf(instance.declaration.type, env)[0] : undefined;
};

/** What is neither a parser nor a control: packages, externs, and what can be no argument. */
const checkOther = (node: Expression, type: Type, parameter: Parameter, env: Env): void => {
  const { sink } = env.analysis;
  if (node.kind === "call" && node.callee.kind === "call") {
    sink.report("P0305", "the result of a call cannot be called in turn", node.callee.span);
    return;
  }
  const entity = otherMadeBy(node, env);
  if (entity?.kind === "extern" && node.kind === "call") {
    const method = requiredMethods(entity)[0];
    if (method === undefined) return;
    sink.report(
      "P0431",
      `extern \`${entity.name}\` has abstract methods, which nothing writes here`,
      node.span,
      {
        notes: [{ message: `\`${method.name.text}\` is declared here`, span: method.name.span }],
        help: `declare an instance with a block, and give its name: \`${entity.name}(…) name = { … };\``,
      },
    );
  }
  if (entity?.kind !== "interface" || entity.declaration.kind !== "package-type") return;
  if (isUnknown(type) || isVariable(type) || originOf(type)?.entity === entity) return;
  sink.report(
    "P0428",
    `package \`${entity.name}\` is given where the package asks for ${describeType(type)}`,
    node.span,
    { notes: [{ message: "the package's parameter is declared here", span: parameter.span }] },
  );
};

/** Checks the parsers and controls among a package's arguments; `matched` goes with the package's parameters. */
export const checkObjects = (
  owner: InterfaceEntity,
  written: readonly Type[],
  matched: readonly (Argument | undefined)[],
  env: Env,
): void => {
  const { typeParameters, parameters } = owner.declaration;
  if (written.length !== 0 && written.length !== typeParameters.length) return;
  const variables = typeParameters.map((name, index) => {
    const given = written[index];
    return given === undefined || given === dontcareType ? freshVariable(name.text) : given;
  });
  const inside = globalEnv(env.analysis, bindTypeParameters(owner.scope, typeParameters, variables));
  const bound = new Map<Type, Type>();
  for (const [index, parameter] of parameters.entries()) {
    const node = matched[index]?.value;
    const made = node && madeBy(node, env);
    if (node === undefined) continue;
    const type = env.analysis.check.type(parameter.type, inside);
    if (made === undefined) {
      checkOther(node, type, parameter, env);
      continue;
    }
    const origin = originOf(type);
    if (origin === undefined && (isUnknown(type) || mentionsVariable(type))) continue;
    const model = origin?.entity;
    if (model?.kind !== "interface" || !isKind(model, made)) {
      if (made.entity.kind === "control") reportKind(made, type, parameter, node.span, env.analysis);
      continue;
    }
    const names = model.declaration.typeParameters;
    const scope = bindTypeParameters(model.scope, names, origin?.arguments ?? []);
    compare(
      made,
      model,
      typed(model.declaration.parameters, globalEnv(env.analysis, scope)),
      bound,
      node.span,
      env,
    );
  }
};
