/** Prints a program as text for people and goldens: one line for each operation, with the source's line behind it. */
import { unreachable } from "../diagnostics/bug.ts";
import type { Operation, Origin, Program, State, TypeDeclaration } from "./ir.ts";
import { spellExpression, spellNext, spellPattern, spellPlace } from "./spell.ts";
import { spellType } from "./types.ts";

const at = ({ line }: Origin): string => (line > 0 ? `  // ${line}` : "");

const spellOperation = (operation: Exclude<Operation, { kind: "if" }>): string => {
  switch (operation.kind) {
    case "extract":
      return `extract ${spellPlace(operation.header)}`;
    case "extract-varbit":
      return `extract ${spellPlace(operation.header)}, ${spellExpression(operation.bits)} bits`;
    case "lookahead": {
      const loads = operation.loads.map(
        ({ target, offset, width }) => `${spellPlace(target)} = ${offset}+:${width}`,
      );
      return `lookahead ${operation.width}${loads.length > 0 ? ` { ${loads.join("; ")} }` : ""}`;
    }
    case "advance":
      return `advance ${spellExpression(operation.bits)}`;
    case "assign": {
      const slice = operation.slice === undefined ? "" : `[${operation.slice.high}:${operation.slice.low}]`;
      return `${spellPlace(operation.target)}${slice} = ${spellExpression(operation.value)}`;
    }
    case "copy-header":
      return `copy ${spellPlace(operation.target)} = ${spellPlace(operation.source)}`;
    case "set-validity":
      return `${spellPlace(operation.header)}.${operation.valid ? "setValid" : "setInvalid"}`;
    case "push":
    case "pop":
      return `${operation.kind} ${spellPlace(operation.stack)}, ${operation.count}`;
    case "verify":
      return `verify ${spellExpression(operation.condition)}, ${operation.error}`;
    default:
      return unreachable(operation);
  }
};

const printOperation = (operation: Operation, indent: string, out: string[]): void => {
  if (operation.kind !== "if") {
    out.push(`${indent}${spellOperation(operation)}${at(operation.origin)}`);
    return;
  }
  out.push(`${indent}if ${spellExpression(operation.condition)} {${at(operation.origin)}`);
  for (const inner of operation.then) printOperation(inner, `${indent}  `, out);
  if (operation.otherwise.length > 0) out.push(`${indent}} else {`);
  for (const inner of operation.otherwise) printOperation(inner, `${indent}  `, out);
  out.push(`${indent}}`);
};

const printState = (state: State, out: string[]): void => {
  const visits = state.maxVisits === undefined ? "" : ` visits ${state.maxVisits}`;
  out.push("", `state ${state.name}${visits} {${at(state.origin)}`);
  for (const operation of state.operations) printOperation(operation, "  ", out);
  const { transition } = state;
  if (transition.kind === "goto") {
    out.push(`  goto ${spellNext(transition.next)}${at(transition.origin)}`);
  } else {
    out.push(`  select ${transition.keys.map(spellExpression).join(", ")} {${at(transition.origin)}`);
    for (const row of transition.rows) {
      out.push(`    ${row.patterns.map(spellPattern).join(", ")}: ${spellNext(row.next)}${at(row.origin)}`);
    }
    out.push(`    otherwise: ${spellNext(transition.otherwise)}`, "  }");
  }
  out.push("}");
};

const printType = (declaration: TypeDeclaration, out: string[]): void => {
  out.push("", `${declaration.kind} ${declaration.name} {${at(declaration.origin)}`);
  for (const field of declaration.fields) out.push(`  ${spellType(field.type)} ${field.name}`);
  out.push("}");
};

/** The whole program as text; ends in a newline. Lines are those of the flattened source. */
export const printProgram = (program: Program): string => {
  const out = [
    `program ${program.name}: parser ${program.parser} of ${program.sourceFile}, architecture ${program.architecture}`,
    `errors ${program.errors.join(", ")}`,
  ];
  for (const declaration of program.types) printType(declaration, out);
  out.push("");
  for (const { name, role, direction, type } of program.parameters) {
    out.push(`parameter ${direction} ${spellType(type)} ${name}: ${role}`);
  }
  for (const local of program.locals) {
    out.push(`local ${spellType(local.type)} ${local.name}${at(local.origin)}`);
  }
  for (const set of program.valueSets) {
    const fields = set.fields.map(({ name, type, match }) => `${spellType(type)} ${name}: ${match}`);
    out.push(`value-set ${set.name}(${set.size}) { ${fields.join("; ")} }${at(set.origin)}`);
  }
  if (program.init.length > 0) {
    out.push("", "init {");
    for (const operation of program.init) printOperation(operation, "  ", out);
    out.push("}");
  }
  for (const state of program.states) printState(state, out);
  return `${out.join("\n")}\n`;
};
