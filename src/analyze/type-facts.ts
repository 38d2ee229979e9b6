/**
 * What the analysis knows of a type beyond the typed tree's contract: which declaration a specialised type came
 * from, which opaque types are type variables, which tuples and structs are only the types of `{ … }` expressions.
 */
import type { Span } from "../diagnostics/span.ts";
import type { Entity } from "./entities.ts";
import type { EnumMember, Type, TypedField } from "./typed.ts";

/** The type of what could not be typed: whatever is done with it is silently accepted. */
export const unknownType: Type = { kind: "opaque", name: "an erroneous type" };
export const isUnknown = (type: Type): boolean => type === unknownType;

/** The type of `...`, of `{#}` and of `_` before their context says what they are. */
export const restType: Type = { kind: "opaque", name: "..." };
export const invalidHeaderType: Type = { kind: "opaque", name: "{#}" };
export const dontcareType: Type = { kind: "opaque", name: "_" };

export const boolType: Type = { kind: "bool" };
export const integerType: Type = { kind: "integer" };
export const errorType: Type = { kind: "error" };
export const stringType: Type = { kind: "string" };
export const voidType: Type = { kind: "void" };
export const bits = (width: number, signed = false): Type => ({ kind: "bits", width, signed });
export const bit32: Type = bits(32);

export interface Origin {
  readonly entity: Entity;
  readonly arguments: readonly Type[];
}

const origins = new WeakMap<Type, Origin>();
const variables = new WeakSet<Type>();
const rigid = new WeakSet<Type>();
const literals = new WeakSet<Type>();
const identities = new WeakMap<object, number>();
let lastIdentity = 0;

export const setOrigin = (type: Type, origin: Origin): Type => {
  origins.set(type, origin);
  return type;
};
/** The declaration behind an extern, a parser type, a struct …, and its type arguments. */
export const originOf = (type: Type): Origin | undefined => origins.get(type);

/** A type parameter that a call or an instantiation is yet to bind. */
export const freshVariable = (name: string): Type => {
  const type: Type = { kind: "opaque", name };
  variables.add(type);
  return type;
};
/** A type parameter inside the declaration that has it: equal to nothing but itself. */
export const rigidVariable = (name: string): Type => {
  const type: Type = { kind: "opaque", name };
  rigid.add(type);
  return type;
};
export const isRigid = (type: Type): boolean => rigid.has(type);
export const isVariable = (type: Type): boolean => variables.has(type);

/** The type of `{ a, b }` until its context asks for a struct, a header, a tuple. */
export const literalTuple = (elements: readonly Type[]): Type => {
  const type: Type = { kind: "tuple", elements };
  literals.add(type);
  return type;
};
/** The type of `{ k = a, … }`. */
export const literalRecord = (fields: readonly TypedField[], span: Span): Type => {
  const type: Type = { kind: "struct", name: "", fields, span };
  literals.add(type);
  return type;
};
export const isLiteral = (type: Type): boolean => literals.has(type);

const identity = (thing: object): number => {
  const known = identities.get(thing);
  if (known !== undefined) return known;
  lastIdentity += 1;
  identities.set(thing, lastIdentity);
  return lastIdentity;
};

const fieldIndices = new WeakMap<readonly TypedField[], ReadonlyMap<string, number>>();

/** Where a struct's, header's or union's field stands, without a walk over all of them. */
export const fieldPosition = (fields: readonly TypedField[], name: string): number => {
  let index = fieldIndices.get(fields);
  if (index === undefined) {
    index = new Map(fields.map((field, position) => [field.name, position]));
    fieldIndices.set(fields, index);
  }
  return index.get(name) ?? -1;
};

const memberIndices = new WeakMap<readonly EnumMember[], Map<string, EnumMember>>();

/** An enum's member of that name, without a walk over all of them. */
export const enumMember = (members: readonly EnumMember[], name: string): EnumMember | undefined => {
  let index = memberIndices.get(members);
  if (index === undefined) {
    index = new Map();
    memberIndices.set(members, index);
  }
  // An enum grows while the values of its members are worked out.
  for (const member of members.slice(index.size)) index.set(member.name, member);
  return index.get(name);
};

/** A text that is the same for equal types only: types with a name by identity, the others by structure. */
export const typeKey = (type: Type): string => {
  switch (type.kind) {
    case "bits":
      return `${type.signed ? "s" : "u"}${type.width}`;
    case "varbit":
      return `v${type.maxWidth}`;
    case "stack":
      return `[${type.size} ${typeKey(type.element)}]`;
    case "tuple":
      return `(${type.elements.map(typeKey).join()})`;
    case "list":
      return `{${typeKey(type.element)}}`;
    case "enum":
    case "struct":
    case "header":
    case "union":
    case "newtype":
    case "extern":
    case "opaque":
      return `#${identity(type)}`;
    case "integer":
    case "bool":
    case "error":
    case "string":
    case "void":
    case "match-kind":
      return type.kind;
  }
};

/** A number that tells one object of the analysis from another, for the keys of its tables. */
export const identityKey = (thing: object): string => `#${identity(thing)}`;
