/**
 * How what the emitted program does is read as what the source does: for whoever runs it and compares observations.
 * Plain data, also as JSON. Names are an observation's: dotted, from the parameter on, elements in brackets.
 */
import { must } from "../../src/diagnostics/bug.ts";
import { bits } from "../../src/ir/build.ts";
import type { Field, Place, Program, Step, Type } from "../../src/ir/ir.ts";
import { typeTable } from "../../src/ir/types.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";
import { ETHERNET_BYTES } from "./legalize/adapter.ts";
import { type Legal, legalize } from "./legalize/index.ts";
import { printPlace } from "./print-expression.ts";
import { targets } from "./targets/index.ts";

export interface Mapping {
  readonly schema: "p4twin-p4-mapping/1";
  readonly target: string;
  readonly parser: { readonly source: string; readonly emitted: string };
  /**
   * Bits that the emitted program parses in front of what the source parses. The source's packet is the device's
   * without them, and what the source consumes is what the device consumes less them. 0 for most sources.
   */
  readonly consumedOffset: number;
  /** The header that those bits are, which the source does not have; null where there is none. */
  readonly prefixHeader: string | null;
  /** Every header, header stack and scalar of the source's parameters, in the source's order. */
  readonly places: readonly MappedPlace[];
  /**
   * From every error that the emitted program may end with to the source's. An explicit reject is the source's
   * NoError, with the verdict reject all the same.
   */
  readonly errors: Readonly<Record<string, string>>;
  /** From the source's states to those of the emitted parser. */
  readonly states: Readonly<Record<string, string>>;
  /** From the emitted value sets to the source's. */
  readonly valueSets: Readonly<Record<string, string>>;
  /**
   * The input that the emitted program takes the packet's length from: in bytes, consumedOffset included. The
   * packet's own method, `packet.length()`, where the target's metadata do not have it.
   */
  readonly packetLength: string;
}

export interface MappedPlace {
  readonly source: string;
  readonly emitted: string;
  readonly kind: "header" | "stack" | "scalar";
  /** Of a header: from the source's field names to the emitted program's. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** For a program that the backend takes. */
export const mapping = (program: Program, arch: P4Target = "v1model"): Mapping => {
  const target = targets[arch];
  const legal = legalize(program, target);
  const { names, ethernet, rejectError } = legal;
  return {
    schema: "p4twin-p4-mapping/1",
    target: target.name,
    parser: { source: program.parser, emitted: legal.parser },
    consumedOffset: ethernet === undefined ? 0 : ETHERNET_BYTES * 8,
    prefixHeader: ethernet === undefined ? null : printPlace(legal.place(ethernet)),
    places: program.parameters.flatMap(({ name, type }) =>
      placesWithin(name, { root: name, path: [], type }, program, legal),
    ),
    errors: Object.fromEntries([
      ...program.errors.map((error) => [names.errors.get(error) ?? error, error] as const),
      ...(rejectError === undefined ? [] : [[rejectError, "NoError"] as const]),
    ]),
    states: Object.fromEntries(program.states.map(({ name }) => [name, names.states.get(name) ?? name])),
    valueSets: Object.fromEntries(
      program.valueSets.map(({ name, sourceName }) => [
        names.variables.get(name) ?? name,
        sourceName ?? name,
      ]),
    ),
    packetLength:
      target.standard.packetLength === undefined
        ? `${legal.packet}.length()`
        : `${legal.standard}.${target.standard.packetLength}`,
  };
};

const stepInto = (place: Place, step: Step, type: Type): Place => ({
  root: place.root,
  path: [...place.path, step],
  type,
});

/** source: the place as observations of the source name it. */
const placesWithin = (
  source: string,
  place: Place,
  program: Program,
  legal: Legal,
): readonly MappedPlace[] => {
  const { type } = place;
  const mapped = (kind: MappedPlace["kind"]): MappedPlace => ({
    source,
    emitted: printPlace(emittedPlace(place, legal)),
    kind,
  });
  switch (type.kind) {
    case "header": {
      const names = legal.names.fields.get(type.name);
      const fields = fieldsOf(type.name, program).map(
        ({ name, sourceName }) => [sourceName ?? name, names?.get(name) ?? name] as const,
      );
      return [{ ...mapped("header"), fields: Object.fromEntries(fields) }];
    }
    case "struct":
    case "union":
      return fieldsOf(type.name, program).flatMap((field) =>
        placesWithin(
          `${source}.${field.sourceName ?? field.name}`,
          stepInto(place, { kind: "field", name: field.name }, field.type),
          program,
          legal,
        ),
      );
    case "stack": {
      const elements = Array.from({ length: type.size }, (_, index) =>
        placesWithin(
          `${source}[${index}]`,
          stepInto(place, { kind: "index", index: bits(index, 32) }, type.element),
          program,
          legal,
        ),
      );
      return [mapped("stack"), ...elements.flat()];
    }
    default:
      return [mapped("scalar")];
  }
};

const fieldsOf = (type: string, program: Program): readonly Field[] =>
  must(typeTable(program).get(type), `type ${type}`).fields;

const emittedPlace = (place: Place, legal: Legal): Place => {
  const prefix = legal.prefixes.get(place.root);
  return legal.place(
    prefix === undefined
      ? place
      : { root: prefix.root, path: [...prefix.path, ...place.path], type: place.type },
  );
};
