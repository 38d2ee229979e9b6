/**
 * What a device that takes the declarative form wants to know and the IR leaves to be worked out: where in the packet
 * each thing stands, how far a state moves, what it writes besides headers. All in bits.
 */
import { must } from "../diagnostics/bug.ts";
import type { Operation, Place, Program, State, TypeDeclaration } from "./ir.ts";
import { spellPlace } from "./spell.ts";
import { typeTable, wireWidth } from "./types.ts";
import { operationsWithin, targetsOf } from "./walk.ts";

/** Bits from where the cursor stands when the state is entered; undefined where they vary from packet to packet. */
export type Offset = number | undefined;

export interface FieldLayout {
  readonly name: string;
  /** From the start of the header; not there behind a varbit. */
  readonly offset?: number;
  /** Not there for a varbit, which has maxWidth. */
  readonly width?: number;
  readonly maxWidth?: number;
}

export interface HeaderLayout {
  /** Of the whole header, where it is always the same. */
  readonly width?: number;
  readonly fields: readonly FieldLayout[];
}

type Types = ReadonlyMap<string, TypeDeclaration>;

const layoutOf = (place: Place, types: Types): HeaderLayout => {
  const { type } = place;
  const declaration = must(type.kind === "header" ? types.get(type.name) : undefined, "the header's type");
  let offset: Offset = 0;
  const fields = declaration.fields.map((field): FieldLayout => {
    const at: { readonly offset?: number } = offset === undefined ? {} : { offset };
    if (field.type.kind === "varbit") {
      offset = undefined;
      return { name: field.name, ...at, maxWidth: field.type.maxWidth };
    }
    const width = wireWidth(types, field.type);
    offset = offset === undefined || width === undefined ? undefined : offset + width;
    return { name: field.name, ...at, ...(width === undefined ? {} : { width }) };
  });
  return { fields, ...(offset === undefined ? {} : { width: offset }) };
};

/** How far an operation moves the cursor. */
const movementOf = (operation: Operation, types: Types): Offset => {
  switch (operation.kind) {
    case "extract":
      return layoutOf(operation.header, types).width;
    case "extract-varbit":
      return undefined;
    case "advance":
      return operation.bits.kind === "bits" ? Number(operation.bits.value) : undefined;
    case "if": {
      const then = movementOfAll(operation.then, types);
      return then === movementOfAll(operation.otherwise, types) ? then : undefined;
    }
    default:
      return 0;
  }
};

const movementOfAll = (operations: readonly Operation[], types: Types): Offset => {
  let sum = 0;
  for (const operation of operations) {
    const movement = movementOf(operation, types);
    if (movement === undefined) return undefined;
    sum += movement;
  }
  return sum;
};

/** An operation, with what is worked out about it. */
const annotate = (operation: Operation, offset: Offset, types: Types): object => {
  const at = offset === undefined ? {} : { offset };
  switch (operation.kind) {
    case "extract":
    case "extract-varbit":
      return { ...operation, ...at, layout: layoutOf(operation.header, types) };
    case "lookahead":
    case "advance":
      return { ...operation, ...at };
    case "if":
      return {
        ...operation,
        then: annotateAll(operation.then, offset, types),
        otherwise: annotateAll(operation.otherwise, offset, types),
      };
    default:
      return operation;
  }
};

const annotateAll = (operations: readonly Operation[], start: Offset, types: Types): readonly object[] => {
  let offset = start;
  return operations.map((operation) => {
    const annotated = annotate(operation, offset, types);
    const movement = movementOf(operation, types);
    offset = offset === undefined || movement === undefined ? undefined : offset + movement;
    return annotated;
  });
};

/** The places outside of headers that a state writes, of the parser's parameters: sorted, each once. */
const metadataWritten = ({ operations }: State, program: Program): readonly string[] => {
  const parameters = new Set(
    program.parameters.filter(({ role }) => role !== "headers").map(({ name }) => name),
  );
  const written = [...operationsWithin(operations)].flatMap(targetsOf);
  return [...new Set(written.filter(({ root }) => parameters.has(root)).map(spellPlace))].sort();
};

/** The states of a program as its JSON has them. */
export const annotateStates = (program: Program): readonly object[] => {
  const types = typeTable(program);
  return program.states.map((state) => {
    const advances = movementOfAll(state.operations, types);
    return {
      ...state,
      operations: annotateAll(state.operations, 0, types),
      metadataWritten: metadataWritten(state, program),
      ...(advances === undefined ? {} : { advances }),
    };
  });
};
