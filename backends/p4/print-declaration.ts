/** Types and locals as P4 declarations. */
import { must } from "../../src/diagnostics/bug.ts";
import type { Expression, Local, Type, TypeDeclaration, ValueSet } from "../../src/ir/ir.ts";
import { spellType } from "../../src/ir/types.ts";
import { printExpression } from "./print-expression.ts";

const keyword = { header: "header", struct: "struct", union: "header_union" } as const;

export const printType = (type: Type): string => spellType(type);

/** The members' names stand in one column. */
const printMembers = (
  members: readonly { readonly type: string; readonly name: string }[],
): readonly string[] => {
  const width = Math.max(0, ...members.map(({ type }) => type.length));
  return members.map(({ type, name }) => `    ${type.padEnd(width)} ${name};`);
};

export const printTypeDeclaration = ({ kind, name, fields }: TypeDeclaration): string => {
  if (fields.length === 0) return `${keyword[kind]} ${name} {\n}`;
  const members = printMembers(fields.map((field) => ({ type: printType(field.type), name: field.name })));
  return [`${keyword[kind]} ${name} {`, ...members, "}"].join("\n");
};

/** Scalars begin with a value, headers begin as invalid. */
export const printLocal = (local: Local, initial: ReadonlyMap<string, Expression>): string => {
  const value = initial.get(local.name);
  const declared = `${printType(local.type)} ${local.name}`;
  return value === undefined ? `${declared};` : `${declared} = ${printExpression(value)};`;
};

/** keyType: the struct that several keys form; a set of one key has that key's own type. */
export const printValueSet = (set: ValueSet, keyType: string | undefined): string => {
  const type = keyType ?? printType(must(set.fields[0], "a field of the value set").type);
  return `value_set<${type}>(${set.size}) ${set.name};`;
};
