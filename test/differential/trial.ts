/** Packets on engines, held against the reference: what the tests share. */
import { type Finding, tryPackets } from "../../src/cover/index.ts";
import {
  type Engine,
  hooksOf,
  type Inputs,
  type NoEngine,
  openEbpf,
  openP4,
  type Subject,
} from "../../src/engines/index.ts";
import { p4Targets } from "../../src/output/p4-targets.ts";
import { bench } from "../kernel/bench.ts";
import { errorsOf } from "./twin.ts";

/** Runs the packets on the reference and the engines; the first difference of each engine. */
export const findDifferences = (
  subject: Subject,
  engines: readonly Engine[],
  packets: readonly Uint8Array[],
  inputs: Inputs = new Map(),
): readonly Finding[] =>
  tryPackets(
    subject,
    engines,
    packets.map((bytes) => ({ bytes, inputs })),
  ).findings;

/** In words, with what it takes to see it again. */
export const describeFindings = (findings: readonly Finding[]): string =>
  findings
    .map(
      ({ engine, bytes, inputs, difference, states }) =>
        `${engine}: ${difference.where}: reference ${difference.left}, ${engine} ${difference.right}\n` +
        `packet ${Buffer.from(bytes).toString("hex")}\n` +
        `inputs ${[...inputs].map(([name, value]) => `${name}=${value}`).join(" ")}\n` +
        `states ${states.join(" ")}`,
    )
    .join("\n");

/** Why there is no engine, in words. */
export const describeNoEngine = (one: NoEngine): string =>
  one.kind === "refused" ? errorsOf(one.findings) : one.message;

/** Every engine that can be had here: all devices, and all hooks where there is a kernel. */
export const openAll = (subject: Subject): readonly (Engine | NoEngine)[] => {
  const devices = p4Targets.map((arch) => openP4(subject, arch));
  const kernel = bench;
  if (kernel === undefined) return devices;
  return [...devices, ...hooksOf(subject).map((hook) => openEbpf(subject, hook, kernel))];
};

/** As openAll; an engine that is not there is an error, unless it is a backend that refuses and may. */
export const mustOpenAll = (
  subject: Subject,
  mayRefuse: (reason: string) => boolean = () => false,
): readonly Engine[] =>
  openAll(subject).flatMap((one) => {
    if (one.kind === "engine") return [one];
    if (one.kind === "refused" && mayRefuse(describeNoEngine(one))) return [];
    throw new Error(describeNoEngine(one));
  });

/** Every beginning of a packet, the whole one included. */
export const truncations = (packet: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: packet.length + 1 }, (_, length) => packet.slice(0, length));
