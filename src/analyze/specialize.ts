/** Types made of declarations: structs, headers, unions, externs, with their type arguments put in; one object for equal arguments. */
import type { Name, StructField } from "../../grammar/ast.ts";
import type { Extra } from "../diagnostics/sink.ts";
import type { Span } from "../diagnostics/span.ts";
import { allowedIn, type Container, culpritIn, mayContain } from "./containment.ts";
import { type Analysis, type Env, globalEnv } from "./context.ts";
import { add, childScope, type Entity, type Scope, type StructDeclaration } from "./entities.ts";
import { MAX_TYPE_DEPTH, MAX_TYPE_PARTS } from "./limits.ts";
import { describeType, printType } from "./print-type.ts";
import {
  dontcareType,
  identityKey,
  isUnknown,
  originOf,
  setOrigin,
  typeKey,
  unknownType,
} from "./type-facts.ts";
import { mentionsVariable, substitute } from "./type-relations.ts";
import { extentOf } from "./type-size.ts";
import type { Type, TypedField } from "./typed.ts";

/** The names of a declaration's type parameters. */
export const typeParametersOf = (entity: Entity): readonly Name[] => {
  switch (entity.kind) {
    case "generic-type":
    case "extern":
    case "interface":
    case "parser":
    case "control":
    case "function":
      return entity.declaration.typeParameters;
    case "extern-function":
      return entity.prototype.typeParameters;
    default:
      return [];
  }
};

/** A scope in which the type parameters stand for the arguments. */
export const bindTypeParameters = (
  scope: Scope,
  parameters: readonly Name[],
  typeArguments: readonly Type[],
): Scope => {
  const bound = childScope(scope);
  parameters.forEach((parameter, index) => {
    const type = typeArguments[index] ?? unknownType;
    add(bound, { kind: "type", name: parameter.text, span: parameter.span, order: 0, type });
  });
  return bound;
};

/** The type that `entity` with as many arguments as it has parameters is. */
export const specialize = (
  entity: Entity,
  typeArguments: readonly Type[],
  span: Span,
  analysis: Analysis,
): Type => {
  if (entity.kind === "type") return entity.type;
  if (typeArguments.some(isUnknown)) return unknownType;
  const key = `${identityKey(entity)}<${typeArguments.map(typeKey).join()}>`;
  const known = analysis.specialized.get(key);
  if (known !== undefined) return known;
  const made = make(entity, typeArguments, span, analysis);
  if (!isUnknown(made)) setOrigin(made, { entity, arguments: typeArguments });
  const type = isUnknown(made) || withinExtent(made, span, analysis) ? made : unknownType;
  analysis.specialized.set(key, type);
  return type;
};

const make = (entity: Entity, typeArguments: readonly Type[], span: Span, analysis: Analysis): Type => {
  if (entity.kind === "extern") return { kind: "extern", name: entity.name, arguments: typeArguments };
  if (entity.kind !== "generic-type") return { kind: "opaque", name: entity.name };
  if (typeArguments.includes(dontcareType)) {
    analysis.sink.report("P0410", "`_` cannot stand here: nothing says what the type is", span, {
      help: "write the type argument",
    });
    return unknownType;
  }
  const { declaration } = entity;
  const scope = bindTypeParameters(entity.scope, declaration.typeParameters, typeArguments);
  return structType(declaration, entity.name, typeArguments, globalEnv(analysis, scope));
};

/** Replaces bound type variables, also inside specialised types. */
export const substituteIn = (
  type: Type,
  bound: ReadonlyMap<Type, Type>,
  span: Span,
  analysis: Analysis,
): Type =>
  substitute(type, bound, (specialized, typeArguments) => {
    const entity = originOf(specialized)?.entity;
    return entity === undefined ? specialized : specialize(entity, typeArguments, span, analysis);
  });

/** A struct's, header's or union's type, its fields checked against what may stand in it. */
export const structType = (
  declaration: StructDeclaration,
  name: string,
  typeArguments: readonly Type[],
  env: Env,
): Type => {
  const kind = declaration.kind === "header-union" ? "union" : declaration.kind;
  const fields = resolveFields(declaration.fields, kind, env);
  return {
    kind,
    name: uniqueName(name, typeArguments, env.analysis),
    fields,
    span: declaration.name.span,
  };
};

/** Whether the type is of a size that can be handled; reports (once) where it is not. */
export const withinExtent = (type: Type, span: Span, analysis: Analysis): boolean => {
  const { parts, depth } = extentOf(type);
  if (parts <= MAX_TYPE_PARTS && depth <= MAX_TYPE_DEPTH) return true;
  if (!analysis.depth.largeReported)
    analysis.sink.report(
      "P0427",
      depth > MAX_TYPE_DEPTH
        ? `${describeType(type)} nests types more than ${MAX_TYPE_DEPTH} deep`
        : `${describeType(type)} has more than ${MAX_TYPE_PARTS} parts`,
      span,
    );
  analysis.depth.largeReported = true;
  return false;
};

/** What may stand there; for a struct in a header, which of its fields may not. */
const containmentHelp = (container: Container, type: Type): Extra => {
  if (container === "header" && type.kind === "stack")
    return { help: "write single fields, or make it a stack of headers beside this one" };
  const culprit = container === "header" ? culpritIn(type) : undefined;
  const help = allowedIn(container);
  if (culprit === undefined) return { help };
  const message = `its field \`${culprit.name}\` is ${describeType(culprit.type)}`;
  return { help, notes: [{ message, span: culprit.span }] };
};

const resolveFields = (
  fields: readonly StructField[],
  container: "struct" | "header" | "union",
  env: Env,
): readonly TypedField[] => {
  const seen = new Map<string, Span>();
  const resolved: TypedField[] = [];
  for (const field of fields) {
    const name = field.name.text;
    const first = seen.get(name);
    if (first !== undefined) {
      env.analysis.sink.report("P0302", `field \`${name}\` is already declared`, field.name.span, {
        notes: [{ message: "first declared here", span: first }],
      });
      continue;
    }
    seen.set(name, field.name.span);
    let type = env.analysis.check.type(field.type, env);
    if (!mayContain(container, type)) {
      env.analysis.sink.report(
        "P0404",
        `field \`${name}\` cannot be ${describeType(type)} in a ${container === "union" ? "header_union" : container}`,
        field.type.span,
        containmentHelp(container, type),
      );
      type = unknownType;
    }
    resolved.push({ name, type, span: field.name.span });
  }
  return resolved;
};

/** Specialised types get a name of identifier characters that no other type has: generated code goes by it. */
const uniqueName = (name: string, typeArguments: readonly Type[], analysis: Analysis): string => {
  const { typeNames } = analysis;
  if (typeArguments.length === 0 || typeArguments.some(mentionsVariable)) {
    if (typeArguments.length === 0) typeNames.add(name);
    return name;
  }
  const base = `${name}_${typeArguments.map(printType).join("_")}`
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/_$/, "");
  let unique = base;
  for (let count = 2; typeNames.has(unique); count += 1) unique = `${base}_${count}`;
  typeNames.add(unique);
  return unique;
};
