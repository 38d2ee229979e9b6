import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import type { Pass } from "../../backends/ebpf/passes.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { mustTwin } from "../differential/twin.ts";

/** A list of options: `first` gives their bytes in all, `option` reads one. */
const options = (first: string, option: string): string => `
#include <core.p4>
#include <parser_model.p4>
header length_t { bit<4> words; bit<4> rest; }
header option_t { bit<8> kind; bit<8> length; }
struct headers_t { length_t length; option_t option; }
struct metadata_t { bit<8> kinds; }
error { TooLong }
parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<8> left = 0;
    state start {
        packet.extract(hdr.length);
        left = ${first};
        transition options;
    }
    state options {
        transition select(left) {
            0: accept;
            default: option;
        }
    }
    state option {
        packet.extract(hdr.option);
        meta.kinds = meta.kinds + hdr.option.kind;
        ${option}
        transition options;
    }
}
ParserModel(P()) main;
`;

const headerOf = (text: string, without: readonly Pass[] = []): string => {
  const { program, identity } = mustTwin("loops", text);
  return generate(program, identity, { without }, new DiagnosticSink())?.[0]?.text ?? "";
};

/** The bounds of all loops, as their comments say them. */
const boundsIn = (text: string): readonly string[] =>
  [...text.matchAll(/loop head, (.*) \*\//g)].map(([, bound]) => bound ?? "");

const SMALL = "(bit<8>) hdr.length.words << 2";

describe("a loop that uses up what is left of a list", () => {
  it("has no more passes than that", () => {
    const option = "verify(hdr.option.length >= 2 && hdr.option.length <= left, error.TooLong);";
    const text = options(SMALL, `${option} left = left - hdr.option.length;`);
    expect(boundsIn(headerOf(text))).toEqual(["at most 61 passes"]);
    expect(boundsIn(headerOf(text, ["spent-loops"]))).toEqual(["at most 256 passes"]);
  });

  it("one at a time, behind a select on zero", () => {
    expect(boundsIn(headerOf(options(SMALL, "left = left - 1;")))).toEqual(["at most 61 passes"]);
  });

  it("a sum of which the same is verified", () => {
    const verify = "verify(hdr.option.length <= 9 && hdr.option.length + 2 <= left, error.TooLong);";
    const wraps = `${verify} left = left - hdr.option.length - 2;`;
    expect(boundsIn(headerOf(options(SMALL, wraps)))).toEqual(["at most 256 passes"]);
    const fits =
      "verify((bit<8>) hdr.option.length[3:0] + 2 <= left, error.TooLong); " +
      "left = left - (bit<8>) hdr.option.length[3:0] - 2;";
    expect(boundsIn(headerOf(options(SMALL, fits)))).toEqual(["at most 61 passes"]);
  });

  it.each([
    ["nothing verified", SMALL, "left = left - hdr.option.length;"],
    [
      "perhaps nothing taken",
      SMALL,
      "verify(hdr.option.length <= left, error.TooLong); left = left - hdr.option.length;",
    ],
    ["more taken than is left", SMALL, "left = left - 2;"],
    [
      "changed since it was verified",
      SMALL,
      "verify(hdr.option.length >= 2 && hdr.option.length <= left, error.TooLong); " +
        "left = left - 1; left = left - hdr.option.length;",
    ],
    ["something added", SMALL, "left = left - 1; left = left + hdr.option.length;"],
    ["much to begin with", "hdr.length.words ++ hdr.length.rest", "left = left - 1;"],
  ])("not where %s", (_, first, option) => {
    expect(boundsIn(headerOf(options(first, option)))).toEqual(["at most 256 passes"]);
  });
});

/** A list of numbers of several bytes; `check` bounds the bytes of one. */
const numbers = (check: string): string => `
#include <core.p4>
#include <parser_model.p4>
header byte_t { bit<1> more; bit<7> value; }
struct headers_t { byte_t byte; }
struct metadata_t { bit<32> sum; }
error { TooLong }
parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<8> length = 0;
    @max_visits(16)
    state start {
        length = 0;
        transition select(packet.lookahead<bit<8>>()) {
            0: accept;
            default: byte;
        }
    }
    state byte {
        packet.extract(hdr.byte);
        length = length + 1;
        ${check}
        meta.sum = meta.sum + (bit<32>) hdr.byte.value;
        transition select(hdr.byte.more) {
            1: byte;
            default: start;
        }
    }
}
ParserModel(P()) main;
`;

describe("a loop within a loop", () => {
  it("has a head of its own where few passes bound it", () => {
    const text = numbers("verify(length <= 5, error.TooLong);");
    expect(boundsIn(headerOf(text))).toEqual(["at most 17 passes", "which its own counter bounds"]);
    expect(boundsIn(headerOf(text, ["inner-loops"]))).toEqual(["at most 273 passes"]);
  });

  it("not where many passes do, or nothing", () => {
    expect(boundsIn(headerOf(numbers("verify(length <= 50, error.TooLong);")))).toHaveLength(1);
    expect(boundsIn(headerOf(numbers("")))).toHaveLength(1);
  });
});
