import { describe, expect, it } from "vitest";
import { cSites } from "../../scripts/mutation/c-sites.ts";
import { chooseMutations, mutate, type Site } from "../../scripts/mutation/mutation.ts";
import { p4Sites } from "../../scripts/mutation/p4-sites.ts";
import { otherNumbers } from "../../scripts/mutation/tokens.ts";
import { randomOf } from "../../src/cover/random.ts";

const C = `#define X_ERROR_Other 3
static inline int
x_parse(void *data, void *data_end)
{
	/* state start, line 9 */
start:
	if (cursor + 20 > data_end)
		goto reject_PacketTooShort;
	hdr->a.b = P4TWIN_LOAD8(cursor + 1) & 15;
	error = X_ERROR_PacketTooShort;
	goto accept;
accept:
reject_PacketTooShort:
	return 0;
}
`;

const P4 = `header h_t {
    bit<4> a;
}

parser P(
    packet_in packet)
{
    // start, x.p4:7
    state start {
        packet.extract(hdr.h);
        verify(hdr.h.a >= 4w5, error.Short);
        transition select(hdr.h.a) {
            4w6: next;
            default: accept;
        }
    }
    state next {
        packet.extract(hdr.i);
        transition accept;
    }
}

control C() {
    apply { x = 16w1; }
}
`;

/** kind, line, what stands there, what may. */
const spelled = (sites: readonly Site[]): readonly string[] =>
  sites.map(
    ({ kind, line, old, alternatives }) => `${kind} ${line} ${old.trim()}: ${alternatives.join(" ")}`,
  );

describe("one-token changes", () => {
  it("finds what can be changed in the C of a parser, and nothing outside of it", () => {
    expect(spelled(cSites(C))).toEqual([
      "bounds check 7 +: -",
      "bounds check 7 20: 21 19",
      "bounds check 7 >: >= <",
      "next state 8 reject_PacketTooShort: start accept",
      "width 9 P4TWIN_LOAD8: P4TWIN_LOAD16 P4TWIN_LOAD32 P4TWIN_LOAD64",
      "operator 9 +: -",
      "offset 9 1: 2 0",
      "mask or shift 9 15: 16 14 7 31",
      "error 10 X_ERROR_PacketTooShort: X_ERROR_Other",
      "next state 11 accept: start reject_PacketTooShort",
      "constant 14 0: 1",
    ]);
  });

  it("finds what can be changed in the parser of a P4 program", () => {
    expect(spelled(p4Sites(P4))).toEqual([
      "width 2 4: 5 3",
      "extract 10 h: i",
      "extract 10 packet.extract(hdr.h);: ",
      "comparison 11 >=: > <",
      "constant 11 4w5: 4w6 4w4",
      "error 11 Short: ",
      "extract 11 verify(hdr.h.a >= 4w5, error.Short);: ",
      "constant 13 4w6: 4w7 4w5",
      "next state 13 next: start accept reject",
      "next state 14 accept: start next reject",
      "extract 18 i: h",
      "extract 18 packet.extract(hdr.i);: ",
      "next state 19 accept: start next reject",
    ]);
  });

  it("changes that token alone, each place once, the same for the same seed", () => {
    const sites = cSites(C);
    const chosen = chooseMutations(sites, randomOf(7));
    expect(chosen).toEqual(chooseMutations(sites, randomOf(7)));
    expect(chosen).not.toEqual(chooseMutations(sites, randomOf(8)));
    expect(new Set(chosen.map(({ line, column }) => `${line}:${column}`)).size).toBe(sites.length);
    for (const mutation of chosen) {
      const changed = mutate(C, mutation).split("\n");
      const differing = C.split("\n").flatMap((line, index) => (line === changed[index] ? [] : [index + 1]));
      expect(differing).toEqual([mutation.line]);
    }
  });

  it("keeps a number's prefix, base, suffix and width", () => {
    expect(otherNumbers("4w15")).toEqual(["4w14"]);
    expect(otherNumbers("16w0xff")).toEqual(["16w0x100", "16w0xfe"]);
    expect(otherNumbers("0xffULL", true)).toEqual(["0x100ULL", "0xfeULL", "0x7fULL", "0x1ffULL"]);
    expect(otherNumbers("hdr")).toEqual([]);
  });
});
