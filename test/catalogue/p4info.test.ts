import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readP4Info } from "../../src/catalogue/p4info.ts";
import { stampText } from "../../src/output/stamp.ts";
import { other, ours } from "../match/values.ts";
import { encodeP4Info, p4info } from "./server.ts";

const sound = { name: "small", stamp: { kind: "sound", identity: ours } };

/** As p4c writes it. */
const text = (version = stampText(ours), sha256 = ours.sha256): string => `pkg_info {
  name: "small"  # a comment
  version: "${version}"
  doc { brief: 'It''s "short"' }
  arch: "v1model"
  structured_annotations {
    name: "p4twin"
    kv_pair_list {
      kv_pairs { key: "source_sha1" value { string_value: "${ours.sha1}" } }
      kv_pairs: < key: "source_sha256" value { string_value: "${sha256.slice(0, 9)}" "${sha256.slice(9)}" } >
    }
  }
}
tables {
  preamble { id: 33554433 name: "ingress.t" annotations: "@name(\\"t\\")" }
  match_fields { id: 1 bitwidth: 32 match_type: EXACT }
  action_refs: [{ id: 1 }, { id: 2 }]
  size: -0x10
  [some.extension] { any: [1, 2.5e3, "x"] }
}
`;

describe("a P4Info", () => {
  it("is read in its binary form", () => expect(readP4Info(encodeP4Info(p4info(ours)))).toEqual(sound));
  it("is read in its text form", () => expect(readP4Info(Buffer.from(text()))).toEqual(sound));

  it.each([
    ["binary", encodeP4Info(p4info(ours, "small", stampText(other)))],
    ["text", Buffer.from(text(stampText(other)))],
  ])("whose version and annotation differ contradicts itself: %s", (_, bytes) =>
    expect(readP4Info(bytes)).toMatchObject({ stamp: { kind: "contradictory" } }),
  );

  it.each([
    ["an annotation cut short", Buffer.from(text(stampText(ours), ours.sha256.slice(1)))],
    ["a version of a later form", Buffer.from(text("p4twin:2 sha1=0"))],
  ])("with %s is malformed", (_, bytes) =>
    expect(readP4Info(bytes)).toMatchObject({ stamp: { kind: "malformed" } }),
  );

  it("of another program carries no stamp", () => {
    expect(readP4Info(Buffer.from('pkg_info { name: "x" version: "1.0" }'))).toEqual({
      name: "x",
      stamp: { kind: "none" },
    });
    expect(readP4Info(encodeP4Info({ pkg_info: { name: "x", version: "1.0" } }))).toEqual({
      name: "x",
      stamp: { kind: "none" },
    });
  });

  it.each([
    ["nothing", "", "it has no pkg_info"],
    ["no pkg_info", "tables { }", "it has no pkg_info"],
    ["prose", "This is a text.", '"is" is not expected in it'],
    ["no end", "pkg_info {", "it is cut off"],
    ["an open string", 'pkg_info { name: "x', "a string in it is not closed"],
    ["two versions", 'pkg_info { version: "a" version: "b" }', "version stands in it more than once"],
    ["two versions in two parts", 'pkg_info { version: "a" } pkg_info { version: "b" }', "more than once"],
    ["deep nesting", `pkg_info {${"a {".repeat(100_000)}`, "it nests too deep"],
    ["an odd character", "pkg_info { name = 1 }", "line 1 is not understood"],
  ])("is refused with %s", (_, input, message) => expect(readP4Info(Buffer.from(input))).toContain(message));

  it.each([
    ["a group", [0x0b, 0x01], "unknown type"],
    ["a length beyond the end", [0x0a, 0xff, 0x7f], "cut off"],
    ["a huge length", [0x0a, ...Array<number>(9).fill(0xff), 1], "cut off"],
    ["an endless number", Array<number>(20).fill(0xff), "no end"],
    ["field 0", [0x00, 0x01], "no number"],
    ["another type", [0x08, 0x01], "another type"],
  ])("in binary is refused with %s", (_, bytes, message) =>
    expect(readP4Info(Buffer.from(bytes))).toContain(message),
  );

  it("yields the stamp of its source or none, whatever is changed or cut off", () => {
    for (const whole of [encodeP4Info(p4info(ours)), Buffer.from(text())]) {
      const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 });
      fc.assert(
        fc.property(edits, fc.nat(whole.length), (changes, end) => {
          const damaged = Buffer.from(whole);
          for (const [at, byte] of changes) damaged[at] = byte;
          const found = readP4Info(damaged.subarray(0, end));
          if (typeof found === "string" || found.stamp.kind !== "sound") return;
          const { sha1, sha256 } = found.stamp.identity;
          // What it says then stands in it: both places agree, or one of them is gone.
          // Strings side by side are one.
          const left = damaged.toString("latin1").replaceAll(/"\s*"/g, "");
          expect(left).toContain(sha1);
          if (sha256 !== undefined) expect(left).toContain(sha256);
        }),
        { numRuns: 1000 },
      );
    }
  });
});
