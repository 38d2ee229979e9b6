/** Flow dissectors that keep something in maps, where others may be under way on the same CPU. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LoadedObject, loadObject, readPerCpu, TestRunner } from "../../src/kernel/index.ts";
import { twinOf } from "../differential/twin.ts";
import { bench, compile } from "./bench.ts";

const BPF_OK = 0;
const BPF_DROP = 2;
const KEYS_BYTES = 56;
const PLACES = 8;
/** struct NAME_place: users and number, each a __u64. */
const PLACE_BYTES = 16;

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ""), "hex");
const MACS = "020000000001 020000000002";
/** One label at the bottom of the stack, then IPv4 and UDP. */
const ACCEPTED = hex(
  `${MACS} 8847 00010140 4500001c00000000 4011 0000 0a000001 0a000002 1388 0035 0008 0000`,
);
const CUT = ACCEPTED.subarray(0, 30);

describe.skipIf(bench === undefined)("the places of a flow dissector's maps", () => {
  let object: LoadedObject;
  let run: (packet: Uint8Array) => { returned: number; keys: string };
  let fd = -1;
  const source = readFileSync(new URL("../../samples/mpls.p4", import.meta.url), "utf8");
  const twin = twinOf("mpls", source);
  if (twin.kind !== "twin") throw new Error("the sample does not compile");

  /** Sets how many are at each place, on all CPUs. */
  const occupy = (users: readonly number[]): void => {
    for (const [place, count] of users.entries()) {
      const key = Buffer.alloc(4);
      key.writeUInt32LE(place);
      const value = Buffer.alloc(PLACE_BYTES);
      value.writeBigUInt64LE(BigInt(count));
      const values = Buffer.concat(Array.from({ length: bench?.libbpf.possibleCpus() ?? 0 }, () => value));
      expect(bench?.libbpf.mapUpdate(fd, key, values, 0)).toBe(0);
    }
  };
  /** How many are at each place, on whichever CPU. */
  const users = (): readonly (readonly number[])[] =>
    Array.from({ length: PLACES }, (_, place) =>
      bench === undefined
        ? []
        : [
            ...new Set(
              readPerCpu(bench.libbpf, fd, place, PLACE_BYTES).map((of) => Number(of.readBigUInt64LE())),
            ),
          ],
    );
  const everywhere = (counts: readonly number[]): readonly (readonly number[])[] =>
    counts.map((count) => [count]);
  const none = Array.from({ length: PLACES }, () => 0);

  beforeAll(() => {
    if (bench === undefined) return;
    const loaded = loadObject(bench.libbpf, compile(twin.program, undefined, twin.source.identity));
    if (loaded.kind === "failed") throw new Error(loaded.log.slice(-3000));
    object = loaded;
    fd = object.maps.get("p4twin_places")?.fd ?? -1;
    const runner = new TestRunner(bench.libbpf);
    const program = object.programs.get("mpls_flow_dissector")?.fd ?? -1;
    run = (packet) => {
      const result = runner.run(program, { packet, context: Buffer.alloc(KEYS_BYTES) });
      if (result.kind === "refused") throw new Error(`refused: ${result.errno}`);
      return { returned: result.returned, keys: result.output.toString("hex") };
    };
  });
  afterAll(() => object?.close());
  beforeEach(() => occupy(none));

  it("are given back, whatever the verdict", () => {
    for (let turn = 0; turn < 3 * PLACES; turn += 1) {
      expect(run(ACCEPTED).returned).toBe(BPF_OK);
      expect(run(CUT).returned).toBe(BPF_DROP);
    }
    expect(users()).toEqual(everywhere(none));
  });

  it("are left to those who have them", () => {
    const { keys } = run(ACCEPTED);
    const taken = [1, 1, 1, 1, 1, 2, 1, 0];
    occupy(taken);
    expect(run(ACCEPTED)).toEqual({ returned: BPF_OK, keys });
    expect(run(CUT).returned).toBe(BPF_DROP);
    expect(users()).toEqual(everywhere(taken));
  });

  it("drop the packet where none is free, and leave the keys", () => {
    const { keys } = run(hex(`${MACS} 8847`));
    const taken = Array.from({ length: PLACES }, () => 1);
    occupy(taken);
    expect(run(ACCEPTED)).toEqual({ returned: BPF_DROP, keys });
    expect(users()).toEqual(everywhere(taken));
  });
});
