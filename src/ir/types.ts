/** Questions about the IR's types: sameness, spelling, widths, and what a step leads to. Widths are in bits. */
import { must } from "../diagnostics/bug.ts";
import type { Program, ScalarType, Step, Type, TypeDeclaration } from "./ir.ts";

export const BOOL = { kind: "bool" } as const;
export const ERROR = { kind: "error" } as const;
export const BIT32 = { kind: "bits", width: 32, signed: false } as const;

/** bit<width>, or int<width> where signed. */
export const bitsType = (
  width: number,
  signed = false,
): { readonly kind: "bits"; readonly width: number; readonly signed: boolean } => ({
  kind: "bits",
  width,
  signed,
});

export const isScalar = (type: Type): type is ScalarType =>
  type.kind === "bits" || type.kind === "bool" || type.kind === "error";

/** P4's spelling of a type, for the printer and for messages. */
export const spellType = (type: Type): string => {
  switch (type.kind) {
    case "bits":
      return `${type.signed ? "int" : "bit"}<${type.width}>`;
    case "varbit":
      return `varbit<${type.maxWidth}>`;
    case "stack":
      return `${type.element.name}[${type.size}]`;
    case "header":
    case "struct":
    case "union":
      return type.name;
    default:
      return type.kind;
  }
};

/** Whether two types are one: types are nominal, so their spellings together with their kinds decide. */
export const sameType = (a: Type, b: Type): boolean => a.kind === b.kind && spellType(a) === spellType(b);

/** The declared types by name. */
export const typeTable = (program: Program): ReadonlyMap<string, TypeDeclaration> =>
  new Map(program.types.map((declaration) => [declaration.name, declaration]));

/** What a step from a place of `type` leads to; undefined where there is no such step. */
export const stepType = (
  types: ReadonlyMap<string, TypeDeclaration>,
  type: Type,
  step: Step,
): Type | undefined => {
  if (step.kind !== "field") return type.kind === "stack" ? type.element : undefined;
  if (type.kind !== "header" && type.kind !== "struct" && type.kind !== "union") return undefined;
  return types.get(type.name)?.fields.find((field) => field.name === step.name)?.type;
};

/** Bits on the wire, a varbit counted with 0; undefined of what no packet holds (an error, a stack, a union). */
export const wireWidth = (types: ReadonlyMap<string, TypeDeclaration>, type: Type): number | undefined => {
  switch (type.kind) {
    case "bits":
      return type.width;
    case "bool":
      return 1;
    case "varbit":
      return 0;
    case "header":
    case "struct": {
      let sum = 0;
      for (const field of must(types.get(type.name), `type ${type.name}`).fields) {
        const width = wireWidth(types, field.type);
        if (width === undefined) return undefined;
        sum += width;
      }
      return sum;
    }
    default:
      return undefined;
  }
};
