/** `packet.lookahead<T>()`: one operation that demands the bits and loads those that are asked for. */
import type { TypedExpression } from "../analyze/typed.ts";
import { fieldOf } from "../ir/build.ts";
import type { Load, Place, Type } from "../ir/ir.ts";
import { isScalar, wireWidth } from "../ir/types.ts";
import { setValidity } from "./storage.ts";
import type { Translator, Value } from "./translator.ts";
import { declarationOf, defaultOf, heldBy } from "./values.ts";

/** What part of a lookahead an expression like `lookahead<T>().a.b` takes; offset and width in bits. */
interface Part {
  readonly whole: Extract<TypedExpression, { kind: "lookahead" }>;
  readonly wholeType: Type;
  readonly type: Type;
  readonly offset: number;
}

/** The part of a lookahead that an expression is, if it is one. */
const partOfLookahead = (t: Translator, expression: TypedExpression): Part | undefined => {
  const { types } = t.out;
  if (expression.kind === "lookahead") {
    const type = t.out.type(expression.type, expression.span);
    return { whole: expression, wholeType: type, type, offset: 0 };
  }
  if (expression.kind === "slice") {
    const base = partOfLookahead(t, expression.base);
    if (base?.type.kind !== "bits") return undefined;
    const type = { kind: "bits", width: expression.high - expression.low + 1, signed: false } as const;
    return { ...base, type, offset: base.offset + base.type.width - 1 - expression.high };
  }
  if (expression.kind !== "field" && expression.kind !== "element") return undefined;
  const base = partOfLookahead(t, expression.base);
  if (base?.type.kind !== "header" && base?.type.kind !== "struct") return undefined;
  let { offset } = base;
  for (const [index, field] of declarationOf(types, base.type).fields.entries()) {
    const wanted = expression.kind === "field" ? field.name === expression.field : index === expression.index;
    if (wanted) return { ...base, type: field.type, offset };
    const width = wireWidth(types, field.type);
    if (width === undefined) return undefined;
    offset += width;
  }
  return undefined;
};

/** The loads that fill a place whole, and the headers in it that become valid. */
const loadsOf = (t: Translator, target: Place, offset: number, headers: Place[]): readonly Load[] => {
  const { types } = t.out;
  if (isScalar(target.type)) return [{ target, offset, width: wireWidth(types, target.type) ?? 0 }];
  if (target.type.kind === "header") headers.push(target);
  let at = offset;
  return declarationOf(types, target.type).fields.flatMap((field) => {
    const loads = loadsOf(t, fieldOf(target, field.name, field.type), at, headers);
    at += wireWidth(types, field.type) ?? 0;
    return loads;
  });
};

const holdsVarbit = (t: Translator, type: Type): boolean =>
  type.kind === "varbit" ||
  ((type.kind === "header" || type.kind === "struct") &&
    declarationOf(t.out.types, type).fields.some((field) => holdsVarbit(t, field.type)));

/** Emits the lookahead and loads the wanted part into a place. */
const load = (t: Translator, part: Part, target: Place | undefined): Place | undefined => {
  const { out } = t;
  const { span } = part.whole;
  const width = wireWidth(out.types, part.wholeType);
  if (width === undefined || holdsVarbit(t, part.wholeType)) {
    out.refuse("lookahead is of types of fixed size only", span);
    return undefined;
  }
  const into = target ?? out.local("ahead", part.type, span);
  const headers: Place[] = [];
  const loads = loadsOf(t, into, part.offset, headers);
  for (const header of headers) setValidity(out, header, true, span);
  out.emit({ kind: "lookahead", width, loads, origin: out.at(span) });
  return into;
};

/** The value of a lookahead or of a part of one; undefined of any other expression. */
export const lowerLookahead = (t: Translator, expression: TypedExpression): Value | undefined => {
  const part = partOfLookahead(t, expression);
  if (part === undefined) return undefined;
  const place = load(t, part, undefined);
  return place === undefined ? defaultOf(part.type) : heldBy(place);
};

/** Loads straight into a variable, or a scalar outside of headers; false where the expression is no lookahead. */
export const loadInto = (t: Translator, target: Place, expression: TypedExpression): boolean => {
  if (!isScalar(target.type) && target.path.length > 0) return false;
  const part = partOfLookahead(t, expression);
  if (part === undefined || part.type.kind === "varbit") return false;
  load(t, part, target);
  return true;
};

/** A lookahead whose value nobody takes still demands its bits. */
export const demandBits = (
  t: Translator,
  expression: Extract<TypedExpression, { kind: "lookahead" }>,
): void => {
  const width = wireWidth(t.out.types, t.out.type(expression.type, expression.span));
  if (width === undefined) t.out.refuse("lookahead is of types of fixed size only", expression.span);
  else t.out.emit({ kind: "lookahead", width, loads: [], origin: t.out.at(expression.span) });
};
