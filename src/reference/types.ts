import type { Type } from "../analyze/typed.ts";
import { CompilerBug, must } from "../diagnostics/bug.ts";
import { invalidHeader, type StackValue, type UnionValue, type Value } from "./values.ts";

/** The type behind new types (specification 7.2.10): what its values are made of. */
export const underlying = (type: Type): Type =>
  type.kind === "newtype" ? underlying(type.underlying) : type;

/** Width and sign of a type whose values are numbers; undefined for any other, `int` included. */
export const numeric = (type: Type): { readonly width: number; readonly signed: boolean } | undefined => {
  const plain = underlying(type);
  if (plain.kind === "bits") return plain;
  if (plain.kind === "enum") return plain.representation ?? { width: 32, signed: false };
  return undefined;
};

const unexpected = (type: Type, where: string): never => {
  throw new CompilerBug(`a value of type ${type.kind} can't be ${where}`);
};

/** The fields of a struct, header or union, the elements of a tuple: their types in order. */
export const partTypes = (type: Type): readonly Type[] => {
  const plain = underlying(type);
  switch (plain.kind) {
    case "struct":
    case "header":
    case "union":
      return plain.fields.map((field) => field.type);
    case "tuple":
      return plain.elements;
    default:
      return unexpected(plain, "taken apart");
  }
};

/** The position of a field among its siblings. */
export const fieldIndex = (type: Type, name: string): number => {
  const plain = underlying(type);
  if (plain.kind !== "struct" && plain.kind !== "header" && plain.kind !== "union")
    return unexpected(plain, `the base of .${name}`);
  const index = plain.fields.findIndex((field) => field.name === name);
  return index < 0 ? unexpected(plain, `the base of .${name}`) : index;
};

/** The type of a field. */
export const fieldType = (type: Type, name: string): Type =>
  must(partTypes(type)[fieldIndex(type, name)], `type of field ${name}`);

const zeroUnion = (members: number) => (): UnionValue => ({
  kind: "union",
  members: Array.from({ length: members }, invalidHeader),
});

const zeroStack = (element: Type, size: number): (() => StackValue) => {
  const make = zeroOf(element);
  return () => ({ kind: "stack", elements: Array.from({ length: size }, make), next: 0 });
};

/**
 * Makes fresh values of a type as they are before anything is written: zero, false, NoError, the first member of an
 * enum without representation, invalid headers. They are also what `...` stands for (specification 7.3).
 */
export const zeroOf = (type: Type): (() => Value) => {
  const plain = underlying(type);
  switch (plain.kind) {
    case "bits":
    case "integer":
    case "enum":
      return () => 0n;
    case "bool":
      return () => false;
    case "error":
      return () => "NoError";
    case "string":
      return () => "";
    case "varbit": {
      const empty: Value = { kind: "varbit", length: 0, value: 0n };
      return () => empty;
    }
    case "header":
      return invalidHeader;
    case "union":
      return zeroUnion(plain.fields.length);
    case "stack":
      return zeroStack(plain.element, plain.size);
    case "struct":
    case "tuple": {
      const parts = partTypes(plain).map(zeroOf);
      return () => ({ kind: "struct", fields: parts.map((make) => make()) });
    }
    default:
      return unexpected(plain, "stored");
  }
};

/** Makes the fields of a header that has just become valid: all zero. */
export const zeroFields = (type: Type): (() => Value[]) => {
  const parts = partTypes(type).map(zeroOf);
  return () => parts.map((make) => make());
};
