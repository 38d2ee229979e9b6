/** The validator's part on types, variables, errors and value sets. */
import { CompilerBug } from "../diagnostics/bug.ts";
import type { Program, Type, TypeDeclaration } from "./ir.ts";
import { spellType } from "./types.ts";

const requireThat = (condition: boolean, message: string): void => {
  if (!condition) throw new CompilerBug(`invalid IR: ${message}`);
};

const unique = (names: readonly string[], what: string): void => {
  const seen = new Set<string>();
  for (const name of names) {
    requireThat(name.length > 0, `${what} without a name`);
    requireThat(!seen.has(name), `two ${what}s named ${name}`);
    seen.add(name);
  }
};

const isWidth = (width: number): boolean => Number.isInteger(width) && width > 0;

const checkType = (known: ReadonlyMap<string, TypeDeclaration>, type: Type, where: string): void => {
  switch (type.kind) {
    case "bits":
      requireThat(isWidth(type.width), `${where}: a width of ${type.width} bits`);
      return;
    case "varbit":
      requireThat(isWidth(type.maxWidth), `${where}: a maximum of ${type.maxWidth} bits`);
      return;
    case "header":
    case "struct":
    case "union":
      requireThat(
        known.get(type.name)?.kind === type.kind,
        `${where}: no ${type.kind} ${type.name} was declared before`,
      );
      return;
    case "stack":
      requireThat(isWidth(type.size), `${where}: a stack of ${type.size}`);
      checkType(known, type.element, where);
      return;
    default:
      return;
  }
};

const checkField = (declaration: TypeDeclaration, type: Type, where: string): void => {
  const wanted = `${where}: a ${declaration.kind} with a field of type ${spellType(type)}`;
  const scalar = type.kind === "bits" || type.kind === "bool" || type.kind === "error";
  if (declaration.kind === "header") requireThat(scalar || type.kind === "varbit", wanted);
  if (declaration.kind === "union") requireThat(type.kind === "header", wanted);
  if (declaration.kind === "struct") requireThat(type.kind !== "varbit", wanted);
};

/** Declared before use, unique names, fields that their type may have. */
export const checkDeclarations = (program: Program): void => {
  unique(program.errors, "error");
  requireThat(program.errors[0] === "NoError", "the first error is not NoError");
  const known = new Map<string, TypeDeclaration>();
  unique(
    program.types.map(({ name }) => name),
    "type",
  );
  for (const declaration of program.types) {
    const where = `${declaration.kind} ${declaration.name}`;
    unique(
      declaration.fields.map(({ name }) => name),
      `field of ${where}`,
    );
    let varbits = 0;
    for (const { name, type } of declaration.fields) {
      checkType(known, type, `${where}.${name}`);
      checkField(declaration, type, `${where}.${name}`);
      if (type.kind === "varbit") varbits += 1;
    }
    requireThat(varbits <= 1, `${where} has ${varbits} varbits`);
    known.set(declaration.name, declaration);
  }
  const variables = [...program.parameters, ...program.locals];
  unique(
    variables.map(({ name }) => name),
    "variable",
  );
  for (const { name, type } of variables) {
    requireThat(type.kind !== "varbit", `variable ${name} is a varbit`);
    checkType(known, type, `variable ${name}`);
  }
  unique(
    program.valueSets.map(({ name }) => name),
    "value set",
  );
  for (const set of program.valueSets) {
    requireThat(Number.isInteger(set.size) && set.size >= 0, `value set ${set.name}: size ${set.size}`);
    requireThat(set.fields.length > 0, `value set ${set.name} without fields`);
    for (const field of set.fields) checkType(known, field.type, `value set ${set.name}.${field.name}`);
  }
};
