/** Implicit conversions (specification 8.11.2): `int` to bits, serializable enums to numbers, `{ … }` to what is asked for. */
import type { Note } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { describeType, printType } from "./print-type.ts";
import {
  dontcareType,
  enumMember,
  fieldPosition,
  invalidHeaderType,
  isLiteral,
  isUnknown,
  restType,
} from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { Type, TypedExpression, TypedField } from "./typed.ts";
import {
  type Aggregate,
  defaultOf,
  fits,
  hasDefault,
  number,
  numberOf,
  unknownExpression,
} from "./values.ts";

/** What the message says of the place: "the initial value of `x`", with a note where that was declared. */
export interface Purpose {
  readonly what: string;
  readonly notes?: readonly Note[];
}

export const mismatch = (
  expression: TypedExpression,
  target: Type,
  purpose: Purpose,
  env: Env,
): TypedExpression => {
  const help = helpFor(expression, target);
  env.analysis.sink.report(
    "P0401",
    `${purpose.what} must be ${describeType(target)}, but this is ${describeType(expression.type)}`,
    expression.span,
    {
      ...(purpose.notes === undefined ? {} : { notes: purpose.notes }),
      ...(help === undefined ? {} : { help }),
    },
  );
  return unknownExpression(expression.span);
};

const helpFor = (expression: TypedExpression, target: Type): string | undefined => {
  const from = expression.type;
  const castable =
    (from.kind === "bits" &&
      target.kind === "bits" &&
      (from.signed === target.signed || from.width === target.width)) ||
    (from.kind === "bits" && from.width === 1 && !from.signed && target.kind === "bool") ||
    (from.kind === "bool" && target.kind === "bits" && target.width === 1) ||
    target.kind === "newtype" ||
    (from.kind === "newtype" && sameType(from.underlying, target)) ||
    (target.kind === "enum" &&
      target.representation !== undefined &&
      (from.kind === "bits" || from.kind === "integer"));
  if (castable) return `write the cast: \`(${printType(target)})…\``;
  if (target.kind === "bool" && (from.kind === "bits" || from.kind === "integer"))
    return "compare it: `… != 0`";
  if (target.kind === "bool" && (from.kind === "header" || from.kind === "union"))
    return "ask for its validity: `.isValid()`";
  return undefined;
};

/** An `int` constant as bits; a value that does not fit is truncated, with a warning. */
export const fitNumber = (
  value: bigint,
  target: Extract<Type, { readonly kind: "bits" }>,
  span: Span,
  env: Env,
): TypedExpression => {
  const stored = number(value, target, span);
  if (!fits(value, target))
    env.analysis.sink.report(
      "P0414",
      `${value < 0n && !target.signed ? "negative value" : "value"} ${shorten(value)} does not fit in \`${printType(target)}\`: it becomes ${shorten(stored.kind === "number" ? numberOf(stored) : 0n)}`,
      span,
    );
  return stored;
};

const shorten = (value: bigint): string => {
  const text = value.toString();
  return text.length <= 40 ? text : `${text.slice(0, 20)}…`;
};

/** The number behind a serializable enum's member. */
export const enumToNumber = (expression: TypedExpression): TypedExpression => {
  const { type, span } = expression;
  if (type.kind !== "enum" || type.representation === undefined) return expression;
  const target: Type = { kind: "bits", ...type.representation };
  if (expression.kind === "enum-member") {
    const value = enumMember(type.members, expression.member)?.value;
    if (value !== undefined) return number(value, target, span);
  }
  if (expression.kind === "cast" && sameType(expression.operand.type, target)) return expression.operand;
  return { kind: "cast", operand: expression, type: target, span };
};

/** Whether the expression is still waiting for its context to say what type it has. */
export const isPending = (type: Type): boolean =>
  type.kind === "integer" ||
  isLiteral(type) ||
  type === restType ||
  type === invalidHeaderType ||
  type === dontcareType;

const noDefault = (expression: TypedExpression, target: Type, env: Env): TypedExpression => {
  env.analysis.sink.report("P0401", `${describeType(target)} has no default value`, expression.span);
  return unknownExpression(expression.span);
};

/** Makes `expression` a value of `target`, or reports why it is none. */
export const convert = (
  expression: TypedExpression,
  target: Type,
  purpose: Purpose,
  env: Env,
): TypedExpression => {
  const from = expression.type;
  if (isUnknown(from)) return expression;
  if (isUnknown(target)) return unknownExpression(expression.span);
  if (expression.kind === "conditional" && isPending(from) && !isPending(target))
    return {
      ...expression,
      then: convert(expression.then, target, purpose, env),
      otherwise: convert(expression.otherwise, target, purpose, env),
      type: target,
    };
  if (from === restType)
    return hasDefault(target)
      ? { ...defaultOf(target, expression.span) }
      : noDefault(expression, target, env);
  if (from === invalidHeaderType)
    return target.kind === "header" || target.kind === "union"
      ? { ...expression, type: target }
      : mismatch(expression, target, purpose, env);
  if (expression.kind === "aggregate" && isLiteral(from))
    return convertLiteral(expression, target, purpose, env);
  if (sameType(from, target)) return expression;
  if (expression.kind === "number" && from.kind === "integer" && target.kind === "bits")
    return fitNumber(numberOf(expression), target, expression.span, env);
  if (expression.kind === "number" && target.kind === "integer")
    return number(numberOf(expression), target, expression.span);
  if (from.kind === "enum" && from.representation !== undefined && target.kind === "bits") {
    const value = enumToNumber(expression);
    if (sameType(value.type, target)) return value;
  }
  return mismatch(expression, target, purpose, env);
};

