import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LoadedObject, loadObject, programInfo, TestRunner } from "../../src/kernel/index.ts";
import { prepare } from "../../src/reference/index.ts";
import { twinOf } from "../differential/twin.ts";
import { kernelEnvironment, vectors } from "../flow_dissector/vectors.ts";
import { bench, compile } from "./bench.ts";

const BPF_OK = 0;
const BPF_DROP = 2;
const CONTINUE = 129;
const KEYS_BYTES = 56;
const ETHERNET_BYTES = 14;

const sample = (): string =>
  readFileSync(new URL("../../samples/flow_dissector.p4", import.meta.url), "utf8");

/** What the kernel hands in: everything zero but n_proto, nhoff, thoff and flags. */
const keysOnEntry = (frame: Uint8Array, flags: number): Buffer => {
  const keys = Buffer.alloc(KEYS_BYTES);
  keys.writeUInt16LE(ETHERNET_BYTES, 0);
  keys.writeUInt16LE(ETHERNET_BYTES, 2);
  keys.set(frame.subarray(12, 14), 10);
  keys.writeUInt32LE(flags, 48);
  return keys;
};

/** The keys of struct bpf_flow_keys by the names of flow_keys_t. */
const keysOf = (bytes: Buffer): ReadonlyMap<string, bigint> =>
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

describe.skipIf(bench === undefined)("the flow dissector in the kernel", () => {
  let object: LoadedObject;
  let run: (frame: Uint8Array, flags: number) => { returned: number; keys: Buffer };
  const twin = twinOf("flow_dissector", sample());
  if (twin.kind !== "twin") throw new Error("the sample does not compile");
  const dissect = prepare(twin.typed);

  beforeAll(() => {
    if (bench === undefined) return;
    const loaded = loadObject(bench.libbpf, compile(twin.program, undefined, twin.source.identity));
    if (loaded.kind === "failed") throw new Error(loaded.log.slice(-3000));
    object = loaded;
    const runner = new TestRunner(bench.libbpf);
    const fd = object.programs.get("flow_dissector_flow_dissector")?.fd ?? -1;
    run = (packet, flags) => {
      const context = Buffer.alloc(KEYS_BYTES);
      context.writeUInt32LE(flags, 48);
      const result = runner.run(fd, { packet, context });
      if (result.kind === "refused") throw new Error(`refused: ${result.errno}`);
      return { returned: result.returned, keys: result.output };
    };
  });
  afterAll(() => object?.close());

  it.each(vectors)("$name", ({ frame, flags, expected, keysHex }) => {
    const { returned, keys } = run(frame, flags);
    expect(returned).toBe(expected);
    if (expected === BPF_OK) expect(keys.toString("hex")).toBe(keysHex);
    else expect(keys.toString("hex")).toBe(keysOnEntry(frame, flags).toString("hex"));
  });

  it.each(vectors)("$name, cut off anywhere, is what the reference says", ({ frame, flags }) => {
    for (let length = ETHERNET_BYTES; length <= frame.length; length += 1) {
      const cut = frame.subarray(0, length);
      const { returned, keys } = run(cut, flags);
      const expected = dissect(frame.slice(ETHERNET_BYTES, length), kernelEnvironment(cut, flags));
      if (expected.verdict === "accept") {
        expect(returned, `${length} bytes`).toBe(BPF_OK);
        expect(keysOf(keys), `${length} bytes`).toEqual(expected.parameters);
      } else {
        expect(returned, `${length} bytes`).toBe(
          expected.error === "FlowDissectorContinue" ? CONTINUE : BPF_DROP,
        );
        expect(keys.toString("hex"), `${length} bytes`).toBe(keysOnEntry(cut, flags).toString("hex"));
      }
    }
  });

  it("goes as deep as the source says and no deeper", () => {
    const outer = Buffer.from("4500001400000000400400000a0000010a000002", "hex");
    const udp = Buffer.from("4500001c00000000401100000a0000010a00000200350035000800001", "hex");
    const ethernet = Buffer.from("0200000000010200000000020800", "hex");
    const nested = (levels: number): Buffer =>
      Buffer.concat([ethernet, ...Array.from({ length: levels }, () => outer), udp, Buffer.alloc(8)]);
    expect(run(nested(32), 0).returned).toBe(BPF_OK);
    expect(keysOf(run(nested(32), 0).keys).get("keys.thoff")).toBe(BigInt(14 + 33 * 20));
    expect(run(nested(33), 0).returned).toBe(BPF_DROP);
  });

  it("costs the verifier little", () => {
    if (bench === undefined) return;
    const info = programInfo(bench.libbpf, object.programs.get("flow_dissector_flow_dissector")?.fd ?? -1);
    console.info(info);
    expect(info.verifiedInstructions).toBeLessThan(500_000);
  });
});
