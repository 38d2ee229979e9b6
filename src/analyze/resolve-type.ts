/** Types as written become types (specification 7): names are looked up, widths folded, arguments put in. */
import type { TypeRef } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { constantInteger } from "./constant-expressions.ts";
import { allowedIn, type Container, mayContain } from "./containment.ts";
import { type Env, enter, leave } from "./context.ts";
import type { Entity } from "./entities.ts";
import { MAX_STACK_SIZE, MAX_VARBIT_WIDTH, MAX_WIDTH } from "./limits.ts";
import { describeEntity, find } from "./names.ts";
import { objectKind } from "./parameter-rules.ts";
import { describeType } from "./print-type.ts";
import { specialize, typeParametersOf, withinExtent } from "./specialize.ts";
import {
  bits,
  boolType,
  dontcareType,
  errorType,
  freshVariable,
  integerType,
  isUnknown,
  stringType,
  unknownType,
  voidType,
} from "./type-facts.ts";
import type { Type } from "./typed.ts";

/** The type that a reference means; the unknown type (reported) where it means none. */
export const resolveType = (ref: TypeRef, env: Env): Type => {
  if (!enter(env.analysis, ref.span)) return unknownType;
  const type = resolve(ref, env);
  leave(env.analysis);
  return isUnknown(type) || withinExtent(type, ref.span, env.analysis) ? type : unknownType;
};

const resolve = (ref: TypeRef, env: Env): Type => {
  switch (ref.kind) {
    case "type-bool":
      return boolType;
    case "type-error":
      if (env.analysis.errors.size === 0)
        env.analysis.sink.report("P0301", "no `error` is declared that this could be", ref.span, {
          help: "`#include <core.p4>` declares those of the language",
        });
      return env.analysis.errors.size === 0 ? unknownType : errorType;
    case "type-match-kind":
      return { kind: "match-kind" };
    case "type-string":
      return stringType;
    case "type-void":
      return voidType;
    case "type-integer":
      return integerType;
    case "type-bits":
      return resolveBits(ref, env);
    case "type-name": {
      const entity = findType(ref, env);
      return entity === undefined ? unknownType : entityType(entity, [], ref.span, env);
    }
    case "type-specialized": {
      const typeArguments = ref.arguments.map((argument) => resolveType(argument, env));
      const entity = ref.base.kind === "type-name" ? findType(ref.base, env) : undefined;
      if (entity === undefined || !mayBeArguments(ref, typeArguments, entity, env)) return unknownType;
      if (typeArguments.length === 0 && typeParametersOf(entity).length > 0) {
        reportTypeArguments(entity, typeArguments, ref.span, env);
        return unknownType;
      }
      return entityType(entity, typeArguments, ref.span, env);
    }
    case "type-stack":
      return resolveStack(ref, env);
    case "type-tuple": {
      const elements = ref.elements.map((element) => {
        const type = resolveType(element, env);
        return checkContained("tuple", type, element.span, env) ? type : unknownType;
      });
      return { kind: "tuple", elements };
    }
    case "type-list": {
      const element = resolveType(ref.element, env);
      return checkContained("list", element, ref.element.span, env) ? { kind: "list", element } : unknownType;
    }
    case "type-dontcare":
      return dontcareType;
  }
};

/** Whether the types written between `<` and `>` may stand there; reports the first that may not. */
const mayBeArguments = (
  ref: Extract<TypeRef, { readonly kind: "type-specialized" }>,
  types: readonly Type[],
  entity: Entity,
  { analysis }: Env,
): boolean => {
  const notes = [{ message: `\`${entity.name}\` is declared here`, span: entity.span }];
  for (const [index, type] of types.entries()) {
    const span = ref.arguments[index]?.span ?? ref.span;
    const object = entity.kind === "generic-type" ? objectKind(type) : undefined;
    if (object === undefined) continue;
    analysis.sink.report("P0410", `a ${object} cannot be a type argument of \`${entity.name}\``, span, {
      notes,
      help: allowedIn("struct"),
    });
    return false;
  }
  return true;
};

const checkContained = (container: Container, type: Type, span: Span, env: Env): boolean => {
  if (mayContain(container, type)) return true;
  if (type === dontcareType) {
    env.analysis.sink.report("P0410", "`_` cannot stand here: nothing says what the type is", span, {
      help: "write the type",
    });
    return false;
  }
  env.analysis.sink.report("P0404", `${describeType(type)} cannot be an element of a ${container}`, span, {
    help: allowedIn(container),
  });
  return false;
};

