/** Equality, substitution and unification of types. */
import { isUnknown, isVariable, originOf, typeKey } from "./type-facts.ts";
import type { Type } from "./typed.ts";

/** Equal as the specification has it (section 8.1.1): typedefs are gone, named types are equal to themselves only. */
export const sameType = (a: Type, b: Type): boolean =>
  a === b || isUnknown(a) || isUnknown(b) || (a.kind === b.kind && typeKey(a) === typeKey(b));

/** Makes a specialised type of a declaration anew, for other arguments. */
export type Respecialize = (type: Type, typeArguments: readonly Type[]) => Type;

/** Replaces type variables by what they are bound to. */
export const substitute = (type: Type, bound: ReadonlyMap<Type, Type>, respecialize: Respecialize): Type => {
  const direct = bound.get(type);
  if (direct !== undefined) return direct;
  switch (type.kind) {
    case "stack": {
      const element = substitute(type.element, bound, respecialize);
      return element === type.element ? type : { ...type, element };
    }
    case "list": {
      const element = substitute(type.element, bound, respecialize);
      return element === type.element ? type : { ...type, element };
    }
    case "tuple": {
      const elements = type.elements.map((element) => substitute(element, bound, respecialize));
      return elements.every((element, index) => element === type.elements[index])
        ? type
        : { kind: "tuple", elements };
    }
    default: {
      const origin = originOf(type);
      if (origin === undefined || origin.arguments.length === 0) return type;
      const next = origin.arguments.map((argument) => substitute(argument, bound, respecialize));
      return next.every((argument, index) => argument === origin.arguments[index])
        ? type
        : respecialize(type, next);
    }
  }
};

/** Whether a type variable that is still to be bound stands anywhere in it. */
export const mentionsVariable = (type: Type): boolean => {
  if (isVariable(type)) return true;
  switch (type.kind) {
    case "stack":
    case "list":
      return mentionsVariable(type.element);
    case "tuple":
      return type.elements.some(mentionsVariable);
    default:
      return originOf(type)?.arguments.some(mentionsVariable) ?? false;
  }
};

/** Whether the type variable stands anywhere in the type. */
export const mentions = (type: Type, variable: Type): boolean => {
  if (type === variable) return true;
  switch (type.kind) {
    case "stack":
    case "list":
      return mentions(type.element, variable);
    case "tuple":
      return type.elements.some((element) => mentions(element, variable));
    default:
      return originOf(type)?.arguments.some((argument) => mentions(argument, variable)) ?? false;
  }
};

/**
 * Binds the type variables of `pattern` so that it becomes `actual`. False where the two can't be the same; what is
 * already bound may differ in what an implicit conversion mends (`int` gives way to `bit<W>`).
 */
export const unify = (pattern: Type, actual: Type, bound: Map<Type, Type>): boolean => {
  if (isUnknown(pattern) || isUnknown(actual)) return true;
  if (isVariable(pattern)) {
    const before = bound.get(pattern);
    if (before === undefined || (before.kind === "integer" && actual.kind === "bits")) {
      bound.set(pattern, actual);
      return true;
    }
    return sameType(before, actual) || (before.kind === "bits" && actual.kind === "integer");
  }
  if (!mentionsVariable(pattern)) return true;
  switch (pattern.kind) {
    case "stack":
      return (
        actual.kind === "stack" &&
        pattern.size === actual.size &&
        unify(pattern.element, actual.element, bound)
      );
    case "list":
      if (actual.kind === "tuple")
        return actual.elements.every((element) => unify(pattern.element, element, bound));
      return actual.kind === "list" && unify(pattern.element, actual.element, bound);
    case "tuple":
      return (
        actual.kind === "tuple" &&
        actual.elements.length === pattern.elements.length &&
        pattern.elements.every((element, index) => {
          const other = actual.elements[index];
          return other !== undefined && unify(element, other, bound);
        })
      );
    default:
      return unifyNamed(pattern, actual, bound);
  }
};

const unifyNamed = (pattern: Type, actual: Type, bound: Map<Type, Type>): boolean => {
  const wanted = originOf(pattern);
  const given = originOf(actual);
  if (wanted === undefined) return true;
  if (given !== undefined && given.entity === wanted.entity)
    return wanted.arguments.every((argument, index) => {
      const other = given.arguments[index];
      return other !== undefined && unify(argument, other, bound);
    });
  return unifyParts(pattern, actual, bound);
};

/** A generic struct against the type of a `{ … }` expression: field by field. */
const unifyParts = (pattern: Type, actual: Type, bound: Map<Type, Type>): boolean => {
  if (pattern.kind !== "struct" && pattern.kind !== "header") return false;
  if (actual.kind === "tuple")
    return pattern.fields.every((field, index) => {
      const other = actual.elements[index];
      return other === undefined || unify(field.type, other, bound);
    });
  if (actual.kind === "struct")
    return pattern.fields.every((field) => {
      const other = actual.fields.find((candidate) => candidate.name === field.name);
      return other === undefined || unify(field.type, other.type, bound);
    });
  return false;
};
