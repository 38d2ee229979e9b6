/** L-values, and the checks on the way into them: an index that may lie outside, `.next` and `.last`. */
import type { TypedExpression } from "../analyze/typed.ts";
import { CompilerBug } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import { and, bits, bool, castTo, compare, fieldOf, nextIndex, read, stepInto } from "../ir/build.ts";
import type { Expression, Place } from "../ir/ir.ts";
import { BIT32 } from "../ir/types.ts";
import { assignScalar, store } from "./storage.ts";
import type { Translator } from "./translator.ts";
import { declarationOf } from "./values.ts";

type OfStack = Extract<TypedExpression, { readonly kind: "stack-next" | "stack-last" }>;

const OUT_OF_BOUNDS = "StackOutOfBounds";

const check = ({ out }: Translator, condition: Expression, span: Span): void => {
  if (condition.kind === "bool" && condition.value) return;
  out.emit({ kind: "verify", condition, error: OUT_OF_BOUNDS, origin: out.at(span) });
};

/** What stands for a place that can't be had; a finding has been reported, or the parser rejects before. */
const nowhere = ({ out }: Translator, expression: TypedExpression): Place =>
  out.local("tmp", out.type(expression.type, expression.span), expression.span);

/** Checks an index that is computed at run time and makes it unsigned and at most 32 bits wide. */
const checkedIndex = (t: Translator, index: Expression, size: number, span: Span): Expression => {
  if (index.type.kind !== "bits") throw new CompilerBug("an index that is no number");
  const { width, signed } = index.type;
  const values = 1n << BigInt(signed ? width - 1 : width);
  const below = BigInt(size) < values ? compare("lt", index, bits(size, width, signed)) : bool(true);
  check(t, signed ? and(compare("ge", index, bits(0, width, true)), below) : below, span);
  return signed || width > 32 ? castTo(index, BIT32) : index;
};

const indexPlace = (
  t: Translator,
  expression: Extract<TypedExpression, { kind: "index" }>,
  frozen: boolean,
): Place => {
  const stack = t.place(expression.base, frozen);
  const { type } = stack;
  if (type.kind !== "stack") return nowhere(t, expression);
  const element = (index: Expression): Place => stepInto(stack, { kind: "index", index }, type.element);
  const { span } = expression.index;
  const index =
    expression.index.kind === "number" && expression.index.type.kind === "integer"
      ? expression.index.value
      : t.scalar(expression.index);
  const constant = constantIndex(index);
  if (constant !== undefined) {
    if (constant >= 0n && constant < BigInt(type.size)) return element(bits(constant, 32));
    check(t, bool(false), span);
    return element(bits(0, 32));
  }
  if (typeof index === "bigint") throw new CompilerBug("a constant index");
  const checked = checkedIndex(t, index, type.size, span);
  if (!frozen) return element(checked);
  const copy = t.out.local("index", checked.type, span);
  assignScalar(t.out, copy, checked, span);
  return element(read(copy));
};

const constantIndex = (index: Expression | bigint): bigint | undefined => {
  if (typeof index === "bigint") return index;
  if (index.kind !== "bits") return undefined;
  return index.type.signed ? BigInt.asIntN(index.type.width, index.value) : index.value;
};

/** `.next` outside of an extract is the element at nextIndex; it does not move on. */
const nextPlace = (t: Translator, expression: OfStack): Place => {
  const stack = t.place(expression.stack, false);
  const { type } = stack;
  if (type.kind !== "stack") return nowhere(t, expression);
  check(t, compare("lt", nextIndex(stack), bits(type.size, 32)), expression.span);
  return stepInto(stack, { kind: "index", index: nextIndex(stack) }, type.element);
};

const lastPlace = (t: Translator, expression: OfStack): Place => {
  const stack = t.place(expression.stack, false);
  if (stack.type.kind !== "stack") return nowhere(t, expression);
  check(t, compare("ne", nextIndex(stack), bits(0, 32)), expression.span);
  return stepInto(stack, { kind: "last" }, stack.type.element);
};

/** Translates an l-value that is no slice; emits the checks. */
export const lowerPlace = (t: Translator, expression: TypedExpression, frozen: boolean): Place => {
  switch (expression.kind) {
    case "variable": {
      const binding = t.scope.get(expression.variable);
      if (binding === undefined) throw new CompilerBug(`variable ${expression.variable.name} is not bound`);
      if (binding.kind === "place") return binding.place;
      const copy = t.out.local("tmp", binding.expression.type, expression.span);
      assignScalar(t.out, copy, binding.expression, expression.span);
      return copy;
    }
    case "field":
    case "element": {
      const base = t.place(expression.base, frozen);
      const { fields } = declarationOf(t.out.types, base.type);
      const field =
        expression.kind === "field"
          ? fields.find(({ name }) => name === expression.field)
          : fields[expression.index];
      if (field === undefined) throw new CompilerBug("a field that its type does not have");
      return fieldOf(base, field.name, field.type);
    }
    case "index":
      return indexPlace(t, expression, frozen);
    case "stack-next":
      return nextPlace(t, expression);
    case "stack-last":
      return lastPlace(t, expression);
    default: {
      // A stack or header that is a value of its own: a call's result, a conditional.
      const value = t.value(expression);
      if (value.kind === "place") return value.place;
      const copy = t.out.local("tmp", value.type, expression.span);
      store(t.out, copy, value, expression.span);
      return copy;
    }
  }
};

const extendedBy = (t: Translator, expression: OfStack): Place | undefined => {
  const stack = t.place(expression.stack, true);
  return stack.type.kind === "stack" ? stepInto(stack, { kind: "next" }, stack.type.element) : undefined;
};

/**
 * The place that an extract fills, ending in `next` for a stack's next element, or in `next` and a member of that
 * where it is a union: then the operation itself checks that the stack has room, and moves its next index.
 */
export const lowerExtractTarget = (t: Translator, expression: TypedExpression): Place => {
  if (expression.kind === "stack-next") return extendedBy(t, expression) ?? nowhere(t, expression);
  if (expression.kind === "field" && expression.base.kind === "stack-next") {
    const union = extendedBy(t, expression.base);
    if (union === undefined) return nowhere(t, expression);
    const { fields } = declarationOf(t.out.types, union.type);
    const member = fields.find(({ name }) => name === expression.field);
    if (member === undefined) throw new CompilerBug("a member that its union does not have");
    return fieldOf(union, member.name, member.type);
  }
  return t.place(expression, true);
};

/** A target of an assignment: a place, and the bits of it where it is a slice (of slices). */
export const lowerTarget = (
  t: Translator,
  expression: TypedExpression,
  frozen: boolean,
): { readonly place: Place; readonly slice?: { readonly high: number; readonly low: number } } => {
  let base = expression;
  let low = 0;
  let width: number | undefined;
  while (base.kind === "slice") {
    width ??= base.high - base.low + 1;
    low += base.low;
    base = base.base;
  }
  const place = t.place(base, frozen);
  return width === undefined ? { place } : { place, slice: { high: low + width - 1, low } };
};
