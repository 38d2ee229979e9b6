import { type Difference, firstDifference, type Observation } from "../../src/observation/index.ts";
import { type Environment, prepare } from "../../src/reference/index.ts";
import type { Engine } from "./engines.ts";
import type { Twin } from "./twin.ts";

/** A packet on which an engine is at odds with the reference. */
export interface Finding {
  readonly engine: string;
  readonly packet: Uint8Array;
  readonly difference: Difference;
  /** What the reference says. */
  readonly expected: Observation;
  readonly observed: Observation;
  /** The states that the reference went through. */
  readonly way: readonly string[];
}

/** Runs the packets on the reference and the engines; the first difference of each engine. */
export const compareEngines = (
  { typed }: Twin,
  engines: readonly Engine[],
  packets: readonly Uint8Array[],
  environment: Environment = {},
): readonly Finding[] => {
  let way: string[] = [];
  const reference = prepare(typed, { state: (name) => way.push(name) });
  const found = new Map<string, Finding>();
  for (const packet of packets) {
    way = [];
    const expected = reference(packet, environment);
    for (const { name, minBytes, observe, shows } of engines) {
      if (found.has(name) || packet.length < minBytes) continue;
      const observed = observe(packet, environment);
      const shown = shows === undefined ? expected : shows(expected, packet);
      const difference = firstDifference(shown, observed);
      if (difference !== undefined)
        found.set(name, { engine: name, packet, difference, expected, observed, way });
    }
  }
  return [...found.values()];
};

/** Every beginning of a packet, the whole one included. */
export const truncations = (packet: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: packet.length + 1 }, (_, length) => packet.slice(0, length));

/** In words, with what it takes to see it again. */
export const describeFindings = (findings: readonly Finding[]): string =>
  findings
    .map(
      ({ engine, packet, difference, way }) =>
        `${engine}: ${difference.where}: reference ${difference.left}, ${engine} ${difference.right}\n` +
        `packet ${Buffer.from(packet).toString("hex")}\nstates ${way.join(" ")}`,
    )
    .join("\n");
