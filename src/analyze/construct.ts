/** Objects made at compile time: instances of externs and of parsers (specification 11.3, 13.10). */
import type {
  Argument,
  Expression,
  InstantiationDeclaration,
  Parameter,
  TypeRef,
} from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { checkInitializer } from "./abstract-methods.ts";
import { prototypeSignature } from "./callee.ts";
import { requireConstant } from "./constant-expressions.ts";
import { type Env, globalEnv } from "./context.ts";
import { convert } from "./convert.ts";
import {
  type Bound,
  type ControlEntity,
  type Entity,
  type ExternEntity,
  type ExternFunctionEntity,
  globalScope,
  type InterfaceEntity,
  lookup,
  type ObjectValue,
  type ParserEntity,
  type Scope,
  type TopInstanceEntity,
} from "./entities.ts";
import { declareLocal, describeEntity } from "./names.ts";
import { checkPackage } from "./package-arguments.ts";
import { describeType } from "./print-type.ts";
import { findType } from "./resolve-type.ts";
import { accepts, matchArguments, type Signature } from "./signatures.ts";
import { bindTypeParameters, specialize, substituteIn } from "./specialize.ts";
import { dontcareType, freshVariable, isUnknown, originOf } from "./type-facts.ts";
import { mentionsVariable, unify } from "./type-relations.ts";
import type { Type } from "./typed.ts";
import { defaultOf } from "./values.ts";

interface Constructed {
  readonly entity: Entity;
  readonly typeArguments: readonly Type[];
}

/** The declaration and the type arguments that a constructor's type names. */
const constructorOf = (ref: TypeRef, env: Env): Constructed | undefined => {
  const base = ref.kind === "type-specialized" ? ref.base : ref;
  if (base.kind !== "type-name") {
    env.analysis.sink.report(
      "P0305",
      "only parsers, controls, externs and packages can be instantiated",
      ref.span,
    );
    return undefined;
  }
  const entity = findType(base, env);
  if (entity === undefined) return undefined;
  if (entity.kind === "type") {
    const origin = originOf(entity.type);
    return origin === undefined
      ? { entity, typeArguments: [] }
      : { entity: origin.entity, typeArguments: origin.arguments };
  }
  const written = ref.kind === "type-specialized" ? ref.arguments : [];
  const typeArguments = written.map((argument) => env.analysis.check.type(argument, env));
  return typeArguments.some(isUnknown) ? undefined : { entity, typeArguments };
};

/** `Type(arguments)` as an object; undefined (reported) where there is none to be made. */
export const construct = (
  ref: TypeRef,
  args: readonly Argument[],
  name: string,
  span: Span,
  env: Env,
): ObjectValue | undefined => {
  const constructed = constructorOf(ref, env);
  if (constructed === undefined) return undefined;
  const { entity, typeArguments } = constructed;
  switch (entity.kind) {
    case "parser":
      return constructParser(entity, typeArguments, args, name, span, env);
    case "extern":
      return constructExtern(entity, typeArguments, args, name, span, env);
    case "control":
      return (
        constructorArguments(entity, typeArguments, args, span, env) && { kind: "other", what: "control" }
      );
    case "interface":
      if (entity.declaration.kind === "package-type")
        return constructPackage(entity, typeArguments, args, span, env);
      break;
    default:
      break;
  }
  env.analysis.sink.report(
    "P0305",
    `\`${entity.name}\` is ${describeEntity(entity)}, which cannot be instantiated`,
    ref.span,
    {
      notes: [{ message: "declared here", span: entity.span }],
    },
  );
  return undefined;
};

const constructPackage = (
  entity: InterfaceEntity,
  typeArguments: readonly Type[],
  args: readonly Argument[],
  span: Span,
  env: Env,
): ObjectValue | undefined => {
  const { declaration, scope } = entity;
  const { typeParameters, parameters } = declaration;
  const signature: Signature = {
    name: entity.name,
    what: "package",
    span: entity.span,
    typeParameters,
    parameters,
    returnType: undefined,
    scope,
  };
  const matched = matchArguments(signature, args, span, env);
  if (matched === undefined) return undefined;
  const closed = checkPackage(entity, typeArguments, matched, span, objectOf, env);
  return closed && { kind: "other", what: "package", type: specialize(entity, closed, span, env.analysis) };
};

const constructParser = (
  entity: ParserEntity,
  typeArguments: readonly Type[],
  args: readonly Argument[],
  name: string,
  span: Span,
  env: Env,
): ObjectValue | undefined => {
  const bound = constructorArguments(entity, typeArguments, args, span, env);
  if (bound === undefined) return undefined;
  return { kind: "parser", name, reference: { entity, typeArguments, constructorArguments: bound } };
};

