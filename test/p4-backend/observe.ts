/** Runs an emitted program as the source: its observation by the reference, in the source's names. */
import type { Mapping } from "../../backends/p4/mapping.ts";
import { must } from "../../src/diagnostics/bug.ts";
import type { FieldValue, HeaderObservation, Observation } from "../../src/observation/index.ts";
import type { Environment, Interpreter } from "../../src/reference/index.ts";

/** The device's packet for the source's: with the bytes in front that the device parses first. */
export const withPrefix = (packet: Uint8Array, prefix: Uint8Array): Uint8Array =>
  Uint8Array.from([...prefix, ...packet]);

/** The device's inputs for the source's. */
const deviceEnvironment = (environment: Environment, mapping: Mapping, bytes: number): Environment => {
  const emitted = new Map(mapping.places.map((place) => [place.source, place.emitted]));
  const inputs = new Map<string, bigint | string>();
  const isOwnInput = [...emitted.values()].includes(mapping.packetLength);
  if (!isOwnInput) inputs.set(mapping.packetLength, BigInt(environment.packetLength ?? bytes));
  for (const [name, value] of environment.inputs ?? []) inputs.set(emitted.get(name) ?? name, value);
  return { ...environment, inputs, packetLength: environment.packetLength ?? bytes };
};

const readHeader = (
  header: HeaderObservation,
  names: Readonly<Record<string, string>> | undefined,
): HeaderObservation => {
  if (header.kind !== "valid") return header;
  const fields = Object.entries(names ?? {}).map(
    ([source, emitted]) => [source, must(header.fields.get(emitted), `field ${emitted}`)] as const,
  );
  return { kind: "valid", fields: new Map(fields) };
};

/** The device's observation in the source's terms. outputs: which scalars the source observes. */
export const readBack = (
  observed: Observation,
  mapping: Mapping,
  outputs: ReadonlySet<string>,
): Observation => {
  if (observed.verdict === "reject") {
    return { verdict: "reject", error: mapping.errors[observed.error] ?? observed.error };
  }
  const headers = new Map<string, HeaderObservation>();
  const parameters = new Map<string, FieldValue>();
  for (const { source, emitted, kind, fields } of mapping.places) {
    if (kind === "scalar") {
      const value = observed.parameters.get(emitted);
      if (value !== undefined && outputs.has(source)) parameters.set(source, value);
    } else {
      const header = must(observed.headers.get(emitted), `header ${emitted}`);
      headers.set(source, readHeader(header, fields));
    }
  }
  return { ...observed, consumed: observed.consumed - mapping.consumedOffset, headers, parameters };
};

/** Runs the emitted program on the source's packet. */
export const observeAsSource = (
  run: Interpreter,
  mapping: Mapping,
  packet: Uint8Array,
  environment: Environment,
  prefix: Uint8Array,
  outputs: ReadonlySet<string>,
): Observation => {
  const whole = withPrefix(packet, prefix);
  return readBack(run(whole, deviceEnvironment(environment, mapping, whole.length)), mapping, outputs);
};
