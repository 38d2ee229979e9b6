import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  meetsExpectation,
  readCapture,
  readPcapng,
  readStf,
  writePcap,
  writeStf,
} from "../../src/packets/index.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

const packet = fc.record({
  bytes: fc.uint8Array({ maxLength: 64 }),
  timestamp: fc.bigInt({ min: 0n, max: 2n ** 32n * 1_000_000_000n - 1n }),
});

describe("pcap", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 5 }), fc.nat(300), (packets, linkType) => {
        expect(readCapture(writePcap(packets, linkType))).toEqual({
          kind: "read",
          value: packets.map((one) => ({ ...one, originalLength: one.bytes.length, linkType })),
        });
      }),
    );
  });

  it("comes in both byte orders, with microseconds", () => {
    const file = bytes(
      "a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001 00000002 00000003 00000002 00000040 abcd",
    );
    expect(readCapture(file)).toEqual({
      kind: "read",
      value: [{ bytes: bytes("abcd"), originalLength: 64, timestamp: 2_000_003_000n, linkType: 1 }],
    });
  });

  it("is broken wherever it is cut off, except between records", () => {
    const file = writePcap([
      { bytes: bytes("0102"), timestamp: 0n },
      { bytes: bytes("03"), timestamp: 1n },
    ]);
    const whole = new Set([24, 24 + 18, file.length]);
    for (let end = 0; end <= file.length; end += 1)
      expect(readCapture(file.slice(0, end)).kind).toBe(whole.has(end) ? "read" : "broken");
  });

  it("refuses a record of absurd length", () => {
    const file = writePcap([{ bytes: bytes("0102"), timestamp: 0n }]);
    new DataView(file.buffer).setUint32(32, 0x7fff_ffff, true);
    expect(readCapture(file)).toMatchObject({ kind: "broken", at: 32 });
  });
});

const section = "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c";
const plainInterface = "00000001 00000014 0001 0000 00000002 00000014";
const nanoInterface = "00000001 00000020 0071 0000 00000000 0009 0001 09000000 0000 0000 00000020";

describe("pcapng", () => {
  it("has enhanced and simple packets, of several interfaces", () => {
    const enhanced = "00000006 00000024 00000001 00000000 3b9aca05 00000003 00000009 aabbcc00 00000024";
    const simple = "00000003 00000014 00000005 11220000 00000014";
    const unknown = "00000bad 00000010 01020304 00000010";
    expect(
      readCapture(bytes(section + plainInterface + nanoInterface + unknown + enhanced + simple)),
    ).toEqual({
      kind: "read",
      value: [
        { bytes: bytes("aabbcc"), originalLength: 9, timestamp: 1_000_000_005n, linkType: 0x71 },
        { bytes: bytes("1122"), originalLength: 5, timestamp: 0n, linkType: 1 },
      ],
    });
  });

  it("is broken where a block says two lengths", () => {
    const packet = "00000003 00000014 00000005 11220000 00000018";
    const read = readCapture(bytes(section + plainInterface + packet));
    expect(read).toMatchObject({
      kind: "broken",
      message: "a block of 20 bytes that says 24 at its end",
    });
  });

  it("may change its byte order from section to section", () => {
    const little = "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000";
    const littleInterface = "01000000 14000000 0100 0000 00000000 14000000";
    const littlePacket = "03000000 14000000 02000000 aabb0000 14000000";
    expect(
      readCapture(bytes(section + plainInterface + little + littleInterface + littlePacket)),
    ).toMatchObject({
      value: [{ bytes: bytes("aabb") }],
    });
  });

  it.each([
    ["a section without a mark", "0a0d0d0a 0000001c 00000000 0001 0000 ffffffffffffffff 0000001c"],
    ["a packet without an interface", `${section} 00000003 00000014 00000002 aabb0000 00000014`],
    [
      "a packet that is longer than its block",
      `${section}${plainInterface.replace("00000002", "00000000")} 00000003 00000014 00000022 aabb0000 00000014`,
    ],
    ["a block of 8 bytes", `${section} 00000bad 00000008 00000008`],
    ["a cut-off block", section.slice(0, -8)],
    ["a block cut off in its head", `${section} 00000006`],
  ])("refuses %s", (_, hex) => {
    expect(readPcapng(bytes(hex)).kind).toBe("broken");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (tail) => {
        readPcapng(Uint8Array.from([...bytes(section), ...tail]));
      }),
    );
  });
});

describe("STF", () => {
  it("has packets and expectations", () => {
    expect(
      readStf(
        "# test\nPACKET 0 00 11\t22\n\nexpect 1 0*11 $ # all\nexpect 2\nwait\nadd t a:1 b()\nno_packet\n",
      ),
    ).toEqual({
      kind: "read",
      value: [
        { line: 2, kind: "packet", port: "0", bytes: bytes("001122") },
        { line: 4, kind: "expect", port: "1", digits: "0*11", exact: true },
        { line: 5, kind: "expect", port: "2", digits: undefined, exact: false },
        { line: 6, kind: "wait" },
        { line: 7, kind: "control-plane", text: "add t a:1 b()" },
        { line: 8, kind: "no-packet" },
      ],
    });
  });

  it.each([
    ["packet", 1],
    ["\npacket 0 0", 2],
    ["packet 0 xx", 1],
    ["expect", 1],
    ["expect 0 0_", 1],
    ["send 0 00", 1],
  ])("refuses %j", (text, at) => {
    expect(readStf(text)).toMatchObject({ kind: "broken", at });
  });

  it("names an unknown statement without its control characters", () => {
    expect(readStf("\0\u001b[2J 1")).toMatchObject({ message: 'unknown statement "\\u0000\\u001b[2J"' });
  });

  it("matches expectations by prefix unless they are exact", () => {
    const sent = bytes("a1b2");
    expect(meetsExpectation(sent, { digits: "a*", exact: false })).toBe(true);
    expect(meetsExpectation(sent, { digits: "a*", exact: true })).toBe(false);
    expect(meetsExpectation(sent, { digits: "a1b2", exact: true })).toBe(true);
    expect(meetsExpectation(sent, { digits: "a1b2c3", exact: false })).toBe(false);
    expect(meetsExpectation(sent, { digits: "a1b3", exact: false })).toBe(false);
    expect(meetsExpectation(sent, { digits: undefined, exact: false })).toBe(true);
  });

  it("is read as it was written", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 }), (packets) => {
        expect(readStf(writeStf(packets, 3))).toEqual({
          kind: "read",
          value: packets.map((one, index) => ({ line: index + 1, kind: "packet", port: "3", bytes: one })),
        });
      }),
    );
  });
});
