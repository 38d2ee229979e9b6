/** Which types may stand inside which (the table of specification 7.2.8). */
import { isRigid, isUnknown, isVariable } from "./type-facts.ts";
import type { Type, TypedField } from "./typed.ts";

export type Container = "struct" | "header" | "union" | "stack" | "tuple" | "list";

/** A header's fields: what has a fixed place in a packet, or a varbit. */
const inHeader = (type: Type): boolean => {
  switch (type.kind) {
    case "bits":
    case "varbit":
    case "bool":
      return true;
    case "enum":
      return type.representation !== undefined;
    case "newtype":
      return inHeader(type.underlying);
    case "struct":
      return type.fields.every(
        (field) => isVariable(field.type) || isRigid(field.type) || inHeader(field.type),
      );
    default:
      return false;
  }
};

const inStruct = (type: Type): boolean => {
  switch (type.kind) {
    case "string":
    case "void":
    case "match-kind":
    case "extern":
      return false;
    case "integer":
    case "opaque":
      return false;
    default:
      return true;
  }
};

/** Whether a value of `type` may be a field or an element of the container. */
export const mayContain = (container: Container, type: Type): boolean => {
  if (isUnknown(type) || isVariable(type) || isRigid(type)) return true;
  switch (container) {
    case "header":
      return inHeader(type);
    case "union":
      return type.kind === "header";
    case "struct":
      return inStruct(type);
    case "stack":
      return inStruct(type);
    case "tuple":
    case "list":
      return (
        type.kind === "integer" || type.kind === "match-kind" || type.kind === "string" || inStruct(type)
      );
  }
};

/** The innermost field of a struct that keeps it out of a header. */
export const culpritIn = (type: Type): TypedField | undefined => {
  if (type.kind !== "struct") return undefined;
  const field = type.fields.find((candidate) => !mayContain("header", candidate.type));
  return field && (culpritIn(field.type) ?? field);
};

/** What may stand in the container, for a help line. */
export const allowedIn = (container: Container): string => {
  switch (container) {
    case "header":
      return "a header's fields are bit, int<W>, varbit, bool, serializable enums, and structs of these";
    case "union":
      return "the members of a header_union are headers";
    case "stack":
      return "the elements of a stack are headers or header unions";
    case "struct":
      return "values of run-time types can stand here: not int, string, void, match_kind or extern objects";
    case "tuple":
    case "list":
      return "values can stand here: not void or extern objects";
  }
};