/**
 * Like `convert`, where a value is stored as a whole: an initial value, an assignment, a result. There p4c gives an
 * `int` to a variable of a new type without a cast, and published programs rely on it; nowhere else.
 */
export const convertStored = (
  expression: TypedExpression,
  target: Type,
  purpose: Purpose,
  env: Env,
): TypedExpression =>
  target.kind === "newtype" && expression.kind === "number" && expression.type.kind === "integer"
    ? {
        kind: "cast",
        operand: convertStored(expression, target.underlying, purpose, env),
        type: target,
        span: expression.span,
      }
    : convert(expression, target, purpose, env);

/** `{ a, b }` and `{ k = a }` to a struct, header, tuple, list, stack or union (specification 8.12 to 8.17). */
const convertLiteral = (expression: Aggregate, target: Type, purpose: Purpose, env: Env): TypedExpression => {
  const { type } = expression;
  if (type.kind === "struct") {
    if (target.kind === "struct" || target.kind === "header")
      return convertRecord(expression, type.fields, target, env);
    if (target.kind === "union") return convertUnion(expression, type.fields, target, env);
    return mismatch(expression, target, purpose, env);
  }
  const parts = partTypes(target, type.kind === "tuple" ? type.elements : []);
  if (parts === undefined) return mismatch(expression, target, purpose, env);
  return convertList(expression, parts, target, env);
};

interface Part {
  readonly type: Type;
  readonly purpose: Purpose;
}

const fieldPart = (field: TypedField): Part => ({
  type: field.type,
  purpose: {
    what: `field \`${field.name}\``,
    notes: [{ message: `\`${field.name}\` is declared here`, span: field.span }],
  },
});

const elementParts = (element: Type, count: number, what: string): readonly Part[] =>
  Array.from({ length: count }, (_, index) => ({
    type: element,
    purpose: { what: `element ${index} of the ${what}` },
  }));

const partTypes = (target: Type, given: readonly Type[]): readonly Part[] | undefined => {
  switch (target.kind) {
    case "struct":
    case "header":
      return target.fields.map(fieldPart);
    case "tuple":
      return target.elements.map((type, index) => ({
        type,
        purpose: { what: `element ${index} of the tuple` },
      }));
    case "stack":
      return elementParts(target.element, target.size, "stack");
    case "list":
      return elementParts(target.element, given.length, "list");
    default:
      return undefined;
  }
};

const convertList = (
  expression: Aggregate,
  parts: readonly Part[],
  target: Type,
  env: Env,
): TypedExpression => {
  const given = expression.elements;
  const withDefault = given.at(-1)?.type === restType;
  const count = withDefault ? given.length - 1 : given.length;
  if (count > parts.length || (count < parts.length && !withDefault)) {
    env.analysis.sink.report(
      "P0401",
      `${describeType(target)} has ${parts.length} ${parts.length === 1 ? "part" : "parts"}, but ${count} ${count === 1 ? "is" : "are"} given`,
      expression.span,
      count < parts.length && target.kind !== "stack"
        ? { help: "end the list in `...` to give the others their default values" }
        : {},
    );
    return unknownExpression(expression.span);
  }
  const elements = parts.map((part, index) => {
    const element = index < count ? given[index] : undefined;
    return element === undefined
      ? defaultOf(part.type, expression.span)
      : convert(element, part.type, part.purpose, env);
  });
  return { kind: "aggregate", elements, type: target, span: expression.span };
};

const convertRecord = (
  expression: Aggregate,
  given: readonly TypedField[],
  target: Extract<Type, { readonly kind: "struct" | "header" | "union" }>,
  env: Env,
): TypedExpression => {
  const { sink } = env.analysis;
  const values = new Map<string, TypedExpression>();
  let withDefault = false;
  let wrong = false;
  given.forEach((field, index) => {
    const value = expression.elements[index];
    if (field.type === restType && field.name === "...") withDefault = true;
    else if (fieldPosition(target.fields, field.name) < 0) {
      wrong = true;
      sink.report("P0314", `${describeType(target)} has no field \`${field.name}\``, field.span, {
        notes: [{ message: `\`${printType(target)}\` is declared here`, span: target.span }],
      });
    } else if (value !== undefined) values.set(field.name, value);
  });
  const missing = target.fields.filter((field) => !values.has(field.name));
  if (missing.length > 0 && !withDefault && !wrong) {
    wrong = true;
    sink.report(
      "P0401",
      `no value for ${missing.map((field) => `\`${field.name}\``).join(", ")} of ${describeType(target)}`,
      expression.span,
      { help: "add `...` to give the fields left out their default values" },
    );
  }
  if (wrong) return unknownExpression(expression.span);
  const elements = target.fields.map((field) => {
    const value = values.get(field.name);
    return value === undefined
      ? defaultOf(field.type, expression.span)
      : convert(value, field.type, fieldPart(field).purpose, env);
  });
  return { kind: "aggregate", elements, type: target, span: expression.span };
};

/** A union from a record of one field: that member is set (specification 8.17). */
const convertUnion = (
  expression: Aggregate,
  given: readonly TypedField[],
  target: Extract<Type, { readonly kind: "struct" | "header" | "union" }>,
  env: Env,
): TypedExpression => {
  const [only] = given;
  const field = target.fields.find((candidate) => candidate.name === only?.name);
  const [value] = expression.elements;
  if (given.length !== 1 || field === undefined || value === undefined)
    return mismatch(expression, target, { what: "the header_union" }, env);
  const element = convert(value, field.type, fieldPart(field).purpose, env);
  return { kind: "aggregate", elements: [element], type: target, span: expression.span };
};
