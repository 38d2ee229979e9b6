/** `p4twin run` as its user sees it: every engine prints the same lines. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writePcap, writeStf } from "../../src/packets/index.ts";
import { discard, p4twin, project, root, smallParser } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";

const directory = project({ "small.p4": smallParser("meta.ether_type = meta.ether_type + 1;") });
afterAll(() => discard(directory));
const sample = (name: string): string => join(root, "samples", `${name}.p4`);

const udp = "ffffffffffff00000000000008004500001c000000004011000001020304050607080001000200080000";
const packets = [udp, udp.slice(0, -2), udp.slice(0, 40), "", "00", "000000000000000000000000", `${udp}ff`];

const engines: readonly (readonly string[])[] = [
  ["--engine", "reference"],
  ["--engine", "p4"],
  ["--engine", "p4", "--arch", "psa"],
  ["--engine", "p4", "--arch", "pna"],
  ...(bench === undefined ? [] : [["--engine", "ebpf"]]),
];

const run = (args: readonly string[]): string => {
  const { status, stdout, stderr } = p4twin(["run", ...args], directory);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
};

describe("the same lines from every engine", () => {
  it.each(["ethernet_ip", "flow_dissector"])("%s, also for packets of a few bytes", (name) => {
    const outputs = engines.map((engine) =>
      run([sample(name), ...engine, "--format", "json", "--hex", ...packets]),
    );
    expect(new Set(outputs).size).toBe(1);
    const lines = outputs[0]?.trimEnd().split("\n") ?? [];
    expect(lines.map((line) => line.slice(0, 35))).toEqual(
      packets.map((_, index) => expect.stringContaining(`{"packet":${index},"verdict":"`)),
    );
  });

  it("with values of the environment", () => {
    const outputs = engines.map((engine) =>
      run(["small.p4", ...engine, "--set", "meta.ether_type=0x12", "--format", "json", "--hex", udp]),
    );
    expect(new Set(outputs).size).toBe(1);
    expect(outputs[0]).toContain('"parameters":{"meta.ether_type":"0x800"}');
  });

  it("with the flow dissector's flags", () => {
    const encapsulated = `${"0".repeat(24)}0800450000300000000040040000010203040506070845000018${"0".repeat(48)}`;
    const outputs = engines.map((engine) =>
      run([
        sample("flow_dissector"),
        ...engine,
        "--set",
        "flags=4",
        "--format",
        "json",
        "--hex",
        encapsulated,
      ]),
    );
    expect(new Set(outputs).size).toBe(1);
    expect(outputs[0]).toContain('"keys.is_encap":"0x1"');
  });

  it.skipIf(bench === undefined)("at the hook tc", () => {
    const args = [sample("ethernet_ip"), "--format", "json", "--hex", ...packets];
    expect(run([...args, "--engine", "ebpf", "--hook", "tc"])).toBe(run(args));
  });
});

describe("packets", () => {
  const bytes = packets.map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
  const expected = run([sample("ethernet_ip"), "--format", "json", "--hex", ...packets]);

  it("of a capture", () => {
    writeFileSync(
      join(directory, "a.pcap"),
      writePcap(bytes.map((packet) => ({ bytes: packet, timestamp: 0n }))),
    );
    expect(run([sample("ethernet_ip"), "--format", "json", "--pcap", "a.pcap"])).toBe(expected);
  });

  it("of an STF file", () => {
    writeFileSync(join(directory, "a.stf"), writeStf(bytes));
    expect(run([sample("ethernet_ip"), "--format", "json", "--stf", "a.stf"])).toBe(expected);
  });

  it("with blanks and colons between the digits", () => {
    const text = run(["small.p4", "--hex", "0x00:01:02:03:04:05 060708090a0b 0800"]);
    expect(text).toBe(
      [
        "packet 0: 14 bytes",
        "  accept, 112 bits consumed",
        "  hdr.ethernet",
        "    destination  0x102030405",
        "    source       0x60708090a0b",
        "    ether_type   0x800",
        "  meta.ether_type  0x800",
        "",
      ].join("\n"),
    );
  });
});

describe("what cannot be done", () => {
  writeFileSync(
    join(directory, "cut.pcap"),
    writePcap([{ bytes: new Uint8Array(20), timestamp: 0n }]).slice(0, -3),
  );
  writeFileSync(join(directory, "bad.stf"), "packet 0 123\n");
  it.each([
    ["an odd number of digits", ["--hex", "123"], 2, /packet 0: an odd number of hexadecimal digits \(3\)/],
    ["what is no digit", ["--hex", "xy"], 2, /"x" is no hexadecimal digit/],
    [
      "a truncated capture",
      ["--pcap", "cut.pcap"],
      1,
      /cut\.pcap: byte 24: the file ends inside of a packet/,
    ],
    ["a capture that is none", ["--pcap", "small.p4"], 1, /neither a pcap nor a pcapng file/],
    ["a broken STF file", ["--stf", "bad.stf"], 1, /bad\.stf:1: an odd number/],
    ["a missing file", ["--stf", "none.stf"], 1, /none\.stf is not there/],
    ["no packets", [], 2, /one of '--hex', '--pcap' and '--stf'/],
    ["packets twice", ["--hex", "00", "--stf", "x"], 2, /one of '--hex', '--pcap' and '--stf'/],
    ["an unknown engine", ["--engine", "x", "--hex", "00"], 2, /Allowed: reference, ebpf, p4/],
    ["an unknown name", ["--hex", "00", "--set", "a.b=1"], 2, /given no a\.b; it is given meta\.ether_type/],
    ["a value too large", ["--hex", "00", "--set", "meta.ether_type=65536"], 2, /does not fit into bit<16>/],
    ["a value that is none", ["--hex", "00", "--set", "meta.ether_type=x"], 2, /x is no number/],
    ["no value", ["--hex", "00", "--set", "meta.ether_type"], 2, /NAME=VALUE is expected/],
    ["a hook for another engine", ["--hook", "xdp", "--hex", "00"], 2, /'--hook' is for '--engine ebpf'/],
    ["a device for another engine", ["-a", "psa", "--hex", "00"], 2, /'--arch' is for '--engine p4'/],
    [
      "a hook that is not the program's",
      ["--engine", "ebpf", "--hook", "flow_dissector", "--hex", "00"],
      2,
      /runs at xdp and tc/,
    ],
  ])("%s", (_, args, expected, message) => {
    const { status, stdout, stderr } = p4twin(["run", "small.p4", ...args], directory);
    expect({ status, stdout }).toEqual({ status: expected, stdout: "" });
    expect(stderr).toMatch(message);
  });

  it("the kernel without clang: status 3, and how to get it", () => {
    const args = ["run", "small.p4", "--engine", "ebpf", "--hex", "00"];
    const { status, stderr } = p4twin(args, directory, { CLANG: "/nowhere/clang" });
    expect(status).toBe(3);
    expect(stderr).toMatch(/clang is missing; install it with: apt-get install clang/);
  });
});
