/** The types that the program's variables are made of, each behind what it is made of; the rest is left out. */
import type { Program, Type, TypeDeclaration } from "../../../src/ir/ir.ts";
import { typeTable } from "../../../src/ir/types.ts";

/** In the order of the parameters and locals, so that a program that is read again keeps it. */
export const orderTypes = (program: Program): Program => {
  const types = typeTable(program);
  const ordered = new Map<string, TypeDeclaration>();
  const visit = (type: Type): void => {
    const name = type.kind === "stack" ? type.element.name : "name" in type ? type.name : undefined;
    const declaration = name === undefined ? undefined : types.get(name);
    if (declaration === undefined || ordered.has(declaration.name)) return;
    for (const field of declaration.fields) visit(field.type);
    ordered.set(declaration.name, declaration);
  };
  for (const { type } of [...program.parameters, ...program.locals]) visit(type);
  return { ...program, types: [...ordered.values()] };
};
