import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printObservation } from "../../src/observation/index.ts";
import { prepare } from "../../src/reference/index.ts";
import { twinOf } from "../differential/twin.ts";
import { bench, type Loaded, load } from "./bench.ts";

const MACS = "020000000001020000000002";
const PAYLOAD = "c0ffee00c0ffee00";
const TCP = "00500051000000010000000250020400abcd0000";
const TCP_OPTIONS = "00500051000000010000000270020400abcd0000020405b401030307";
const UDP = "003500360010abcd";
const ipv6 = (next: string): string =>
  `6123456700${"18"}${next}40${"20010db8000000000000000000000001"}${"20010db8000000000000000000000002"}`;

const packets: Readonly<Record<string, string>> = {
  "IPv4, TCP": `${MACS}0800450000301234400040 06abcd0a0000010a000002${TCP}${PAYLOAD}`,
  "IPv4 with options, TCP with options": `${MACS}0800470000301234400040 06abcd0a0000010a0000020102030405060708${TCP_OPTIONS}${PAYLOAD}`,
  "IPv4, UDP in two tags": `${MACS}88a820018100600208004500003012340000 4011abcd0a0000010a000002${UDP}${PAYLOAD}`,
  "three tags": `${MACS}81000001810000028100000308004500`,
  "a later fragment": `${MACS}080045000030123420104011abcd0a0000010a000002${PAYLOAD}`,
  "IPv4 too short": `${MACS}080044000030123400004011abcd0a0000010a000002${PAYLOAD}`,
  "IPv6, UDP": `${MACS}86dd${ipv6("11")}${UDP}${PAYLOAD}`,
  "IPv6 with three extensions, ICMPv6": `${MACS}86dd${ipv6("00")}2b000102030405063c01000000000000a0a0a0a0a0a0a0a03a000000000000008000abcd${PAYLOAD}`,
  "IPv6 fragment": `${MACS}86dd${ipv6("2c")}1100000112345678${UDP}${PAYLOAD}`,
  "IPv6 later fragment": `${MACS}86dd${ipv6("2c")}1100010112345678${UDP}${PAYLOAD}`,
  "nine extensions": `${MACS}86dd${ipv6("3c")}${"3c00000000000000".repeat(9)}`,
  "unknown protocol": `${MACS}0800450000301234000040 fdabcd0a0000010a000002${PAYLOAD}`,
  "unknown EtherType": `${MACS}88cc0000${PAYLOAD}`,
};

/** The kernel's test run refuses an skb whose EtherType promises an IP header that is not there. */
const SHORTEST_FOR_TC = 14 + 40;

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/ /g, ""), "hex"));

describe.skipIf(bench === undefined)("samples/ethernet_ip.p4 in the kernel", () => {
  const text = readFileSync(new URL("../../samples/ethernet_ip.p4", import.meta.url), "utf8");
  const twin = twinOf("ethernet_ip", text);
  if (twin.kind !== "twin") throw new Error("the sample does not compile");
  const parse = prepare(twin.typed);
  let loaded: Loaded;
  beforeAll(() => {
    loaded = load(twin.program);
  });
  afterAll(() => loaded?.close());

  it.each(Object.entries(packets))("%s: at every length what the reference says, on XDP and tc", (_, hex) => {
    const packet = bytes(hex);
    for (let length = 14; length <= packet.length; length += 1) {
      const cut = packet.slice(0, length);
      const expected = printObservation(length, parse(cut));
      expect(printObservation(length, loaded.observe("xdp", cut))).toBe(expected);
      if (length >= SHORTEST_FOR_TC)
        expect(printObservation(length, loaded.observe("tc", cut))).toBe(expected);
    }
  });

  it("gets through to where the packets are meant to lead", () => {
    const ends = Object.entries(packets).map(([name, hex]) => {
      const seen = loaded.observe("xdp", bytes(hex));
      return [name, seen.verdict === "accept" ? seen.consumed / 8 : seen.error];
    });
    expect(Object.fromEntries(ends)).toMatchInlineSnapshot(`
      {
        "IPv4 too short": "IPv4HeaderTooShort",
        "IPv4 with options, TCP with options": 70,
        "IPv4, TCP": 54,
        "IPv4, UDP in two tags": 50,
        "IPv6 fragment": 70,
        "IPv6 later fragment": 62,
        "IPv6 with three extensions, ICMPv6": 90,
        "IPv6, UDP": 62,
        "a later fragment": 34,
        "nine extensions": "StackOutOfBounds",
        "three tags": "StackOutOfBounds",
        "unknown EtherType": 14,
        "unknown protocol": 34,
      }
    `);
  });

  it("costs the verifier little", () => {
    expect(loaded.info.verifiedInstructions).toBeLessThan(100_000);
  });
});
