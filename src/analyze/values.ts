/** Compile-time values: the typed expressions that are wholly known (specification 18.1). */
import type { Span } from "../diagnostics/span.ts";
import { isUnknown, isVariable, typeKey, unknownType } from "./type-facts.ts";
import type { Type, TypedExpression } from "./typed.ts";

export type NumberValue = Extract<TypedExpression, { readonly kind: "number" }>;
export type Aggregate = Extract<TypedExpression, { readonly kind: "aggregate" }>;

/** Stands for an expression that has been refused. */
export const unknownExpression = (span: Span): TypedExpression => ({
  kind: "default-value",
  type: unknownType,
  span,
});

export const isUnknownExpression = (expression: TypedExpression): boolean => expression.type === unknownType;

const constantAggregates = new WeakMap<TypedExpression, boolean>();

/** Whether the value is known at compile time. Linear once, then remembered. */
export const isConstant = (expression: TypedExpression): boolean => {
  switch (expression.kind) {
    case "number":
    case "boolean":
    case "string":
    case "error":
    case "enum-member":
    case "invalid-header":
    case "default-value":
      return true;
    // Of a new type, or of a serializable enum's value without a name: all other casts of constants are folded.
    case "cast":
      return isConstant(expression.operand);
    case "aggregate": {
      const known = constantAggregates.get(expression);
      if (known !== undefined) return known;
      const constant = expression.elements.every(isConstant);
      constantAggregates.set(expression, constant);
      return constant;
    }
    default:
      return false;
  }
};

/** The number that a stored pattern means: two's complement where the type is signed. */
export const numberOf = (expression: NumberValue): bigint =>
  expression.type.kind === "bits" && expression.type.signed
    ? BigInt.asIntN(expression.type.width, expression.value)
    : expression.value;

/** A number as the type stores it: 0 <= value < 2^width for bits, any value for `int`. */
export const store = (value: bigint, type: Type): bigint =>
  type.kind === "bits" ? BigInt.asUintN(type.width, value) : value;

export const number = (value: bigint, type: Type, span: Span): TypedExpression => ({
  kind: "number",
  value: store(value, type),
  type,
  span,
});

export const boolean = (value: boolean, span: Span): TypedExpression => ({
  kind: "boolean",
  value,
  type: { kind: "bool" },
  span,
});

/** Bits of the magnitude. */
export const bitLength = (value: bigint): number => {
  const magnitude = value < 0n ? -value : value;
  if (magnitude === 0n) return 0;
  const hex = magnitude.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] ?? "0", 16)));
};

export const fits = (value: bigint, type: { readonly width: number; readonly signed: boolean }): boolean => {
  if (type.signed) {
    const bound = 1n << BigInt(type.width - 1);
    return value >= -bound && value < bound;
  }
  return value >= 0n && value < 1n << BigInt(type.width);
};

/** Whether the type has a default value (specification 7.3). */
export const hasDefault = (type: Type): boolean => {
  switch (type.kind) {
    case "void":
    case "match-kind":
    case "extern":
    case "list":
      return false;
    case "opaque":
      return isUnknown(type) || isVariable(type);
    case "newtype":
      return hasDefault(type.underlying);
    case "stack":
      return hasDefault(type.element);
    case "struct":
      return type.fields.every((field) => hasDefault(field.type));
    case "tuple":
      return type.elements.every(hasDefault);
    default:
      return true;
  }
};

/** What `...` stands for in a value of that type (specification 7.3), one level of it; itself where there's none. */
export const defaultOf = (type: Type, span: Span): TypedExpression => {
  if (isVariable(type)) return { kind: "default-value", type, span };
  switch (type.kind) {
    case "bits":
    case "integer":
      return number(0n, type, span);
    case "bool":
      return boolean(false, span);
    case "error":
      return { kind: "error", name: "NoError", type, span };
    case "string":
      return { kind: "string", value: "", type, span };
    case "enum": {
      const first =
        type.representation === undefined ? type.members[0] : type.members.find((m) => m.value === 0n);
      return first === undefined
        ? { kind: "default-value", type, span }
        : { kind: "enum-member", member: first.name, type, span };
    }
    case "struct":
      return {
        kind: "aggregate",
        elements: type.fields.map((field) => defaultOf(field.type, span)),
        type,
        span,
      };
    case "tuple":
      return {
        kind: "aggregate",
        elements: type.elements.map((element) => defaultOf(element, span)),
        type,
        span,
      };
    case "header":
    case "union":
      return { kind: "invalid-header", type, span };
    default:
      return { kind: "default-value", type, span };
  }
};

/** A text that two constants of one type share if and only if they are equal. */
export const constantKey = (expression: TypedExpression): string => {
  switch (expression.kind) {
    case "number":
      return `${expression.value}`;
    case "boolean":
      return `${expression.value}`;
    case "string":
      return JSON.stringify(expression.value);
    case "error":
      return expression.name;
    case "enum-member": {
      const { type } = expression;
      const value =
        type.kind === "enum"
          ? type.members.find((member) => member.name === expression.member)?.value
          : undefined;
      return value === undefined ? expression.member : `${value}`;
    }
    case "cast":
      return constantKey(expression.operand);
    case "aggregate":
      return `{${expression.elements.map(constantKey).join()}}`;
    case "default-value": {
      const value = defaultOf(expression.type, expression.span);
      return value.kind === "default-value" ? `...${typeKey(expression.type)}` : constantKey(value);
    }
    default:
      return expression.kind;
  }
};
