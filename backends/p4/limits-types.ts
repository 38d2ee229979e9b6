/** What the target can't hold: checks of the types of a program's variables. */
import { unreachable } from "../../src/diagnostics/bug.ts";
import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Program, Type, TypeDeclaration } from "../../src/ir/ir.ts";
import { isScalar, spellType, typeTable } from "../../src/ir/types.ts";
import { holdsHeaders } from "./legalize/signature.ts";
import type { Target } from "./target.ts";

/** Declarations that a type is made of, itself included, each once. */
const declarationsWithin = (
  type: Type,
  types: ReadonlyMap<string, TypeDeclaration>,
  found: Map<string, TypeDeclaration>,
): void => {
  const name = type.kind === "stack" ? type.element.name : "name" in type ? type.name : undefined;
  const declaration = name === undefined ? undefined : types.get(name);
  if (declaration === undefined || found.has(declaration.name)) return;
  found.set(declaration.name, declaration);
  for (const field of declaration.fields) declarationsWithin(field.type, types, found);
};

const checkHeader = (declaration: TypeDeclaration, target: Target, sink: DiagnosticSink): void => {
  const { granularity } = target.limits;
  let bits = 0;
  for (const { name, type, origin } of declaration.fields) {
    switch (type.kind) {
      case "bits":
        bits += type.width;
        break;
      case "bool":
        bits += 1;
        break;
      case "varbit":
        if (type.maxWidth < 8) {
          sink.report(
            "P0702",
            `${target.name} has no varbit that holds less than 8 bits, as ${declaration.name}.${name} does`,
            origin.span,
          );
        }
        break;
      case "error":
        sink.report(
          "P0701",
          `${target.name} has no headers with fields of type error, as ${declaration.name}.${name} is`,
          origin.span,
        );
        break;
      case "header":
      case "struct":
      case "union":
      case "stack":
        break;
      default:
        unreachable(type);
    }
  }
  if (bits % granularity === 0) return;
  sink.report(
    "P0702",
    `header ${declaration.name} has ${bits} bits; ${target.name} has only headers of whole bytes`,
    declaration.origin.span,
    {
      help: `pad it to ${bits + granularity - (bits % granularity)} bits, or take single bits with lookahead`,
    },
  );
};

const checkWidths = (declaration: TypeDeclaration, target: Target, sink: DiagnosticSink): void => {
  const { maxWidth } = target.limits;
  for (const { name, type, origin } of declaration.fields) {
    if (type.kind !== "bits" || type.width <= maxWidth) continue;
    sink.report(
      "P0704",
      `${declaration.name}.${name} is a ${spellType(type)}; ${target.name} has at most ${maxWidth} bits`,
      origin.span,
    );
  }
};

/** Scalars beside headers in one struct; where there are no headers in it, it becomes metadata. */
const checkHeaders = (
  program: Program,
  types: ReadonlyMap<string, TypeDeclaration>,
  target: Target,
  sink: DiagnosticSink,
): void => {
  for (const { role, type } of program.parameters) {
    if (role !== "headers" || !holdsHeaders(type, program)) continue;
    const within = new Map<string, TypeDeclaration>();
    declarationsWithin(type, types, within);
    for (const { kind, name, fields } of within.values()) {
      const scalar = kind === "struct" ? fields.find((field) => isScalar(field.type)) : undefined;
      if (scalar === undefined) continue;
      sink.report(
        "P0701",
        `${target.name} has only headers among the headers; ${name}.${scalar.name} is a ${spellType(scalar.type)}`,
        scalar.origin.span,
        { help: "make it a field of the metadata" },
      );
    }
  }
};

/** Reports every type in use that the target can't hold. */
export const checkTypes = (program: Program, target: Target, sink: DiagnosticSink): void => {
  const types = typeTable(program);
  const used = new Map<string, TypeDeclaration>();
  for (const { type } of [...program.parameters, ...program.locals]) declarationsWithin(type, types, used);
  for (const declaration of used.values()) {
    if (declaration.kind === "header") checkHeader(declaration, target, sink);
    checkWidths(declaration, target, sink);
  }
  for (const { name, type, origin } of [...program.parameters, ...program.locals]) {
    if (type.kind !== "bits" || type.width <= target.limits.maxWidth) continue;
    sink.report(
      "P0704",
      `${name} is a ${spellType(type)}; ${target.name} has at most ${target.limits.maxWidth} bits`,
      origin.span,
    );
  }
  if (target.limits.headersOnly) checkHeaders(program, types, target, sink);
  for (const { name, type, role, origin } of program.parameters) {
    if (role === "headers") continue;
    const within = new Map<string, TypeDeclaration>();
    declarationsWithin(type, types, within);
    const union = [...within.values()].find(({ kind }) => kind === "union");
    if (union === undefined) continue;
    sink.report(
      "P0701",
      `${target.name} has no header unions but among the headers; ${name} holds one of type ${union.name}`,
      origin.span,
    );
  }
};
