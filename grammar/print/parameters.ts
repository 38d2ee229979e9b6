import type { Name, Parameter } from "../ast.ts";
import { before } from "./annotations.ts";
import { printExpression, printType } from "./terms.ts";

/** `<T, U>`, or nothing. */
export const printTypeParameters = (names: readonly Name[]): string =>
  names.length === 0 ? "" : `<${names.map(({ text }) => text).join(", ")}>`;

const parameter = ({ annotations, direction, type, name, defaultValue }: Parameter): string => {
  const way = direction === "none" ? "" : `${direction} `;
  const value = defaultValue === undefined ? "" : ` = ${printExpression(defaultValue)}`;
  return `${before(annotations)}${way}${printType(type)} ${name.text}${value}`;
};

/** Parameters with their parentheses, one a line if they would be too long for one line. */
export const printParameters = (parameters: readonly Parameter[]): string => {
  const texts = parameters.map(parameter);
  const flat = `(${texts.join(", ")})`;
  return flat.length <= 80 ? flat : `(\n    ${texts.join(",\n    ")})`;
};
