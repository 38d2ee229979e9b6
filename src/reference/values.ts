/**
 * What expressions evaluate to. Numbers are stored patterns (two's complement where signed). Composite values are
 * mutable storage; who keeps one while more is evaluated copies it (P4 has no references, specification 6.8).
 */
import { CompilerBug } from "../diagnostics/bug.ts";

export interface VarbitValue {
  readonly kind: "varbit";
  /** Length in bits. */
  readonly length: number;
  readonly value: bigint;
}

/** An invalid header has no fields at all: reads give zero, writes are lost (DESIGN, "one observation"). */
export interface HeaderValue {
  readonly kind: "header";
  valid: boolean;
  fields: Value[];
}

/** Structs and tuples. */
export interface StructValue {
  readonly kind: "struct";
  readonly fields: Value[];
}

/** At most one member is valid. */
export interface UnionValue {
  readonly kind: "union";
  readonly members: HeaderValue[];
}

/** A header stack (of headers or unions), or a plain array, whose next index stays 0. */
export interface StackValue {
  readonly kind: "stack";
  readonly elements: Value[];
  /** nextIndex, 0 to the stack's size. */
  next: number;
}

/** bigint: bits, and enums (the representation, or the index of one without). string: an error's name. */
export type Value =
  | bigint
  | boolean
  | string
  | VarbitValue
  | HeaderValue
  | StructValue
  | UnionValue
  | StackValue;

const wrong = (value: Value, wanted: string): never => {
  const found = typeof value === "object" ? value.kind : typeof value;
  throw new CompilerBug(`a ${wanted} was expected and a ${found} found`);
};

export const asBits = (value: Value): bigint => (typeof value === "bigint" ? value : wrong(value, "number"));
export const asBool = (value: Value): boolean =>
  typeof value === "boolean" ? value : wrong(value, "boolean");
export const asError = (value: Value): string => (typeof value === "string" ? value : wrong(value, "error"));
export const asVarbit = (value: Value): VarbitValue =>
  typeof value === "object" && value.kind === "varbit" ? value : wrong(value, "varbit");
export const asHeader = (value: Value): HeaderValue =>
  typeof value === "object" && value.kind === "header" ? value : wrong(value, "header");
export const asStruct = (value: Value): StructValue =>
  typeof value === "object" && value.kind === "struct" ? value : wrong(value, "struct");
export const asUnion = (value: Value): UnionValue =>
  typeof value === "object" && value.kind === "union" ? value : wrong(value, "union");
export const asStack = (value: Value): StackValue =>
  typeof value === "object" && value.kind === "stack" ? value : wrong(value, "stack");

export const invalidHeader = (): HeaderValue => ({ kind: "header", valid: false, fields: [] });

const copyHeader = (header: HeaderValue): HeaderValue => ({
  kind: "header",
  valid: header.valid,
  fields: header.fields.map(copy),
});

/** A value that shares no storage with the given one; a stack's next index goes along (specification 8.18). */
export const copy = (value: Value): Value => {
  if (typeof value !== "object") return value;
  switch (value.kind) {
    case "varbit":
      return value;
    case "header":
      return copyHeader(value);
    case "struct":
      return { kind: "struct", fields: value.fields.map(copy) };
    case "union":
      return { kind: "union", members: value.members.map(copyHeader) };
    case "stack":
      return { kind: "stack", elements: value.elements.map(copy), next: value.next };
  }
};

/** isValid() of a header, or of a union: whether one of its members is valid. */
export const isValid = (value: Value): boolean =>
  typeof value === "object" && value.kind === "union"
    ? value.members.some((member) => member.valid)
    : asHeader(value).valid;
