/** Types of the source to types of the IR: names resolved, enums and new types gone, tuples become structs. */
import type { Type as SourceType } from "../analyze/typed.ts";
import { unreachable } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Field, Origin, Type, TypeDeclaration } from "../ir/ir.ts";
import { BIT32, BOOL, bitsType, ERROR, spellType, wireWidth } from "../ir/types.ts";
import type { Namer } from "./names.ts";

export interface TypeLowering {
  /** undefined for what no variable of a parser can be (int, string, an extern object …). */
  lower(type: SourceType): Type | undefined;
  /** The declarations so far, in order; grows. */
  readonly declarations: ReadonlyMap<string, TypeDeclaration>;
}

const shape = (kind: string, fields: readonly Field[]): string =>
  `${kind} ${fields.map(({ name, type }) => `${name}: ${type.kind} ${spellType(type)}`).join("; ")}`;

/** Fields of tuples are named f0, f1, … */
export const createTypeLowering = (namer: Namer, at: (span: Span) => Origin): TypeLowering => {
  const declarations = new Map<string, TypeDeclaration>();
  const known = new Map<SourceType, Type>();
  /** Types that were specialised separately but are the same share one declaration. */
  const byShape = new Map<string, Type>();

  const declare = (
    kind: TypeDeclaration["kind"],
    wish: string,
    members: readonly {
      readonly name: string;
      readonly sourceName?: string;
      readonly type: SourceType;
      readonly span: Span;
    }[],
    span: Span,
  ): Type | undefined => {
    const fields: Field[] = [];
    for (const member of members) {
      const type = lower(member.type);
      // A varbit is a header's own field: the IR has no other place for one.
      if (type === undefined || (type.kind === "varbit" && kind !== "header")) return undefined;
      if (kind === "header" && type.kind !== "varbit" && wireWidth(declarations, type) === undefined)
        return undefined;
      const { name, sourceName, span: memberSpan } = member;
      fields.push({
        name,
        ...(sourceName === undefined ? {} : { sourceName }),
        type,
        origin: at(memberSpan),
      });
    }
    const key = `${wish} ${shape(kind, fields)}`;
    const same = byShape.get(key);
    if (same !== undefined) return same;
    const name = namer(wish);
    declarations.set(name, { kind, name, fields, origin: at(span) });
    const type = { kind, name };
    byShape.set(key, type);
    return type;
  };

  const nowhere: Span = { start: -1, end: -1 };

  const make = (type: SourceType): Type | undefined => {
    switch (type.kind) {
      case "bits":
        return type.width > 0 ? bitsType(type.width, type.signed) : undefined;
      case "varbit":
        return type.maxWidth > 0 ? { kind: "varbit", maxWidth: type.maxWidth } : undefined;
      case "bool":
        return BOOL;
      case "error":
        return ERROR;
      case "enum":
        return type.representation === undefined
          ? BIT32
          : bitsType(type.representation.width, type.representation.signed);
      case "newtype":
        return lower(type.underlying);
      case "struct":
      case "header":
      case "union":
        return declare(type.kind, type.name, type.fields, type.span);
      case "tuple": {
        const members = type.elements.map((element, index) => ({
          name: `f${index}`,
          sourceName: `${index}`,
          type: element,
          span: nowhere,
        }));
        return declare("struct", "tuple", members, nowhere);
      }
      case "stack": {
        const element = lower(type.element);
        if (element?.kind !== "header" && element?.kind !== "union") return undefined;
        return type.size > 0
          ? { kind: "stack", element: { kind: element.kind, name: element.name }, size: type.size }
          : undefined;
      }
      case "integer":
      case "string":
      case "void":
      case "match-kind":
      case "list":
      case "extern":
      case "opaque":
        return undefined;
      default:
        return unreachable(type);
    }
  };

  const lower = (type: SourceType): Type | undefined => {
    const done = known.get(type);
    if (done !== undefined) return done;
    const made = make(type);
    if (made !== undefined) known.set(type, made);
    return made;
  };
  return { lower, declarations };
};

/** How a type of the source is called in messages. */
export const describeType = (type: SourceType): string => {
  switch (type.kind) {
    case "bits":
      return `${type.signed ? "int" : "bit"}<${type.width}>`;
    case "varbit":
      return `varbit<${type.maxWidth}>`;
    case "integer":
      return "int";
    case "enum":
    case "struct":
    case "header":
    case "union":
    case "newtype":
    case "extern":
    case "opaque":
      return type.name;
    case "stack":
      return `${describeType(type.element)}[${type.size}]`;
    case "tuple":
      return `tuple<${type.elements.map(describeType).join(", ")}>`;
    case "list":
      return `list<${describeType(type.element)}>`;
    default:
      return type.kind;
  }
};
