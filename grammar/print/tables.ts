import type { TableDeclaration, TableEntry, TableProperty } from "../ast.ts";
import { before, behind, printAnnotation } from "./annotations.ts";
import { type Lines, nested } from "./lines.ts";
import { printExpression } from "./terms.ts";

export const table = ({ annotations, name, properties }: TableDeclaration): Lines => [
  ...annotations.map(printAnnotation),
  ...nested(`table ${name.text} {`, properties.flatMap(property), "}"),
];

const property = (part: TableProperty): Lines => {
  switch (part.kind) {
    case "key":
      return nested(
        "key = {",
        part.elements.map(
          ({ value, matchKind, annotations }) =>
            `${printExpression(value)}: ${matchKind.text}${behind(annotations)};`,
        ),
        "}",
      );
    case "actions":
      return nested(
        "actions = {",
        part.actions.map(({ annotations, action }) => `${before(annotations)}${printExpression(action)};`),
        "}",
      );
    case "entries":
      return nested(`${part.constant ? "const " : ""}entries = {`, part.entries.map(entry), "}");
    case "custom":
      return [
        `${before(part.annotations)}${part.constant ? "const " : ""}${part.name.text} = ${printExpression(part.value)};`,
      ];
  }
};

const entry = ({ annotations, constant, priority, keyset, action }: TableEntry): string =>
  `${constant ? "const " : ""}${priority === undefined ? "" : `priority = ${bounded(priority)}: `}${printExpression(keyset)}: ${printExpression(action)}${behind(annotations)};`;

/** A priority is a number or stands in parentheses. */
const bounded = (priority: TableEntry["keyset"]): string =>
  priority.kind === "integer" ? printExpression(priority) : `(${printExpression(priority)})`;
