import type { Argument, Expression, TypeRef } from "../../grammar/ast.ts";

/** A type as nested brackets: shows the tree, not the text. */
export const typeShape = (type: TypeRef): string => {
  switch (type.kind) {
    case "type-bits":
      return type.width === undefined ? `[${type.base}]` : `[${type.base} ${shape(type.width)}]`;
    case "type-name":
      return `${type.global ? "." : ""}${type.name.text}`;
    case "type-specialized":
      return `[${typeShape(type.base)} of ${type.arguments.map(typeShape).join(" ")}]`;
    case "type-stack":
      return `[stack ${typeShape(type.element)} ${shape(type.size)}]`;
    case "type-tuple":
      return `[tuple ${type.elements.map(typeShape).join(" ")}]`;
    case "type-list":
      return `[list ${typeShape(type.element)}]`;
    default:
      return `[${type.kind.slice("type-".length)}]`;
  }
};

const argument = ({ name, value }: Argument): string =>
  name === undefined ? shape(value) : `${name.text}=${shape(value)}`;

/** An expression in prefix form with all parentheses: shows the tree, not the text. */
export const shape = (expression: Expression): string => {
  switch (expression.kind) {
    case "integer": {
      const { width, signed, value } = expression;
      return `${width === undefined ? "" : `${width}${signed ? "s" : "w"}`}${value}`;
    }
    case "boolean":
      return String(expression.value);
    case "string":
      return `"${expression.value}"`;
    case "path":
      return `${expression.global ? "." : ""}${expression.name.text}`;
    case "type-expression":
      return `type:${typeShape(expression.type)}`;
    case "member":
      return `(. ${shape(expression.base)} ${expression.member.text})`;
    case "index":
      return `(index ${shape(expression.base)} ${shape(expression.index)})`;
    case "slice":
      return `(slice ${shape(expression.base)} ${shape(expression.high)} ${shape(expression.low)})`;
    case "plus-slice":
      return `(plus-slice ${shape(expression.base)} ${shape(expression.low)} ${shape(expression.width)})`;
    case "unary":
      return `(${expression.operator} ${shape(expression.operand)})`;
    case "binary":
      return `(${expression.operator} ${shape(expression.left)} ${shape(expression.right)})`;
    case "conditional":
      return `(? ${shape(expression.condition)} ${shape(expression.then)} ${shape(expression.otherwise)})`;
    case "cast":
      return `(cast ${typeShape(expression.type)} ${shape(expression.operand)})`;
    case "call": {
      const types =
        expression.typeArguments.length > 0 ? ` <${expression.typeArguments.map(typeShape).join(" ")}>` : "";
      return `(call ${[shape(expression.callee) + types, ...expression.arguments.map(argument)].join(" ")})`;
    }
    case "list":
      return `{${[...expression.elements.map(shape), ...(expression.withDefault ? ["..."] : [])].join(" ")}}`;
    case "record":
      return `{${[...expression.fields.map(({ name, value }) => `${name.text}=${shape(value)}`), ...(expression.withDefault ? ["..."] : [])].join(" ")}}`;
    case "mask":
      return `(&&& ${shape(expression.value)} ${shape(expression.mask)})`;
    case "range":
      return `(.. ${shape(expression.low)} ${shape(expression.high)})`;
    case "tuple-keyset":
      return `(tuple ${expression.elements.map(shape).join(" ")})`;
    default:
      return expression.kind;
  }
};