const resolveBits = (ref: Extract<TypeRef, { readonly kind: "type-bits" }>, env: Env): Type => {
  if (ref.width === undefined) return bits(1);
  const width = constantInteger(ref.width, "a width", env);
  if (width === undefined) return unknownType;
  const most = ref.base === "varbit" ? MAX_VARBIT_WIDTH : MAX_WIDTH;
  if (width < 1n || width > BigInt(most)) {
    const text = width.toString();
    env.analysis.sink.report(
      "P0402",
      `the width of \`${ref.base}\` must be from 1 to ${most} bits, but this is ${text.length > 40 ? "far more" : text}`,
      ref.width.span,
    );
    return unknownType;
  }
  return ref.base === "varbit"
    ? { kind: "varbit", maxWidth: Number(width) }
    : bits(Number(width), ref.base === "int");
};

const resolveStack = (ref: Extract<TypeRef, { readonly kind: "type-stack" }>, env: Env): Type => {
  const element = resolveType(ref.element, env);
  const size = constantInteger(ref.size, "the size of a stack", env);
  if (size === undefined) return unknownType;
  if (size < 1n || size > BigInt(MAX_STACK_SIZE)) {
    env.analysis.sink.report(
      "P0402",
      `the size of a stack must be from 1 to ${MAX_STACK_SIZE}, but this is ${size}`,
      ref.size.span,
    );
    return unknownType;
  }
  if (!checkContained("stack", element, ref.element.span, env)) return unknownType;
  return { kind: "stack", element, size: Number(size) };
};

/** The entity that a type's name means, or undefined (reported) where it is no type. */
export const findType = (
  ref: Extract<TypeRef, { readonly kind: "type-name" }>,
  env: Env,
): Entity | undefined => {
  const found = find(env, ref.name, ref.global, "type");
  const entity = found.find(isTypeEntity) ?? found[0];
  if (entity === undefined || isTypeEntity(entity)) return entity;
  env.analysis.sink.report(
    "P0305",
    `\`${ref.name.text}\` is ${describeEntity(entity)}, not a type`,
    ref.span,
    {
      notes: [{ message: "declared here", span: entity.span }],
    },
  );
  return undefined;
};

const isTypeEntity = (entity: Entity): boolean => {
  switch (entity.kind) {
    case "type":
    case "generic-type":
    case "extern":
    case "interface":
    case "parser":
    case "control":
      return true;
    default:
      return false;
  }
};

/** The type of a declaration with those type arguments. */
export const entityType = (entity: Entity, typeArguments: readonly Type[], span: Span, env: Env): Type => {
  const parameters = typeParametersOf(entity);
  if (parameters.length === typeArguments.length)
    return specialize(entity, typeArguments, span, env.analysis);
  if (typeArguments.length === 0 && (entity.kind === "extern" || entity.kind === "interface"))
    // To be inferred from what the object is made with.
    return specialize(
      entity,
      parameters.map((name) => freshVariable(name.text)),
      span,
      env.analysis,
    );
  reportTypeArguments(entity, typeArguments, span, env);
  return unknownType;
};

/** Reports the name of a generic extern, parser, control or package without type arguments where nothing infers them. */
export const checkArgumentsGiven = (ref: TypeRef, env: Env): void => {
  if (ref.kind !== "type-name") return;
  const entity = findType(ref, env);
  if ((entity?.kind === "extern" || entity?.kind === "interface") && typeParametersOf(entity).length > 0)
    reportTypeArguments(entity, [], ref.span, env);
};

const reportTypeArguments = (entity: Entity, given: readonly Type[], span: Span, env: Env): void => {
  const parameters = typeParametersOf(entity);
  env.analysis.sink.report(
    "P0410",
    `\`${entity.name}\` has ${parameters.length === 0 ? "no" : parameters.length} type ${parameters.length === 1 ? "parameter" : "parameters"}, but ${given.length === 0 ? "none" : given.length} ${given.length === 1 ? "is" : "are"} given`,
    span,
    { notes: [{ message: `\`${entity.name}\` is declared here`, span: entity.span }] },
  );
};
