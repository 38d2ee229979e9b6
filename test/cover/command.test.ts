/** `p4twin test` as its user sees it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readCapture, readStf } from "../../src/packets/index.ts";
import { discard, p4twin, project, smallParser } from "../cli/p4twin.ts";

const directory = project({
  "small.p4": smallParser(),
  "set.p4": smallParser()
    .replace("    state start", "    value_set<bit<16>>(2) tags;\n    state start")
    .replace(
      "transition accept;",
      "transition select(hdr.ethernet.ether_type) { tags: accept; default: reject; }",
    ),
  "dead.p4": smallParser().replace(
    "transition accept;",
    "transition select(hdr.ethernet.ether_type) { 0..0xfff: accept; 5: reject; default: accept; }",
  ),
  // The factors of a prime: there are none, but who could tell?
  "hard.p4": smallParser().replace(
    "transition accept;",
    `transition select((bit<32>) hdr.ethernet.source[15:0] * (bit<32>) hdr.ethernet.destination[15:0],
        hdr.ethernet.source[15:0], hdr.ethernet.destination[15:0]) {
      (0x7fff_ffff, 2..0xffff, 2..0xffff): reject;
      default: accept;
    }`,
  ),
});
afterAll(() => discard(directory));

const test = (...args: string[]) =>
  p4twin(["test", "--engines", "reference,p4", "--random", "20", ...args], directory);

describe("p4twin test", () => {
  it("prints coverage and a table, the same each time, without a progress bar", () => {
    const first = test("small.p4");
    expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(/^small\.p4: \d+ packets and 20 random ones\n {2}states: 1 of 1\n/);
    expect(first.stdout).toMatch(/\nengine +packets +accepted +rejected +not run +differences\n/);
    expect(first.stdout).toMatch(/\np4 +\d+ +\d+ +\d+ +0 +0\n$/);
    expect(test("small.p4").stdout).toBe(first.stdout);
    expect(test("small.p4", "--seed", "2").status).toBe(0);
  });

  it("warns of a row that no packet can reach", () => {
    const { status, stdout, stderr } = test("dead.p4");
    expect(status).toBe(0);
    expect(stdout).toContain("rows: 2 of 2 (1 more cannot be reached)");
    expect(stderr).toMatch(
      /^dead\.p4:\d+:\d+: warning: start: row 2: no packet can reach this \[unreachable\]\n.*\n +\^+\n$/,
    );
  });

  it.each(["P0801", "unreachable"])("such a warning goes by --Wdisable and --Werror as %s", (name) => {
    expect(test("dead.p4", `--Wdisable=${name}`)).toMatchObject({ status: 0, stderr: "" });
    const { status, stdout, stderr } = test("dead.p4", `--Werror=${name}`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/error: start: row 2/);
    expect(stdout).toContain("states: 1 of 1");
  });

  it("warns of a row for which no packet was found, in JSON; also as an error", () => {
    const { status, stderr } = test("hard.p4", "--format", "json", "--Werror=not-covered");
    expect(status).toBe(1);
    const found = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(found).toMatchObject([
      { severity: "error", code: "P0802", category: "not-covered", file: "hard.p4" },
    ]);
  });

  it("keeps the packets", () => {
    expect(test("small.p4", "--emit", "stf", "-o", "out.stf").status).toBe(0);
    expect(test("small.p4", "--emit", "pcap", "-o", "out.pcap").status).toBe(0);
    const json = test("small.p4", "--emit", "json");
    const hex = json.stdout
      .trimEnd()
      .split("\n")
      .map((line): string => JSON.parse(line).hex);
    const stf = readStf(readFileSync(join(directory, "out.stf"), "utf8"));
    const pcap = readCapture(readFileSync(join(directory, "out.pcap")));
    if (stf.kind !== "read" || pcap.kind !== "read") throw new Error("not readable");
    const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    expect(stf.value.map((one) => (one.kind === "packet" ? toHex(one.bytes) : ""))).toEqual(hex);
    expect(pcap.value.map(({ bytes }) => toHex(bytes))).toEqual(hex);
    expect(json.stderr).toContain("states: 1 of 1");
  });

  it("fills value sets, with made-up entries or with given ones", () => {
    const made = test("set.p4");
    expect({ status: made.status, stderr: made.stderr }).toEqual({ status: 0, stderr: "" });
    expect(made.stdout).toMatch(/\n {2}value set tags: 0x[0-9a-f]+,0x[0-9a-f]+\n/);
    expect(made.stdout).toContain("rows: 2 of 2");
    expect(test("set.p4", "--set", "tags=0x8100").stdout).toContain("value set tags: 0x8100\n");
    const empty = test("set.p4", "--set", "tags=");
    expect(empty.stdout).toContain("rows with a value set, which has no entries here: 1");
  });

  it.each([
    ["tags=1,2,3", "tags: it has room for 2 entries, not for 3"],
    ["tags=0x10000", "tags: 0x10000 is no value of bit<16>"],
    ["tags=(1,2)", "tags: an entry has 1 fields, (1,2) has not"],
    ["tags=1&&&2", "tags: a field that matches by exact takes no mask"],
    ["tags=1..2", "tags: a field that matches by exact takes no range"],
    ["tags=_", "tags: a field that matches exactly needs a value"],
    ["tags=,", "tags: nothing is no value of bit<16>"],
    ["meta.ether_type=1", "meta.ether_type=1: only value sets can be set here; all else is tried out"],
  ])("--set %s is wrong usage", (set, message) => {
    const { status, stderr } = test("set.p4", "--set", set);
    expect({ status, stderr }).toEqual({ status: 2, stderr: `error: --set: ${message}\n` });
  });

  it("needs clang where the kernel is asked for: status 3", () => {
    const args = ["test", "--engines", "ebpf", "small.p4"];
    const { status, stderr } = p4twin(args, directory, { CLANG: "/nowhere/clang" });
    expect(status).toBe(3);
    expect(stderr).toMatch(/clang is missing/);
  });

  it("goes without the kernel where it is not asked for, and says so", () => {
    const { status, stdout, stderr } = p4twin(["test", "small.p4"], directory, { CLANG: "/nowhere/clang" });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^note: without the engine ebpf: clang is missing/);
    expect(stdout).not.toContain("ebpf");
  });

  it.each([
    ["-o alone", ["-o", "x"], /'-o' needs '--emit'/],
    ["an unknown engine", ["--engines", "p4,x"], /Allowed: reference, ebpf, p4/],
    ["an unknown form", ["--emit", "xml"], /Allowed: stf, pcap, json/],
  ])("%s is wrong usage", (_, args, message) => {
    const { status, stderr } = p4twin(["test", "small.p4", ...args], directory);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
