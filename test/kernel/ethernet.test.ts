import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStamps } from "../../src/kernel/index.ts";
import { printObservation } from "../../src/observation/index.ts";
import { stampText } from "../../src/output/stamp.ts";
import { IDENTITY } from "../ebpf/build-ir.ts";
import { ethernet } from "../ebpf/programs.ts";
import { bench, type Loaded, load } from "./bench.ts";

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ""), "hex");

const MACS = "020000000001 020000000002";
const IPV4 = "46 00 0030 1234 4000 40 11 abcd 0a000001 0a000002 01020304";

describe.skipIf(bench === undefined)("a hand-made program in the kernel", () => {
  let loaded: Loaded;
  beforeAll(() => {
    loaded = load(ethernet);
  });
  afterAll(() => loaded?.close());

  const see = (packet: Buffer): string => {
    const xdp = printObservation(0, loaded.observe("xdp", packet));
    const tc = printObservation(0, loaded.observe("tc", packet));
    expect(tc).toBe(xdp);
    return xdp;
  };

  it("reads tags, a varbit, addresses", () => {
    const text = see(hex(`${MACS} 8100 2005 88a8`));
    expect(text).toBe('{"packet":0,"verdict":"reject","error":"NoMatch"}');
    expect(see(hex(`${MACS} 8100 6005 0800 ${IPV4}`))).toBe(
      '{"packet":0,"verdict":"accept","error":"NoError","consumed":336,"headers":' +
        '{"hdr.ethernet":{"valid":true,"fields":{"destination":"0x20000000001","source":"0x20000000002","type":"0x8100"}},' +
        '"hdr.vlan":{"next":1},"hdr.vlan[0]":{"valid":true,"fields":{"priority":"0x3","dei":"0x0","id":"0x5","type":"0x800"}},' +
        '"hdr.vlan[1]":{"valid":false},"hdr.vlan[2]":{"valid":false},' +
        '"hdr.ipv4":{"valid":true,"fields":{"version":"0x4","ihl":"0x6","tos":"0x0","length":"0x30","identification":"0x1234",' +
        '"flags":"0x2","offset":"0x0","ttl":"0x40","protocol":"0x11","checksum":"0xabcd","source":"0xa000001",' +
        '"destination":"0xa000002","options":{"length":32,"value":"0x1020304"}}},"hdr.ipv6":{"valid":false}},' +
        '"parameters":{"meta.type":"0x6","meta.key":"0xa0000010a000002000000000000000000000000000000000000000000000000"}}',
    );
  });

  it("finds a full stack before the packet's end", () => {
    const tags = "8100 0001 8100 0002 8100 0003";
    expect(see(hex(`${MACS} ${tags} 8100`))).toContain("StackOutOfBounds");
    expect(see(hex(`${MACS} 8100 0001 8100 0002 8100`))).toContain("PacketTooShort");
  });

  it("rejects every truncation", () => {
    const packet = hex(`${MACS} 8100 6005 0800 ${IPV4}`);
    for (let length = 14; length < packet.length; length += 1)
      expect(see(packet.subarray(0, length)), `${length} bytes`).toContain("PacketTooShort");
  });

  it("carries its stamp where the running kernel shows it", () => {
    if (bench === undefined) return;
    const stamps = readStamps(bench.libbpf, loaded.info.id);
    expect(stamps?.maps).toEqual([stampText(IDENTITY)]);
    expect(stamps?.tags).toMatchObject([{ function: "ethernet_xdp", tag: stampText(IDENTITY) }]);
    expect(stamps?.flaws).toEqual([]);
    expect(loaded.info.verifiedInstructions).toBeGreaterThan(100);
  });
});
