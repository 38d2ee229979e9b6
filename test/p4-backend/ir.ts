/** Short ways to write a program's IR by hand. */
import { bits, bool, read } from "../../src/ir/build.ts";
import type {
  Expression,
  Field,
  Local,
  Next,
  Operation,
  Origin,
  Parameter,
  Pattern,
  Place,
  Program,
  Row,
  State,
  Step,
  Transition,
  Type,
  TypeDeclaration,
} from "../../src/ir/ir.ts";
import { BOOL, bitsType, ERROR } from "../../src/ir/types.ts";

export const at = (line: number): Origin => ({ span: { start: line * 10, end: line * 10 + 5 }, line });

export const bit = (width: number): Type => bitsType(width);
export const int = (width: number): Type => bitsType(width, true);
export const header = (name: string): Type => ({ kind: "header", name });
export const struct = (name: string): Type => ({ kind: "struct", name });
export const union = (name: string): Type => ({ kind: "union", name });
export const stack = (name: string, size: number): Type => ({
  kind: "stack",
  element: { kind: "header", name },
  size,
});
export const varbit = (maxWidth: number): Type => ({ kind: "varbit", maxWidth });
export { BOOL, bits, bool, ERROR, read };

const fieldsOf = (fields: Readonly<Record<string, Type>>): readonly Field[] =>
  Object.entries(fields).map(([name, type], index) => ({ name, type, origin: at(index + 1) }));

export const declare = (
  kind: TypeDeclaration["kind"],
  name: string,
  fields: Readonly<Record<string, Type>>,
): TypeDeclaration => ({ kind, name, fields: fieldsOf(fields), origin: at(1) });

export const parameter = (
  name: string,
  role: Parameter["role"],
  direction: Parameter["direction"],
  type: Type,
): Parameter => ({ name, role, direction, type, origin: at(2) });

export const local = (name: string, type: Type): Local => ({ name, type, origin: at(3) });

/** A place from a dotted way: `hdr.vlan[2].tag`, `hdr.vlan.<next>`, `hdr.vlan.<last>.tag`. */
export const place = (way: string, type: Type): Place => {
  const [root = "", ...rest] = way.split(/\.|(?=\[)/);
  const path = rest.map((part): Step => {
    if (part === "<next>") return { kind: "next" };
    if (part === "<last>") return { kind: "last" };
    const index = /^\[(\d+)\]$/.exec(part);
    return index === null
      ? { kind: "field", name: part }
      : { kind: "index", index: bits(Number(index[1]), 32) };
  });
  return { root, path, type };
};

/** An element of a stack, by a variable index. */
export const element = (way: string, index: Expression, type: Type, ...fields: readonly string[]): Place => {
  const base = place(way, type);
  const steps = fields.map((name): Step => ({ kind: "field", name }));
  return { ...base, path: [...base.path, { kind: "index", index }, ...steps] };
};

export const extract = (way: string, type: Type): Operation => ({
  kind: "extract",
  header: place(way, type),
  origin: at(4),
});
export const assign = (target: Place, value: Expression): Operation => ({
  kind: "assign",
  target,
  value,
  origin: at(5),
});

export const toState = (name: string): Next => ({ kind: "state", name });
export const ACCEPT: Next = { kind: "accept" };
export const REJECT: Next = { kind: "reject", error: "NoError" };
export const NO_MATCH: Next = { kind: "reject", error: "NoMatch" };

export const goto = (next: Next): Transition => ({ kind: "goto", next, origin: at(6) });

export const value = (pattern: bigint | number): Pattern => ({ kind: "value", value: BigInt(pattern) });
export const row = (next: Next, ...patterns: readonly Pattern[]): Row => ({ patterns, next, origin: at(7) });
export const select = (
  keys: readonly Expression[],
  rows: readonly Row[],
  otherwise: Next = NO_MATCH,
): Transition => ({ kind: "select", keys, rows, otherwise, origin: at(8) });

export const state = (
  name: string,
  line: number,
  operations: readonly Operation[],
  transition: Transition,
  maxVisits?: number,
): State => ({
  name,
  operations,
  transition,
  origin: at(line),
  ...(maxVisits === undefined ? {} : { maxVisits }),
});

export const CORE_ERRORS = [
  "NoError",
  "PacketTooShort",
  "NoMatch",
  "StackOutOfBounds",
  "HeaderTooShort",
  "ParserTimeout",
  "ParserInvalidArgument",
] as const;

export const program = (parts: Partial<Program>): Program => ({
  version: 1,
  name: "example",
  sourceFile: "example.p4",
  parser: "Example",
  architecture: "parser_model",
  errors: CORE_ERRORS,
  types: [],
  parameters: [],
  locals: [],
  valueSets: [],
  init: [],
  states: [],
  ...parts,
});

export const identity = {
  sha1: "0123456789abcdef0123456789abcdef01234567",
  sha256: "89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567",
};
