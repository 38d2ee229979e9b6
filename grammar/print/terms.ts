// Expressions and types in one file: each contains the other.
import type { Argument, Expression, TypeRef } from "../ast.ts";
import { precedenceOf } from "../parser/operators.ts";

/** How tight an expression binds; the loosest is the conditional operator. */
const loosest = 0;
const prefix = 20;
const tightest = 30;

const bindingOf = (expression: Expression): number => {
  switch (expression.kind) {
    case "conditional":
      return loosest;
    case "binary":
      return 1 + precedenceOf(expression.operator);
    case "unary":
    case "cast":
      return prefix;
    default:
      return tightest;
  }
};

/** Text that is finished, or an expression that is put in parentheses if it binds looser than `least`. */
type Part = string | { readonly expression: Expression; readonly least: number };

const at = (expression: Expression, least: number): Part => ({ expression, least });

const separated = (parts: readonly (readonly Part[])[]): Part[] =>
  parts.flatMap((part, index) => (index === 0 ? part : [", ", ...part]));

const argumentParts = (list: readonly Argument[]): Part[] =>
  separated(list.map(({ name, value }) => [name === undefined ? "" : `${name.text} = `, at(value, loosest)]));

const typeArguments = (types: readonly TypeRef[]): string =>
  types.length === 0 ? "" : `<${types.map(printType).join(", ")}>`;

/** `+` behind `+` would be read as `++`. */
const unaryGap = (operator: string, operand: Expression): string =>
  operand.kind === "unary" && operand.operator === operator && operator === "+" ? " " : "";

const integer = (expression: Extract<Expression, { kind: "integer" }>): string => {
  const { value, width, signed, base } = expression;
  const prefixes = { 2: "0b", 8: "0o", 10: "", 16: "0x" } as const;
  return `${width === undefined ? "" : `${width}${signed ? "s" : "w"}`}${prefixes[base]}${value.toString(base)}`;
};

const braces = (inner: readonly (readonly Part[])[], withDefault: boolean): Part[] => {
  const all = withDefault ? [...inner, ["..."]] : inner;
  return all.length === 0 ? ["{}"] : ["{ ", ...separated(all), " }"];
};

const partsOf = (expression: Expression): readonly Part[] => {
  switch (expression.kind) {
    case "integer":
      return [integer(expression)];
    case "boolean":
      return [String(expression.value)];
    case "string":
      return [`"${expression.value}"`];
    case "path":
      return [`${expression.global ? "." : ""}${expression.name.text}`];
    case "this":
      return ["this"];
    case "type-expression":
      return [printType(expression.type)];
    case "member":
      return [at(expression.base, tightest), ".", expression.member.text];
    case "index":
      return [at(expression.base, tightest), "[", at(expression.index, loosest), "]"];
    case "slice":
      return [
        at(expression.base, tightest),
        "[",
        at(expression.high, loosest),
        ":",
        at(expression.low, loosest),
        "]",
      ];
    case "plus-slice":
      return [
        at(expression.base, tightest),
        "[",
        at(expression.low, loosest),
        "+:",
        at(expression.width, loosest),
        "]",
      ];
    case "unary":
      return [
        expression.operator,
        unaryGap(expression.operator, expression.operand),
        at(expression.operand, prefix),
      ];
    case "binary": {
      const binding = bindingOf(expression);
      return [at(expression.left, binding), ` ${expression.operator} `, at(expression.right, binding + 1)];
    }
    case "conditional":
      return [
        at(expression.condition, loosest + 1),
        " ? ",
        at(expression.then, loosest),
        " : ",
        at(expression.otherwise, loosest),
      ];
    case "cast":
      return [`(${printType(expression.type)}) `, at(expression.operand, prefix)];
    case "call":
      return [
        at(expression.callee, tightest),
        `${typeArguments(expression.typeArguments)}(`,
        ...argumentParts(expression.arguments),
        ")",
      ];
    case "list":
      return braces(
        expression.elements.map((element) => [at(element, loosest)]),
        expression.withDefault,
      );
    case "record":
      return braces(
        expression.fields.map(({ name, value }) => [`${name.text} = `, at(value, loosest)]),
        expression.withDefault,
      );
    case "invalid-header":
      return ["{#}"];
    case "default-value":
      return ["..."];
    case "dontcare":
      return ["_"];
    case "mask":
      return [at(expression.value, loosest), " &&& ", at(expression.mask, loosest)];
    case "range":
      return [at(expression.low, loosest), " .. ", at(expression.high, loosest)];
    case "default":
      return ["default"];
    case "tuple-keyset":
      return ["(", ...separated(expression.elements.map((element) => [at(element, loosest)])), ")"];
  }
};

/** Prints parts without recursion: chains of operators may be as long as the parser takes them. */
const printParts = (parts: readonly Part[]): string => {
  const done: string[] = [];
  const waiting: Part[] = parts.toReversed();
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (typeof part === "string") {
      done.push(part);
      continue;
    }
    const { expression, least } = part;
    const inner = partsOf(expression);
    const enclosed = bindingOf(expression) < least ? ["(", ...inner, ")"] : inner;
    waiting.push(...enclosed.toReversed());
  }
  return done.join("");
};

/** An expression with the parentheses that it needs and no others. */
export const printExpression = (expression: Expression): string => printParts([at(expression, loosest)]);

/** The arguments of a call, without the parentheses around them. */
export const printArguments = (list: readonly Argument[]): string => printParts(argumentParts(list));

/** A type as it is written in a program. */
export const printType = (type: TypeRef): string => {
  switch (type.kind) {
    case "type-bool":
      return "bool";
    case "type-error":
      return "error";
    case "type-match-kind":
      return "match_kind";
    case "type-string":
      return "string";
    case "type-void":
      return "void";
    case "type-integer":
      return "int";
    case "type-bits":
      return `${type.base}${width(type)}`;
    case "type-name":
      return `${type.global ? "." : ""}${type.name.text}`;
    case "type-specialized":
      return `${printType(type.base)}<${type.arguments.map(printType).join(", ")}>`;
    case "type-stack":
      return `${printType(type.element)}[${printExpression(type.size)}]`;
    case "type-tuple":
      return `tuple<${type.elements.map(printType).join(", ")}>`;
    case "type-list":
      return `list<${printType(type.element)}>`;
    case "type-dontcare":
      return "_";
  }
};

/** Anything but a plain number stands in parentheses (specification 7.1.6.2). */
const width = ({ width: bits }: Extract<TypeRef, { kind: "type-bits" }>): string => {
  if (bits === undefined) return "";
  const text = printExpression(bits);
  return bits.kind === "integer" ? `<${text}>` : `<(${text})>`;
};
