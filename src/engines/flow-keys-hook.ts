/**
 * The generated flow_dissector program. The kernel shows less of it than of the others: the verdict, with
 * FlowDissectorContinue apart from all other rejects, and the keys, whose offsets it clamps to the frame.
 */
import { endianness } from "node:os";
import { TestRunner } from "../kernel/index.ts";
import type { FieldValue, Observation } from "../observation/index.ts";
import type { Inputs } from "./engine.ts";
import { ETHERNET_BYTES } from "./frame.ts";
import type { KernelBench } from "./kernel-bench.ts";
import type { KernelProgram } from "./kernel-program.ts";

/** What the hook's program says. */
export type HookAnswer =
  | { readonly kind: "accept"; readonly keys: ReadonlyMap<string, bigint> }
  | { readonly kind: "drop" | "continue" }
  | { readonly kind: "refused"; readonly errno: number };

const KEYS_BYTES = 56;
const FLAGS_AT = 48;
const BPF_OK = 0;
const CONTINUE = 129;
const LITTLE = endianness() === "LE";

/** struct bpf_flow_keys by the names of flow_keys_t: numbers in host order, but wire order for what came off the wire. */
const readKeys = (bytes: Buffer): ReadonlyMap<string, bigint> => {
  const host16 = (at: number): bigint => BigInt(LITTLE ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  return new Map([
    ["nhoff", host16(0)],
    ["thoff", host16(2)],
    ["addr_proto", host16(4)],
    ["is_frag", BigInt(bytes.readUInt8(6))],
    ["is_first_frag", BigInt(bytes.readUInt8(7))],
    ["is_encap", BigInt(bytes.readUInt8(8))],
    ["ip_proto", BigInt(bytes.readUInt8(9))],
    ["n_proto", BigInt(bytes.readUInt16BE(10))],
    ["sport", BigInt(bytes.readUInt16BE(12))],
    ["dport", BigInt(bytes.readUInt16BE(14))],
    ["addrs", BigInt(`0x${bytes.toString("hex", 16, 48)}`)],
    ["flow_label", BigInt(bytes.readUInt32BE(52))],
  ]);
};

/** Runs the program on frames; flags: the value of the hook's flags. */
export const openFlowKeysHook = (
  { libbpf }: KernelBench,
  { fd }: KernelProgram,
): ((frame: Uint8Array, flags: number) => HookAnswer) => {
  const runner = new TestRunner(libbpf);
  return (frame, flags) => {
    const context = Buffer.alloc(KEYS_BYTES);
    if (LITTLE) context.writeUInt32LE(flags, FLAGS_AT);
    else context.writeUInt32BE(flags, FLAGS_AT);
    const run = runner.run(fd, { packet: frame, context });
    if (run.kind === "refused") return run;
    if (run.returned === BPF_OK) return { kind: "accept", keys: readKeys(run.output) };
    return { kind: run.returned === CONTINUE ? "continue" : "drop" };
  };
};

const clamp = (value: bigint, low: bigint, high: bigint): bigint =>
  value < low ? low : value > high ? high : value;

const bitsOf = (value: FieldValue | undefined): bigint => (typeof value === "bigint" ? value : 0n);

/** What the kernel makes of keys: offsets lie within the frame and behind one another. */
const asClamped = (
  keys: ReadonlyMap<string, FieldValue>,
  prefix: string,
  frameBytes: number,
): ReadonlyMap<string, FieldValue> => {
  const end = BigInt(frameBytes);
  const nhoff = clamp(bitsOf(keys.get(`${prefix}.nhoff`)), BigInt(ETHERNET_BYTES), end);
  const thoff = clamp(bitsOf(keys.get(`${prefix}.thoff`)), nhoff, end);
  return new Map([...keys, [`${prefix}.nhoff`, nhoff], [`${prefix}.thoff`, thoff]]);
};

/**
 * The hook's answer laid over what the observing build saw of the same frame: where the two agree (as far as the
 * kernel shows) the observation stays, else it says what the hook says, so that a comparison finds it.
 */
export const laidOver = (
  seen: Observation,
  answer: Exclude<HookAnswer, { readonly kind: "refused" }>,
  prefix: string,
  frameBytes: number,
): Observation => {
  if (answer.kind !== "accept") {
    const expected =
      seen.verdict === "reject" && seen.error === "FlowDissectorContinue" ? "continue" : "drop";
    return seen.verdict === "reject" && answer.kind === expected
      ? seen
      : { verdict: "reject", error: `(the hook's program: ${answer.kind})` };
  }
  const own = seen.verdict === "accept" ? seen.parameters : new Map<string, FieldValue>();
  const shown = asClamped(own, prefix, frameBytes);
  const parameters = new Map(own);
  for (const [name, value] of answer.keys)
    if (shown.get(`${prefix}.${name}`) !== value) parameters.set(`${prefix}.${name}`, value);
  const headers = seen.verdict === "accept" ? seen.headers : new Map();
  const consumed = seen.verdict === "accept" ? seen.consumed : 0;
  return { verdict: "accept", error: "NoError", consumed, headers, parameters };
};

/** The value of the hook's flags among the inputs. */
export const flagsOf = (inputs: Inputs, name: string | undefined): number =>
  Number(BigInt.asUintN(32, BigInt((name === undefined ? undefined : inputs.get(name)) ?? 0n)));
