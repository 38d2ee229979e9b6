/** The emitted P4 program, read again by our front end and interpreted, with its names led back to the source's. */
import { type Mapping, mapping } from "../../backends/p4/mapping.ts";
import type { Program } from "../../src/ir/ir.ts";
import type { FieldValue, HeaderObservation, Observation } from "../../src/observation/index.ts";
import { type Environment, prepare } from "../../src/reference/index.ts";
import { errorsOf, twinOf } from "./twin.ts";

const renamed = (header: HeaderObservation, fields: Readonly<Record<string, string>>): HeaderObservation => {
  if (header.kind !== "valid") return header;
  const values = new Map<string, FieldValue>();
  for (const [source, emitted] of Object.entries(fields)) {
    const value = header.fields.get(emitted);
    if (value !== undefined) values.set(source, value);
  }
  return { kind: "valid", fields: values };
};

const errorBack = (map: Mapping, value: FieldValue): FieldValue =>
  typeof value === "string" ? (map.errors[value] ?? value) : value;

/** What the device program did, in the source's terms. */
export const backToSource = (
  map: Mapping,
  observedParameters: ReadonlySet<string>,
  observed: Observation,
): Observation => {
  if (observed.verdict === "reject")
    return { verdict: "reject", error: map.errors[observed.error] ?? observed.error };
  const headers = new Map<string, HeaderObservation>();
  const parameters = new Map<string, FieldValue>();
  for (const { source, emitted, fields } of map.places) {
    if (!observedParameters.has(source.replace(/[.[].*/, ""))) continue;
    const header = observed.headers.get(emitted);
    if (header !== undefined) headers.set(source, renamed(header, fields ?? {}));
    const value = observed.parameters.get(emitted);
    if (value !== undefined) parameters.set(source, errorBack(map, value));
  }
  const consumed = observed.consumed - map.consumedOffset;
  return { verdict: "accept", error: "NoError", consumed, headers, parameters };
};

/** The device's inputs: the source's by the emitted names, and the packet's length where the target keeps it. */
const deviceEnvironment = (map: Mapping, { inputs }: Environment, length: number): Environment => {
  const given = new Map<string, bigint | string>([[map.packetLength, BigInt(length)]]);
  for (const { source, emitted } of map.places) {
    const value = inputs?.get(source);
    if (value !== undefined) given.set(emitted, value);
  }
  return { inputs: given };
};

/** The packet on the wire: where the source starts behind Ethernet, with a header that says what the keys say. */
const wirePacket = (map: Mapping, packet: Uint8Array, { inputs }: Environment): Uint8Array => {
  if (map.consumedOffset === 0) return packet;
  const type = Number(inputs?.get("keys.n_proto") ?? 0);
  return Uint8Array.from([...new Array<number>(12).fill(0), type >> 8, type & 0xff, ...packet]);
};

/** Reads an emitted program. Throws where our own front end finds mistakes in it. */
export const runEmitted = (
  program: Program,
  text: string,
): ((packet: Uint8Array, environment: Environment) => Observation) => {
  const map = mapping(program);
  const again = twinOf(`${program.name}.v1model`, text);
  if (again.kind === "refused")
    throw new Error(`the ${again.phase} refuses what was emitted:\n${errorsOf(again.findings)}\n${text}`);
  const run = prepare(again.typed);
  // An in parameter becomes a part of the metadata, which is inout; of the source it is no result.
  const results = new Set(
    program.parameters.filter(({ direction }) => direction !== "in").map(({ name }) => name),
  );
  return (packet, environment) => {
    const wire = wirePacket(map, packet, environment);
    const length = (environment.packetLength ?? packet.length) + map.consumedOffset / 8;
    return backToSource(map, results, run(wire, deviceEnvironment(map, environment, length)));
  };
};