/** What the constructor of a parser or control is given. */
const constructorArguments = (
  entity: ParserEntity | ControlEntity,
  typeArguments: readonly Type[],
  args: readonly Argument[],
  span: Span,
  env: Env,
): readonly Bound[] | undefined => {
  const { declaration } = entity;
  if (typeArguments.length !== 0 && typeArguments.length !== declaration.typeParameters.length) {
    env.analysis.sink.report(
      "P0410",
      `${entity.kind} \`${entity.name}\` has ${declaration.typeParameters.length} type parameters, but ${typeArguments.length} are given`,
      span,
      {
        notes: [{ message: `\`${entity.name}\` is declared here`, span: entity.span }],
      },
    );
    return undefined;
  }
  const types = declaration.typeParameters.map(
    (name, index) => typeArguments[index] ?? freshVariable(name.text),
  );
  const signature: Signature = {
    name: entity.name,
    what: `constructor of ${entity.kind}`,
    span: entity.span,
    typeParameters: declaration.typeParameters,
    parameters: declaration.constructorParameters,
    returnType: undefined,
    scope: bindTypeParameters(entity.scope, declaration.typeParameters, types),
  };
  return bindConstructor(signature, args, span, env, new Map());
};

const constructExtern = (
  entity: ExternEntity,
  typeArguments: readonly Type[],
  args: readonly Argument[],
  name: string,
  span: Span,
  env: Env,
): ObjectValue | undefined => {
  const { declaration } = entity;
  const { typeParameters } = declaration;
  const { sink } = env.analysis;
  if (typeArguments.length !== 0 && typeArguments.length !== typeParameters.length) {
    sink.report(
      "P0410",
      `extern \`${entity.name}\` has ${typeParameters.length} type parameters, but ${typeArguments.length} are given`,
      span,
      {
        notes: [{ message: `\`${entity.name}\` is declared here`, span: entity.span }],
      },
    );
    return undefined;
  }
  const types = typeParameters.map((parameter, index) => {
    const given = typeArguments[index];
    return given === undefined || given === dontcareType ? freshVariable(parameter.text) : given;
  });
  const scope = bindTypeParameters(entity.scope, typeParameters, types);
  const constructors = declaration.methods
    .filter((method) => method.returnType === undefined)
    .map((method) => prototypeSignature(method, scope, "constructor of extern"));
  const inferred = new Map<Type, Type>();
  const signature = constructors.find((candidate) => accepts(candidate, args)) ?? constructors[0];
  if (signature === undefined) {
    if (args.length > 0) {
      sink.report("P0409", `extern \`${entity.name}\` has no constructor that takes arguments`, span);
      return undefined;
    }
  } else if (bindConstructor(signature, args, span, env, inferred) === undefined) return undefined;
  const closed = types.map((type) => substituteIn(type, inferred, span, env.analysis));
  const open = closed.findIndex(mentionsVariable);
  if (open >= 0) {
    sink.report(
      "P0411",
      `the type \`${typeParameters[open]?.text ?? ""}\` of extern \`${entity.name}\` cannot be inferred`,
      span,
      {
        notes: [{ message: `\`${entity.name}\` is declared here`, span: entity.span }],
        help: `write it: \`${entity.name}<…>(…)\``,
      },
    );
    return undefined;
  }
  const type = specialize(entity, closed, span, env.analysis);
  return { kind: "extern", variable: { name, type, origin: "parser-local", span } };
};

/** Binds constructor arguments, which are known at compile time: constants and objects. */
const bindConstructor = (
  signature: Signature,
  args: readonly Argument[],
  span: Span,
  env: Env,
  inferred: Map<Type, Type>,
): readonly Bound[] | undefined => {
  const matched = matchArguments(signature, args, span, env);
  if (matched === undefined) return undefined;
  const inside = globalEnv(env.analysis, signature.scope);
  const bound: Bound[] = [];
  for (const [index, parameter] of signature.parameters.entries()) {
    const type = env.analysis.check.type(parameter.type, inside);
    const node = matched[index]?.value ?? parameter.defaultValue;
    if (isUnknown(type)) return undefined;
    const value: Bound | undefined =
      node === undefined
        ? { kind: "value", value: defaultOf(type, span) }
        : bindOne(node, type, parameter, matched[index] === undefined ? inside : env, inferred);
    if (value === undefined) return undefined;
    bound.push(value);
  }
  return bound;
};

