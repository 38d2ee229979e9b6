/**
 * The flow dissector in the running kernel. It shows less than the other engines do: the verdict (a reject with
 * FlowDissectorContinue apart from all others) and the keys, which the kernel clamps afterwards.
 */
import { generate } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { compileBpf, loadObject, TestRunner } from "../../src/kernel/index.ts";
import type { FieldValue, Observation } from "../../src/observation/index.ts";
import type { Environment } from "../../src/reference/index.ts";
import { bench } from "../kernel/bench.ts";
import type { Engine, Failed } from "./engines.ts";
import type { Refused, Twin } from "./twin.ts";

const ETHERNET_BYTES = 14;
const KEYS_BYTES = 56;
const BPF_OK = 0;
const CONTINUE = 129;

const clamp = (value: bigint, low: bigint, high: bigint): bigint =>
  value < low ? low : value > high ? high : value;

const bitsOf = (value: FieldValue | undefined): bigint => (typeof value === "bigint" ? value : 0n);

/** What of an observation the kernel shows: offsets lie within the frame, and behind one another. */
export const asKernelShows = (observation: Observation, packet: Uint8Array): Observation => {
  if (observation.verdict === "reject")
    return { verdict: "reject", error: observation.error === "FlowDissectorContinue" ? "continue" : "drop" };
  const end = BigInt(packet.length + ETHERNET_BYTES);
  const parameters = new Map(observation.parameters);
  const networkOffset = clamp(bitsOf(parameters.get("keys.nhoff")), BigInt(ETHERNET_BYTES), end);
  parameters.set("keys.nhoff", networkOffset);
  parameters.set("keys.thoff", clamp(bitsOf(parameters.get("keys.thoff")), networkOffset, end));
  return { verdict: "accept", error: "NoError", consumed: 0, headers: new Map(), parameters };
};

/** struct bpf_flow_keys by the names of flow_keys_t. */
const readKeys = (bytes: Buffer): ReadonlyMap<string, bigint> =>
  new Map([
    ["keys.nhoff", BigInt(bytes.readUInt16LE(0))],
    ["keys.thoff", BigInt(bytes.readUInt16LE(2))],
    ["keys.addr_proto", BigInt(bytes.readUInt16LE(4))],
    ["keys.is_frag", BigInt(bytes.readUInt8(6))],
    ["keys.is_first_frag", BigInt(bytes.readUInt8(7))],
    ["keys.is_encap", BigInt(bytes.readUInt8(8))],
    ["keys.ip_proto", BigInt(bytes.readUInt8(9))],
    ["keys.n_proto", BigInt(bytes.readUInt16BE(10))],
    ["keys.sport", BigInt(bytes.readUInt16BE(12))],
    ["keys.dport", BigInt(bytes.readUInt16BE(14))],
    ["keys.addrs", BigInt(`0x${bytes.toString("hex", 16, 48)}`)],
    ["keys.flow_label", BigInt(bytes.readUInt32BE(52))],
  ]);

const inputOf = ({ inputs }: Environment, name: string): number => Number(inputs?.get(name) ?? 0n);

/** Loads the flow dissector's program; packets begin at the network header, as the parser's do. */
export const flowDissectorEngine = ({ program, source }: Twin): Engine | Failed | Refused => {
  if (bench === undefined) return { kind: "failed", name: "ebpf", reason: "the kernel can't be used here" };
  const { libbpf, clang } = bench;
  const sink = new DiagnosticSink();
  const files = generate(program, source.identity, {}, sink);
  if (files === undefined) return { kind: "refused", phase: "ebpf", findings: sink.all };
  const compiled = compileBpf(clang, files, `${program.name}.bpf.c`);
  if (compiled.kind !== "object") return { kind: "failed", name: "ebpf", reason: JSON.stringify(compiled) };
  const object = loadObject(libbpf, compiled.bytes);
  if (object.kind === "failed") return { kind: "failed", name: "ebpf", reason: object.log.slice(-1500) };
  const runner = new TestRunner(libbpf);
  const fd = object.programs.get(`${program.name}_flow_dissector`)?.fd ?? -1;
  return {
    kind: "engine",
    name: "ebpf",
    minBytes: 0,
    shows: asKernelShows,
    observe: (packet, environment) => {
      const type = inputOf(environment, "keys.n_proto");
      const frame = Uint8Array.from([...new Array<number>(12).fill(0), type >> 8, type & 0xff, ...packet]);
      const context = Buffer.alloc(KEYS_BYTES);
      context.writeUInt32LE(inputOf(environment, "flags"), 48);
      const run = runner.run(fd, { packet: frame, context });
      if (run.kind === "refused") throw new Error(`the kernel refuses the run: errno ${run.errno}`);
      if (run.returned !== BPF_OK)
        return { verdict: "reject", error: run.returned === CONTINUE ? "continue" : "drop" };
      const parameters = readKeys(run.output);
      return { verdict: "accept", error: "NoError", consumed: 0, headers: new Map(), parameters };
    },
    close: () => object.close(),
  };
};
