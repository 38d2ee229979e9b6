/** Packets out of packets: how two are joined, and that what comes of it is new and always the same. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { breedPackets } from "../../src/cover/breed.ts";
import { constantsOf } from "../../src/cover/constants.ts";
import { join } from "../../src/cover/cross.ts";
import { openTracker } from "../../src/cover/footprint.ts";
import { coverProgram } from "../../src/cover/index.ts";
import { subjectOf } from "./subject.ts";

const hex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

describe("two packets are joined", () => {
  it.each([
    ["at whole bytes", "aabbcc", 16, "112233", 8, "aabb2233"],
    ["within a byte", "aabbcc", 12, "112233", 4, "aab12233"],
    ["where the second has nothing left", "aabbcc", 8, "11", 8, "aa"],
    ["at the beginning", "aabbcc", 0, "112233", 16, "33"],
  ])("%s", (_, head, at, tail, from, joined) => {
    expect(hex(join(bytes(head), at, bytes(tail), from))).toBe(joined);
  });

  it("not where their bytes do not fit together", () => {
    expect(join(bytes("aabb"), 4, bytes("1122"), 5)).toBeUndefined();
  });
});

describe("packets bred from those that were sought", () => {
  const source = readFileSync(new URL("../../samples/ethernet_ip.p4", import.meta.url), "utf8");
  const subject = subjectOf("ethernet_ip", source);
  const sought = coverProgram(subject.program).packets;
  const bred = breedPackets(subject, subject.program, sought);

  it("are the same every time, and say what they are for", () => {
    expect(breedPackets(subject, subject.program, sought)).toEqual(bred);
    expect(bred.every(({ goals }) => goals.length > 0)).toBe(true);
  });

  it("take rows in orders that were not sought: IPv4 behind two tags, accepted", () => {
    const track = openTracker(subject);
    const ways = [...sought, ...bred].flatMap(({ bytes: packet, inputs }) => {
      const footprint = track(packet, inputs);
      return footprint?.accepts ? [footprint.steps.map(({ state }) => state).join(" ")] : [];
    });
    const tagged = "start ether_type vlan ether_type vlan ether_type";
    for (const next of ["ipv4", "ipv6"])
      expect(ways.some((way) => way.startsWith(`${tagged} ${next}`))).toBe(true);
  });

  it("try the constants that selects compare with", () => {
    expect(constantsOf(subject.program).map(hex)).toEqual(expect.arrayContaining(["86dd", "8100", "2c"]));
  });
});
