/** What takes more than a walk: counters, stacks, bounds of loops, arithmetic, rows that nothing reaches. */
import { describe, expect, it } from "vitest";
import { coverProgram, type Explored, shrink, tryPackets } from "../../src/cover/index.ts";
import type { Engine, Subject } from "../../src/engines/index.ts";
import { openReference } from "../../src/engines/index.ts";
import { subjectOf } from "./subject.ts";

const program = (states: string, locals = "", metadata = "bit<8> m;"): Subject =>
  subjectOf(
    "loops",
    `#include <core.p4>
#include <parser_model.p4>
error { Wrong }
header byte_t { bit<8> value; }
header var_t { bit<8> size; varbit<64> data; }
struct headers_t { byte_t one; byte_t[3] many; var_t v; }
struct metadata_t { ${metadata} }
parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    ${locals}
    ${states}
}
ParserModel(P()) main;
`,
  );

/** Values next to a row's or a verify's constant may be impossible. */
const openGoals = ({ goals }: Explored): readonly string[] =>
  goals.open
    .filter(({ kind }) => kind !== "probe" && kind !== "comparison")
    .map(({ kind, state, what }) => `${state}: ${kind} ${what}`);

describe("packets are found", () => {
  it("for a loop's bound, and one beyond", () => {
    const subject = program(`
      @max_visits(20) state start {
        packet.extract(hdr.one);
        transition select(hdr.one.value) { 0xff: accept; default: start; }
      }`);
    const explored = coverProgram(subject.program);
    expect(openGoals(explored)).toEqual([]);
    const trial = tryPackets(subject, [], explored.packets);
    expect(trial.tallies[0]?.rejected).toBeGreaterThan(0);
    const reference = openReference(subject);
    const errors = explored.packets.map(({ bytes, inputs }) => reference.observe(bytes, inputs));
    expect(errors).toContainEqual({
      kind: "observed",
      observation: { verdict: "reject", error: "ParserTimeout" },
    });
  });

  it("for a counter's end and for a full stack", () => {
    const counted = program(
      `state start {
        count = count + 1;
        verify(count < 40, error.Wrong);
        packet.extract(hdr.one);
        transition select(hdr.one.value) { 1: start; 2: many; default: accept; }
      }
      state many {
        packet.extract(hdr.many.next);
        transition select(hdr.many.last.value) { 7: many; default: accept; }
      }`,
      "bit<8> count = 0;",
    );
    expect(openGoals(coverProgram(counted.program))).toEqual([]);
  });

  it("for sums, shifts and lengths of variable headers", () => {
    const subject = program(`
      state start {
        packet.extract(hdr.one);
        transition select((hdr.one.value + 13) << 2, hdr.one.value[0:0]) {
          (0x40, 1): odd;
          (0x80 &&& 0xc0, 1): odd;
          default: accept;
        }
      }
      state odd {
        packet.extract(hdr.v, (bit<32>) packet.lookahead<bit<8>>() * 8);
        transition select(hdr.v.size) { 0..3: accept; 8: accept; }
      }`);
    const explored = coverProgram(subject.program);
    expect(openGoals(explored)).toEqual([]);
    const sizes = explored.goals.all.filter(({ kind }) => kind === "varbit").map(({ what }) => what);
    expect(sizes).toEqual(expect.arrayContaining([expect.stringMatching(/maximum/)]));
    expect(sizes).toEqual(expect.arrayContaining([expect.stringMatching(/too long/)]));
  });

  it("for values of the environment", () => {
    const subject = program(`
      state start {
        transition select(meta.m) { 5: five; default: accept; }
      }
      state five { packet.extract(hdr.one); transition accept; }`);
    const { packets } = coverProgram(subject.program);
    expect(packets.map(({ inputs }) => inputs.get("meta.m"))).toContain(5n);
  });

  it("never for a row that earlier ones leave nothing to", () => {
    const subject = program(`
      state start {
        packet.extract(hdr.one);
        transition select(hdr.one.value) {
          0..60: accept;
          61..99: accept;
          50..70: reject;
          100..255: accept;
          0 &&& 0: reject;
        }
      }`);
    const { shadowed } = coverProgram(subject.program);
    expect([...shadowed]).toEqual(["start|2", "start|otherwise"]);
  });
});

describe("a difference", () => {
  const subject = program(`
    state start {
      packet.extract(hdr.one);
      transition select(hdr.one.value) { 0x42: more; default: accept; }
    }
    state more { packet.extract(hdr.many.next); transition accept; }`);
  const reference = openReference(subject);
  /** Forgets what the byte behind 0x42 was, where it is large. */
  const broken: Engine = {
    ...reference,
    name: "broken",
    observe: (packet, inputs) =>
      packet[0] === 0x42 && (packet[1] ?? 0) >= 0x10
        ? reference.observe(Uint8Array.from([0x42, 0x10 ^ 0x42, ...packet.slice(2)]), inputs)
        : reference.observe(packet, inputs),
  };

  it("is found, and shrunk to what shows it", () => {
    const [found] = tryPackets(subject, [broken], coverProgram(subject.program).packets).findings;
    if (found === undefined) throw new Error("no difference");
    const small = shrink(subject, broken, found);
    expect(small.bytes.length).toBe(2);
    expect(small.bytes[0]).toBe(0x42);
    expect(small.difference.where).toBe("hdr.many[0].value");
    expect(small.states).toEqual(["start", "more"]);
    expect(small.inputs.size).toBe(0);
  });
});
