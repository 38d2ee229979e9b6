/** share/p4twin.mk, through make, on the sample that uses it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Run, root } from "../cli/p4twin.ts";

const missing = ["make", "cc", "clang", "bpftool"].filter((tool) => {
  const names = tool === "clang" ? "clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14" : tool;
  const look = `for t in ${names}; do PATH="$PATH:/usr/sbin" command -v $t && exit; done; exit 1`;
  return spawnSync("sh", ["-c", look]).status !== 0;
});
if (missing.length > 0) console.warn(`TESTS OF p4twin.mk LEFT OUT: without ${missing.join(", ")}`);

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "p4twin-make-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const make = (...args: readonly string[]): Run => {
  const { status, stdout, stderr } = spawnSync("make", [`P4TWIN=${join(root, "bin", "p4twin")}`, ...args], {
    cwd: directory,
    encoding: "utf8",
    timeout: 300_000,
    // The flags of a make that runs these tests are not meant for this one.
    env: { ...process.env, MAKEFLAGS: "", MAKELEVEL: "" },
  });
  return { status, stdout, stderr };
};

/** The steps that make says it takes: `P4TWIN protocols.p4`. */
const steps = (run: Run): readonly string[] => {
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
  return [...run.stdout.matchAll(/^ {2}([A-Z0-9]+) +(\S+)$/gm)].map(([, step, what]) => `${step} ${what}`);
};

/** Changes a file's time alone. */
const touch = (path: string): void => utimesSync(join(directory, path), new Date(), new Date());

const PARSER = `#include <core.p4>
#include <parser_model.p4>
#include "types.p4"
struct headers_t { byte_t byte; }
struct metadata_t { bit<8> value; }
parser Bytes(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start { packet.extract(hdr.byte); meta.value = VALUE; transition accept; }
}
ParserModel(Bytes()) main;
`;

describe.skipIf(missing.length > 0)("a program of one's own with a skeleton", () => {
  beforeEach(() => cpSync(join(root, "samples", "protocol_counter"), directory, { recursive: true }));
  const all = [
    "P4TWIN protocols.p4",
    "CLANG build/protocol_counter.bpf.o",
    "SKELETON build/protocol_counter.skel.h",
    "CC build/protocol_counter",
  ];

  test("is built once, by parallel jobs too, and again where something changed", () => {
    expect(steps(make("-j4"))).toEqual(all);
    expect(steps(make("-j4"))).toEqual([]);
    touch("headers.p4");
    expect(steps(make("-j4"))).toEqual(all);
    touch("protocol_counter.bpf.c");
    expect(steps(make())).toEqual(all.slice(1));
    touch("protocol_counter.c");
    expect(steps(make())).toEqual(all.slice(3));
    expect(steps(make("P4TWIN_FLAGS=-D UNUSED"))).toEqual(all);
    expect(steps(make("P4TWIN_FLAGS=-D UNUSED"))).toEqual([]);
  });

  test("V=1 shows the commands", () => {
    const { stdout } = make("V=1");
    expect(stdout).toMatch(/p4twin .*-MD --MP -o build protocols\.p4\n/);
    expect(stdout).toMatch(/-target bpf .*-c -o build\/protocol_counter\.bpf\.o protocol_counter\.bpf\.c\n/);
    expect(stdout).not.toMatch(/^ {2}P4TWIN/m);
  });

  test("clean leaves the sources alone", () => {
    const sources = readdirSync(directory).sort();
    make("-j4");
    expect(make("clean").status).toBe(0);
    expect(readdirSync(directory).sort()).toEqual(sources);
  });

  test("a mistake in the parser stops make and leaves no output of it", () => {
    make("-j4");
    writeFileSync(join(directory, "headers.p4"), "header ethernet_t {");
    touch("headers.p4");
    const { status, stderr } = make("-j4");
    expect(status).toBe(2);
    expect(stderr).toContain("headers.p4:1:");
    expect(readdirSync(join(directory, "build")).filter((name) => name.startsWith("protocols"))).toEqual([
      "protocols.d",
    ]);
  });
});

describe.skipIf(missing.length > 0)("parsers only", () => {
  test("several parsers, in directories, built where make runs", () => {
    const parsers = ["one", "two", "three"];
    mkdirSync(join(directory, "p4"));
    for (const name of parsers) writeFileSync(join(directory, "p4", `${name}.p4`), PARSER);
    writeFileSync(join(directory, "p4", "types.p4"), "header byte_t { bit<8> value; }\n");
    const objects = parsers.map((name) => `${name}.bpf.o`);
    writeFileSync(
      join(directory, "Makefile"),
      `P4TWIN_PARSERS := $(wildcard p4/*e.p4) p4/two.p4
P4TWIN_FLAGS = -D VALUE="(1)"
all: ${objects.join(" ")}
include $(shell $(P4TWIN) --share-dir)/p4twin.mk
`,
    );
    const expected = [
      ...parsers.map((name) => `P4TWIN p4/${name}.p4`),
      ...objects.map((name) => `CLANG ${name}`),
    ];
    expect(steps(make("-j8")).toSorted()).toEqual(expected.toSorted());
    expect(steps(make("-j8"))).toEqual([]);
    touch("p4/two.p4");
    expect(steps(make("-j8"))).toEqual(["P4TWIN p4/two.p4", "CLANG two.bpf.o"]);
  });
});