const bindOne = (
  node: Expression,
  type: Type,
  parameter: Parameter,
  env: Env,
  inferred: Map<Type, Type>,
): Bound | undefined => {
  const object = objectOf(node, env);
  const what = `constructor parameter \`${parameter.name.text}\``;
  const notes = [{ message: `\`${parameter.name.text}\` is declared here`, span: parameter.name.span }];
  const wantsObject = type.kind === "extern" || (type.kind === "opaque" && !mentionsVariable(type));
  if (object === undefined && !wantsObject) {
    const checked = env.analysis.check.expression(node, env);
    unify(type, checked.type, inferred);
    const target = substituteIn(type, inferred, node.span, env.analysis);
    const constant = requireConstant(convert(checked, target, { what, notes }, env), what, env);
    return constant && { kind: "value", value: constant };
  }
  if (object === undefined || !wantsObject || !objectFits(object, type)) {
    env.analysis.sink.report("P0401", `${what} must be ${describeType(type)}`, node.span, { notes });
    return undefined;
  }
  return { kind: "object", object };
};

const objectFits = (object: ObjectValue, type: Type): boolean => {
  const entity = originOf(type)?.entity;
  switch (object.kind) {
    case "extern":
      return type.kind === "extern" && originOf(object.variable.type)?.entity === entity;
    case "parser":
      return entity?.kind === "interface"
        ? entity.declaration.kind === "parser-type"
        : entity === object.reference.entity;
    case "other":
      return true;
  }
};

/** The object that an expression names or makes, where it does. */
const objectOf = (node: Expression, env: Env): ObjectValue | undefined => {
  if (node.kind === "path") {
    const scope: Scope = node.global ? globalScope(env.scope) : env.scope;
    const [entity] = lookup(scope, node.name.text);
    if (entity?.kind === "instance") return entity.object;
    if (entity?.kind === "top-instance") return topInstance(entity, env);
    return undefined;
  }
  if (node.kind === "call" && node.callee.kind === "path") return factoryObject(node, env);
  if (node.kind !== "call" || node.callee.kind !== "type-expression") return undefined;
  const base = node.callee.type;
  const ref: TypeRef =
    node.typeArguments.length === 0
      ? base
      : { kind: "type-specialized", base, arguments: node.typeArguments, span: base.span };
  return construct(ref, node.arguments, "instance", node.span, env);
};

/** What an extern function makes at compile time: `f(…)` that returns an extern object. */
const factoryObject = (
  node: Extract<Expression, { readonly kind: "call" }>,
  env: Env,
): ObjectValue | undefined => {
  if (node.callee.kind !== "path") return undefined;
  const entities = lookup(env.scope, node.callee.name.text);
  if (!entities.some((entity) => entity.kind === "extern-function" && namesExtern(entity))) return undefined;
  const made = env.analysis.check.expression(node, env);
  if (made.type.kind !== "extern") return undefined;
  return {
    kind: "extern",
    variable: { name: "instance", type: made.type, origin: "parser-local", span: node.span },
  };
};

/** Whether an extern function is declared to return an extern object. */
const namesExtern = ({ prototype, scope }: ExternFunctionEntity): boolean => {
  const { returnType } = prototype;
  const base = returnType?.kind === "type-specialized" ? returnType.base : returnType;
  if (base?.kind !== "type-name") return false;
  return lookup(scope, base.name.text).some((entity) => entity.kind === "extern");
};

/** An instance declared at the top level, understood once. */
export const topInstance = ({ declaration, scope }: TopInstanceEntity, env: Env): ObjectValue | undefined => {
  const { instances } = env.analysis;
  if (!instances.has(declaration)) {
    const where = globalEnv(env.analysis, scope);
    checkInitializer(declaration, where);
    instances.set(
      declaration,
      construct(declaration.type, declaration.arguments, declaration.name.text, declaration.span, where),
    );
  }
  return instances.get(declaration);
};

/** `Type(arguments) name;` inside a parser. */
export const instantiate = (node: InstantiationDeclaration, env: Env): void => {
  const { name } = node;
  checkInitializer(node, env);
  const object = construct(node.type, node.arguments, name.text, node.span, env);
  if (object?.kind === "other") {
    env.analysis.sink.report("P0417", `a ${object.what} cannot be instantiated in a parser`, node.span);
    return;
  }
  const entity: Entity = {
    kind: "instance",
    name: name.text,
    span: name.span,
    order: 0,
    object: object ?? { kind: "other", what: "instance" },
  };
  declareLocal(env, entity);
};
