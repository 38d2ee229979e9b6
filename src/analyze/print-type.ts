/** Types as P4 writes them, for messages. */
import { unreachable } from "../diagnostics/bug.ts";
import { isLiteral, originOf } from "./type-facts.ts";
import type { Type } from "./typed.ts";

/** Elements of a tuple or a record beyond these are left out of a message. */
const SHOWN = 6;

const some = (texts: readonly string[]): string =>
  texts.length <= SHOWN ? texts.join(", ") : `${texts.slice(0, SHOWN).join(", ")}, …`;

/** Types inside types beyond this depth are left out of a message: written out they may grow without bound. */
const DEPTH = 3;

const named = (type: Type, name: string, depth: number): string => {
  const origin = originOf(type);
  if (origin === undefined || origin.arguments.length === 0) return shorten(origin?.entity.name ?? name);
  return `${shorten(origin.entity.name)}<${all(origin.arguments, depth)}>`;
};

/** Names that are longer are cut in a message. */
const LONGEST_NAME = 80;

/** A name for a message. */
export const shorten = (name: string): string =>
  name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`;

const all = (types: readonly Type[], depth: number): string =>
  depth >= DEPTH ? "…" : some(types.map((type) => print(type, depth + 1)));

/** A type in P4's notation. */
export const printType = (type: Type): string => print(type, 0);

const print = (type: Type, depth: number): string => {
  switch (type.kind) {
    case "bits":
      return `${type.signed ? "int" : "bit"}<${type.width}>`;
    case "integer":
      return "int";
    case "varbit":
      return `varbit<${type.maxWidth}>`;
    case "match-kind":
      return "match_kind";
    case "bool":
    case "error":
    case "string":
    case "void":
      return type.kind;
    case "struct":
      if (isLiteral(type)) return `{ ${some(type.fields.map((field) => `${field.name} = …`))} }`;
      return named(type, type.name, depth);
    case "enum":
    case "header":
    case "union":
    case "newtype":
    case "extern":
    case "opaque":
      return named(type, type.name, depth);
    case "stack":
      return `${depth >= DEPTH ? "…" : print(type.element, depth + 1)}[${type.size}]`;
    case "tuple":
      return isLiteral(type) ? `{ ${all(type.elements, depth)} }` : `tuple<${all(type.elements, depth)}>`;
    case "list":
      return `list<${all([type.element], depth)}>`;
    default:
      return unreachable(type);
  }
};

/** A type with what it is, for messages: "header `ethernet_t`", "`bit<8>`". */
export const describeType = (type: Type): string => {
  const text = `\`${printType(type)}\``;
  switch (type.kind) {
    case "struct":
      return isLiteral(type) ? text : `struct ${text}`;
    case "header":
      return `header ${text}`;
    case "union":
      return `header_union ${text}`;
    case "enum":
      return `enum ${text}`;
    case "extern":
      return `extern ${text}`;
    case "stack":
      return type.element.kind === "header" || type.element.kind === "union"
        ? `header stack ${text}`
        : `array ${text}`;
    default:
      return text;
  }
};
