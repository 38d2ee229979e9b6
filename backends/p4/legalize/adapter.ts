/**
 * Lets a parser that starts past the link layer start from the wire (DESIGN section 5): Ethernet first, as a header
 * of its own in front of the source's, then the values that the kernel hands to a flow dissector.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import { bits, read } from "../../../src/ir/build.ts";
import type {
  Expression,
  Field,
  Operation,
  Place,
  Program,
  Step,
  Type,
  TypeDeclaration,
} from "../../../src/ir/ir.ts";
import { bitsType, stepType, typeTable } from "../../../src/ir/types.ts";
import { type Fresh, freshField } from "./fresh.ts";
import type { Signed } from "./signature.ts";

/** Ethernet's header, in bytes. */
export const ETHERNET_BYTES = 14;

export interface Adapted {
  readonly program: Program;
  /** The header that the emitted program parses in front of what the source parses. */
  readonly ethernet?: Place;
}

const nowhere = { span: { start: 0, end: 0 }, line: 0 } as const;

const field = (name: string, type: Type): Field => ({ name, type, origin: nowhere });

export const needsAdapter = (program: Program): boolean => program.architecture === "flow_dissector_model";

/** Adds the header and the first state, where the source's architecture asks for them. */
export const adaptStart = ({ program, headers, prefixes }: Signed, fresh: Fresh): Adapted => {
  const keys = program.architecture === "flow_dissector_model" ? keysOf(program, prefixes) : undefined;
  if (keys === undefined) return { program };

  const ethernetType = { kind: "header", name: fresh.type("p4twin_ethernet_t") } as const;
  const ethernetDeclaration: TypeDeclaration = {
    kind: "header",
    name: ethernetType.name,
    fields: [
      field("destination", bitsType(48)),
      field("source", bitsType(48)),
      field("etherType", bitsType(16)),
    ],
    origin: nowhere,
  };
  const parameter = must(
    program.parameters.find(({ name }) => name === headers),
    "the headers",
  );
  const structName = parameter.type.kind === "struct" ? parameter.type.name : "";
  const struct = must(typeTable(program).get(structName), "the struct of headers");
  const member = freshField("p4twin_ethernet", struct.fields);
  const widened = { ...struct, fields: [field(member, ethernetType), ...struct.fields] };

  const ethernet: Place = { root: headers, path: [{ kind: "field", name: member }], type: ethernetType };
  const etherType: Place = {
    root: headers,
    path: [...ethernet.path, { kind: "field", name: "etherType" }],
    type: bitsType(16),
  };
  const set = (name: string, value: Expression): Operation => ({
    kind: "assign",
    target: keyOf(program, keys, name),
    value,
    origin: nowhere,
  });
  const first = must(program.states[0], "a state");
  return {
    program: {
      ...program,
      types: [
        ethernetDeclaration,
        ...program.types.map((declaration) => (declaration === struct ? widened : declaration)),
      ],
      states: [
        {
          name: fresh.state("p4twin_start"),
          operations: [
            { kind: "extract", header: ethernet, origin: nowhere },
            set("n_proto", read(etherType)),
            set("nhoff", bits(ETHERNET_BYTES, 16)),
            set("thoff", bits(ETHERNET_BYTES, 16)),
          ],
          transition: { kind: "goto", next: { kind: "state", name: first.name }, origin: nowhere },
          origin: nowhere,
        },
        ...program.states,
      ],
    },
    ethernet,
  };
};

const keysOf = (program: Program, prefixes: Signed["prefixes"]): Place | undefined => {
  for (const prefix of prefixes.values()) {
    const place = placeAt(program, prefix.root, prefix.path);
    if (place?.type.kind === "struct" && place.type.name === "flow_keys_t") return place;
  }
  return undefined;
};

const keyOf = (program: Program, keys: Place, name: string): Place =>
  must(placeAt(program, keys.root, [...keys.path, { kind: "field", name }]), `flow key ${name}`);

const placeAt = (program: Program, root: string, path: readonly Step[]): Place | undefined => {
  const types = typeTable(program);
  let type: Type | undefined = program.parameters.find(({ name }) => name === root)?.type;
  for (const step of path) type = type === undefined ? undefined : stepType(types, type, step);
  return type === undefined ? undefined : { root, path, type };
};
