/** Programs of the hook xdp.frags on packets whose headers lie in several buffers: what the reference sees. */
import { describe, expect, it } from "vitest";
import { coverProgram } from "../../src/cover/index.ts";
import { firstBufferOf } from "../../src/engines/in-buffers.ts";
import { openEbpf, startsBehindEthernet } from "../../src/engines/index.ts";
import { loadObject, TestRunner } from "../../src/kernel/index.ts";
import { interpret } from "../../src/reference/index.ts";
import { packetsFor } from "../differential/generate/packets.ts";
import { decisionsOf, programOf } from "../differential/seeds.ts";
import { describeFindings, describeNoEngine, findDifferences } from "../differential/trial.ts";
import { mustTwin, type Twin, twinOf } from "../differential/twin.ts";
import { readSample, sampleNames } from "../samples/sample.ts";
import { bench, compile } from "./bench.ts";

/** Whether the test run lets the first buffer end anywhere, which it does since Linux 6.18. */
const canCut = (): boolean => {
  if (bench === undefined) return false;
  const twin = readSample("vxlan").twin;
  const object = loadObject(bench.libbpf, compile(twin.program, ["xdp.frags"]));
  if (object.kind === "failed") return false;
  const [program] = object.programs.values();
  const run = new TestRunner(bench.libbpf).run(program?.fd ?? -1, {
    packet: new Uint8Array(64),
    context: firstBufferOf(20),
  });
  object.close();
  return run.kind === "ran";
};
const able = canCut();
if (!able) console.warn("TESTS OF xdp.frags LEFT OUT: they want root and Linux 6.18");

/** False where the program is refused, by the backend or as too much for the verifier. */
const check = (twin: Twin, packets: readonly Uint8Array[]): boolean => {
  if (bench === undefined) throw new Error("no kernel");
  const engine = openEbpf(twin, "xdp.frags", bench);
  if (engine.kind === "refused") return false;
  if (engine.kind !== "engine") {
    if (/too large|too complex|errno 7\)/.test(describeNoEngine(engine))) return false;
    throw new Error(describeNoEngine(engine));
  }
  try {
    expect(describeFindings(findDifferences(twin, [engine], packets))).toBe("");
  } finally {
    engine.close();
  }
  return true;
};

/** Flow dissectors have no such hook. */
const plainNames = sampleNames.filter((name) => !startsBehindEthernet(readSample(name).twin.program));

describe.skipIf(!able)("packets in several buffers", () => {
  it.each(plainNames)("%s", (name) => {
    const { twin, packets } = readSample(name);
    const explored = coverProgram(twin.program).packets.map(({ bytes }) => bytes);

    expect(check(twin, [...packets, ...explored])).toBe(true);
  });

  it("random programs", () => {
    let tooComplex = 0;
    for (let seed = 3000; seed < 3012; seed += 1) {
      const twin = twinOf("random", programOf(decisionsOf(seed)));
      if (twin.kind !== "twin" || startsBehindEthernet(twin.program)) continue;
      if (!check(twin, packetsFor(twin, 60, seed))) tooComplex += 1;
    }
    expect(tooComplex).toBeLessThanOrEqual(2);
  });

  it("the packet's length is that of all buffers", () => {
    const text = `#include <core.p4>
#include <parser_model.p4>
header h_t { bit<8> a; }
struct headers_t { h_t h; }
struct meta_t { bit<32> length; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    state start { meta.length = packet.length(); packet.extract(hdr.h); packet.advance(8 * 4000); transition accept; }
}
ParserModel(P()) main;
`;
    const twin = mustTwin("lengths", text);
    expect(
      check(twin, [new Uint8Array(14), new Uint8Array(4001), new Uint8Array(4000), new Uint8Array(60000)]),
    ).toBe(true);
  });

  it("headers too large for the stack, fields that begin anywhere", () => {
    const text = `#include <core.p4>
#include <parser_model.p4>
header big_t { bit<13> a; bit<1600> b; bit<48> c; bit<3> d; bit<129> e; bit<63> f; }
header tail_t { bit<8> words; varbit<2040> rest; bit<24> end; }
struct headers_t { big_t big; tail_t tail; }
struct meta_t { bit<64> last; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    state start {
        packet.extract(hdr.big);
        packet.extract(hdr.tail, (bit<32>) packet.lookahead<bit<8>>() << 3);
        meta.last = packet.lookahead<bit<64>>();
        packet.advance((bit<32>) hdr.tail.end[7:0] << 3);
        transition accept;
    }
}
ParserModel(P()) main;
`;
    const packets = Array.from({ length: 40 }, (_, seed) => {
      const packet = Uint8Array.from({ length: 700 }, (__, at) => (at * 7 + seed * 13 + (at >> 3)) & 255);
      packet[232] = seed * 6;
      return packet.subarray(0, 700 - 11 * seed);
    });
    const twin = mustTwin("large", text);
    const verdicts = packets.map((packet) => interpret(twin.typed, packet, { inputs: new Map() }).verdict);
    expect(new Set(verdicts)).toEqual(new Set(["accept", "reject"]));
    expect(check(twin, packets)).toBe(true);
  });
});
