/** What is printed where an engine is wrong: the P4 engine is given a program with one token changed. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { spellFinding, spellWay } from "../../src/commands/test-report.ts";
import { coverProgram, shrink, tryPackets } from "../../src/cover/index.ts";
import { openP4 } from "../../src/engines/p4.ts";
import { subjectOf } from "./subject.ts";

const source = readFileSync(new URL("../../samples/ethernet_ip.p4", import.meta.url), "utf8");
const subject = subjectOf("ethernet_ip", source);
const { packets } = coverProgram(subject.program);

/** The print for an engine that runs the emitted program with `right` replaced by `wrong`. */
const printFor = (right: string, wrong: string): string => {
  const engine = openP4(subject, "v1model", (files) =>
    files.map((file) => {
      if (file.kind !== "p4-program") return file;
      expect(file.text).toContain(right);
      return { ...file, text: file.text.replace(right, wrong) };
    }),
  );
  if (engine.kind !== "engine") throw new Error(JSON.stringify(engine));
  const [finding] = tryPackets(subject, [engine], packets).findings;
  if (finding === undefined) throw new Error("no difference");
  return spellFinding(subject, shrink(subject, engine, finding));
};

it("a wrong next state", () => {
  expect(printFor("8w17: udp;", "8w17: icmp;")).toMatchInlineSnapshot(`
    "difference: p4: verdict: reference reject (PacketTooShort), p4 accept
      packet (38 bytes): --hex "0000000000000000000000000800450000000000000000110000000000000000000000000000"
      states: start ether_type ipv4 ipv4_fragment transport udp
    "
  `);
});

it("a wrong value", () => {
  expect(printFor("meta.is_fragment = true;", "meta.is_fragment = false;")).toMatchInlineSnapshot(`
    "difference: p4: meta.is_fragment: reference 0x1, p4 0x0
      packet (62 bytes): --hex "00000000000000000000000086dd6600000000002c000000000000000000000000000000000000000000000000000000000000000000000000d300000000"
      states: start ether_type ipv6 next_header ipv6_fragment
    "
  `);
});

it("a wrong verdict", () => {
  expect(printFor("hdr.ipv4.ihl >= 4w5", "hdr.ipv4.ihl >= 4w6")).toMatchInlineSnapshot(`
    "difference: p4: verdict: reference accept, p4 reject (IPv4HeaderTooShort)
      packet (34 bytes): --hex "00000000000000000000000008004500000000000000000000000000000000000000"
      states: start ether_type ipv4 ipv4_fragment transport
    "
  `);
});

it("the turns of a loop", () => {
  expect(
    printFor("hdr.ipv6_extensions.last.length << 6", "hdr.ipv6_extensions.last.length << 7"),
  ).toMatchInlineSnapshot(`
    "difference: p4: verdict: reference accept, p4 reject (PacketTooShort)
      packet (166 bytes): --hex "00000000000000000000000086dd62bb00000000000000000000000000000000000000000000000000000000000000000000000012bb640d0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
      states: start ether_type ipv6 next_header ipv6_extension next_header transport
    "
  `);
});

it("tells turns that follow one another in one", () => {
  const way = (text: string): string => spellWay(text.split(" "));
  expect(way("a")).toBe("a");
  expect(way("a b c")).toBe("a b c");
  expect(way("a b b b c")).toBe("a (b) 3 times c");
  expect(way("a b c b c d")).toBe("a (b c) 2 times d");
  expect(
    way(["start", ...Array.from({ length: 256 }, () => "fields byte byte field"), "fields"].join(" ")),
  ).toBe("start (fields byte byte field) 256 times fields");
  expect(spellWay([])).toBe("");
});
