/** Short ways to write IR by hand. */
import type {
  BinaryOperator,
  Expression,
  Field,
  Local,
  Next,
  Operation,
  Parameter,
  Pattern,
  Place,
  Program,
  Row,
  ScalarType,
  State,
  Step,
  Transition,
  Type,
  TypeDeclaration,
} from "../../src/ir/ir.ts";

export const origin = (line = 0) => ({ span: { start: line, end: line + 1 }, line });

export const bits = (width: number, signed = false) => ({ kind: "bits", width, signed }) as const;
export const bool = { kind: "bool" } as const;
export const headerType = (name: string) => ({ kind: "header", name }) as const;
export const structType = (name: string) => ({ kind: "struct", name }) as const;
export const unionType = (name: string) => ({ kind: "union", name }) as const;
export const stackType = (name: string, size: number, kind: "header" | "union" = "header") =>
  ({ kind: "stack", element: { kind, name }, size }) as const;

const fields = (table: Readonly<Record<string, number | Type>>): readonly Field[] =>
  Object.entries(table).map(([name, type]) => ({
    name,
    type: typeof type === "number" ? bits(type) : type,
    origin: origin(),
  }));

/** Numbers stand for bit<number>. */
export const declare = (
  kind: TypeDeclaration["kind"],
  name: string,
  table: Readonly<Record<string, number | Type>>,
): TypeDeclaration => ({ kind, name, fields: fields(table), origin: origin(3) });

/** A place from text: `hdr.vlan.next`, `hdr.vlan.last.id`, `meta.x`, `hdr.s[2].f`. */
export const place = (text: string, type: Type, ...indices: readonly Expression[]): Place => {
  const [root = "", ...names] = text.replace(/\[/g, ".[").split(".");
  const rest = [...indices];
  const path = names.map((name): Step => {
    if (name === "next" || name === "last") return { kind: name };
    if (!name.startsWith("[")) return { kind: "field", name };
    const index = name === "[]" ? rest.shift() : value(BigInt(name.slice(1, -1)), 32);
    if (index === undefined) throw new Error(`no index for ${text}`);
    return { kind: "index", index };
  });
  return { root, path, type };
};

export const value = (number: bigint, width: number, signed = false): Expression => ({
  kind: "bits",
  value: number,
  type: bits(width, signed),
});
export const truth = (yes: boolean): Expression => ({ kind: "bool", value: yes, type: bool });
export const read = (
  text: string,
  type: number | ScalarType,
  ...indices: readonly Expression[]
): Expression => {
  const scalar = typeof type === "number" ? bits(type) : type;
  return { kind: "read", place: place(text, scalar, ...indices), type: scalar };
};
export const isValid = (text: string, type: Type): Expression => ({
  kind: "is-valid",
  place: place(text, type),
  type: bool,
});

const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

export const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => {
  if (COMPARISONS.has(operator) || left.type.kind !== "bits" || right.type.kind !== "bits")
    return { kind: "binary", operator, left, right, type: bool };
  const type = operator === "concat" ? bits(left.type.width + right.type.width, left.type.signed) : left.type;
  return { kind: "binary", operator, left, right, type };
};
export const slice = (operand: Expression, high: number, low: number): Expression => ({
  kind: "slice",
  operand,
  high,
  low,
  type: bits(high - low + 1),
});
export const cast = (operand: Expression, type: number | ScalarType): Expression => ({
  kind: "cast",
  operand,
  type: typeof type === "number" ? bits(type) : type,
});
export const mux = (condition: Expression, then: Expression, otherwise: Expression): Expression => ({
  kind: "mux",
  condition,
  then,
  otherwise,
  type: then.type,
});
export const unary = (operator: "negate" | "complement" | "not", operand: Expression): Expression => ({
  kind: "unary",
  operator,
  operand,
  type: operand.type,
});

export const extract = (text: string, header: string): Operation => ({
  kind: "extract",
  header: place(text, headerType(header)),
  origin: origin(),
});
export const extractVarbit = (text: string, header: string, amount: Expression): Operation => ({
  kind: "extract-varbit",
  header: place(text, headerType(header)),
  bits: amount,
  origin: origin(),
});
export const advance = (amount: Expression): Operation => ({
  kind: "advance",
  bits: amount,
  origin: origin(),
});
export const assign = (target: string, expression: Expression): Operation => ({
  kind: "assign",
  target: place(target, expression.type),
  value: expression,
  origin: origin(),
});
export const verify = (condition: Expression, error: string): Operation => ({
  kind: "verify",
  condition,
  error,
  origin: origin(),
});

export const accept: Next = { kind: "accept" };
export const reject = (error = "NoError"): Next => ({ kind: "reject", error });
export const go = (next: Next | string): Transition => ({
  kind: "goto",
  next: nextOf(next),
  origin: origin(),
});
const nextOf = (next: Next | string): Next =>
  typeof next === "string" ? { kind: "state", name: next } : next;

export const any: Pattern = { kind: "any" };
export const is = (number: bigint): Pattern => ({ kind: "value", value: number });
export const masked = (number: bigint, mask: bigint): Pattern => ({ kind: "mask", value: number, mask });
export const range = (low: bigint, high: bigint): Pattern => ({ kind: "range", low, high });

export const select = (
  keys: readonly Expression[],
  rows: readonly (readonly [readonly Pattern[], Next | string])[],
  otherwise: Next | string = reject("NoMatch"),
): Transition => ({
  kind: "select",
  keys,
  rows: rows.map(([patterns, next]): Row => ({ patterns, next: nextOf(next), origin: origin() })),
  otherwise: nextOf(otherwise),
  origin: origin(),
});

export const state = (
  name: string,
  operations: readonly Operation[],
  transition: Transition,
  maxVisits?: number,
): State => ({
  name,
  operations,
  transition,
  origin: origin(10),
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

export const parameter = (
  name: string,
  role: Parameter["role"],
  direction: Parameter["direction"],
  type: Type,
): Parameter => ({ name, role, direction, type, origin: origin() });

export const local = (name: string, type: Type | number): Local => ({
  name,
  type: typeof type === "number" ? bits(type) : type,
  origin: origin(),
});

/** A program of parser_model: parameters `hdr` of type headers_t and `meta` of type metadata_t. */
export const program = (parts: {
  readonly types: readonly TypeDeclaration[];
  readonly states: readonly State[];
  readonly locals?: readonly Local[];
  readonly init?: readonly Operation[];
  readonly errors?: readonly string[];
  readonly name?: string;
}): Program => ({
  version: 1,
  name: parts.name ?? "sample",
  sourceFile: `${parts.name ?? "sample"}.p4`,
  parser: "P",
  architecture: "parser_model",
  errors: [...CORE_ERRORS, ...(parts.errors ?? [])],
  types: parts.types,
  parameters: [
    parameter("hdr", "headers", "out", structType("headers_t")),
    parameter("meta", "metadata", "inout", structType("metadata_t")),
  ],
  locals: parts.locals ?? [],
  valueSets: [],
  init: parts.init ?? [],
  states: parts.states,
});

export const IDENTITY = { sha1: "1".repeat(40), sha256: "2".repeat(64) };
