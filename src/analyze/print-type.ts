/** Types as P4 writes them, for messages. */
import { unreachable } from "../diagnostics/bug.ts";
import { isLiteral, originOf } from "./type-facts.ts";
import type { Type } from "./typed.ts";

/** Elements of a tuple or a record beyond these are left out of a message. */
const SHOWN = 6;

const some = (texts: readonly string[]): string =>
  texts.length <= SHOWN ? texts.join(", ") : `${texts.slice(0, SHOWN).join(", ")}, …`;

const named = (type: Type, name: string): string => {
  const origin = originOf(type);
  if (origin === undefined || origin.arguments.length === 0) return origin?.entity.name ?? name;
  return `${origin.entity.name}<${some(origin.arguments.map(printType))}>`;
};

/** A type in P4's notation. */
export const printType = (type: Type): string => {
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
      return named(type, type.name);
    case "enum":
    case "header":
    case "union":
    case "newtype":
    case "extern":
    case "opaque":
      return named(type, type.name);
    case "stack":
      return `${printType(type.element)}[${type.size}]`;
    case "tuple":
      return isLiteral(type)
        ? `{ ${some(type.elements.map(printType))} }`
        : `tuple<${some(type.elements.map(printType))}>`;
    case "list":
      return `list<${printType(type.element)}>`;
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
