import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { discard, p4twin, project, shell, smallParser } from "./p4twin.ts";

const made: string[] = [];
const use = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const directory = project(files);
  made.push(directory);
  return directory;
};
afterEach(() => {
  for (const directory of made.splice(0)) discard(directory);
});

const unsupported = smallParser("bit<8> n = 0; log_msg(n);", "extern void log_msg(in bit<8> n);");
const older = Object.fromEntries(
  ["parser.h", "bpf.c", "v1model.p4", "manifest.json", "sha256", "statement.json"].map((suffix) => [
    `build/x.${suffix}`,
    "older",
  ]),
);

describe("a failure leaves no output, new or old, and says why", () => {
  it.each([
    ["an unsupported construct", { "x.p4": unsupported }, /^x\.p4:\d+:\d+: error: .*\n +\S/],
    [
      "a type error",
      { "x.p4": smallParser("meta.ether_type = true;") },
      /^x\.p4:10:\d+: error: .*\[type-error\]/,
    ],
    ["an unknown name", { "x.p4": smallParser("meta.ether_typ = 1;") }, /^x\.p4:10:\d+: error: .*ether_typ/],
    [
      "a syntax error",
      { "x.p4": smallParser("meta.ether_type = ;") },
      /^x\.p4:10:\d+: error: .*\[syntax-error\]/,
    ],
    [
      "a missing include",
      { "x.p4": `#include "nope.p4"\n${smallParser()}` },
      /^x\.p4:1:\d+: error: .*nope\.p4/,
    ],
    [
      "a missing system include",
      { "x.p4": `#include <nope.p4>\n${smallParser()}` },
      /^x\.p4:1:\d+: error: .*nope\.p4/,
    ],
    [
      "a cyclic include",
      { "x.p4": `#include "y.p4"\n${smallParser()}`, "y.p4": '#include "x.p4"\n' },
      /^[xy]\.p4:1:\d+: error: /,
    ],
    ["an include of itself", { "x.p4": `#include "x.p4"\n${smallParser()}` }, /^x\.p4:1:\d+: error: /],
    [
      "an included directory",
      { "x.p4": `#include "d"\n${smallParser()}`, "d/e": "" },
      /^x\.p4:1:\d+: error: /,
    ],
    ["a missing file", {}, /^error: x\.p4: no such file \[io\]\n$/],
    ["a directory", { "x.p4/y": "" }, /^error: x\.p4 is a directory; .*\[io\]\n$/],
    [
      "a binary file",
      { "x.p4": Buffer.from("\x7fELF\x02\x01\x01\0\0\0") },
      /^error: x\.p4 is a binary file; .*\n$/,
    ],
    ["an empty file", { "x.p4": "" }, /^error: x\.p4 is empty \[io\]\n$/],
    ["a file of blanks", { "x.p4": " \n\t\n" }, /error: /],
    ["a file without a parser", { "x.p4": "const bit<8> N = 1;\n" }, /error: /],
    ["bytes that are no UTF-8", { "x.p4": Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0a]) }, /error: /],
    [
      "very deep nesting",
      { "x.p4": smallParser(`meta.ether_type = ${"(".repeat(10_000)}1${")".repeat(10_000)};`) },
      /error: /,
    ],
  ])("%s", (_, files, message) => {
    const directory = use({ ...files, ...older });
    const run = p4twin(["x.p4", "-o", "build"], directory);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/internal compiler error|\n {4}at /);
    expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 1, stdout: "" });
    expect(readdirSync(join(directory, "build"))).toEqual([]);
  });

  it("does not make the output directory either", () => {
    const directory = use({ "x.p4": unsupported });
    expect(p4twin(["x.p4", "-o", "build"], directory).status).toBe(1);
    expect(readdirSync(directory)).toEqual(["x.p4"]);
  });

  it("leaves other files alone", () => {
    const directory = use({ "x.p4": unsupported, ...older, "build/y.bpf.c": "mine", "build/x.txt": "mine" });
    expect(p4twin(["x.p4", "-o", "build"], directory).status).toBe(1);
    expect(readdirSync(join(directory, "build")).sort()).toEqual(["x.txt", "y.bpf.c"]);
  });

  it("-b p4 takes away only what it would have written", () => {
    const directory = use({ "x.p4": unsupported, ...older });
    expect(p4twin(["x.p4", "-b", "p4", "-o", "build"], directory).status).toBe(1);
    expect(readdirSync(join(directory, "build")).sort()).toEqual(["x.bpf.c", "x.parser.h"]);
  });

  it("-E, -M, check and flatten touch no outputs", () => {
    const directory = use({ "x.p4": `#include "nope.p4"\n`, ...older });
    for (const args of [
      ["-E", "x.p4"],
      ["-M", "x.p4"],
      ["check", "x.p4"],
      ["flatten", "x.p4"],
    ]) {
      const run = p4twin(args[0]?.startsWith("-") ? [...args, "-o", "build"] : args, directory);
      expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 1, stdout: "" });
    }
    expect(readdirSync(join(directory, "build"))).toHaveLength(6);
  });
});

describe("outputs that cannot be written", () => {
  it("a file where the directory should be", () => {
    const directory = use({ "x.p4": smallParser(), build: "a file" });
    for (const place of ["build", "build/below", "x.p4", "/dev/null"]) {
      const run = p4twin(["x.p4", "-o", place], directory);
      expect({ place, status: run.status }).toEqual({ place, status: 1 });
      expect(run.stderr).toMatch(/^error: no output written to .* \[io\]\n$/);
    }
    expect(readFileSync(join(directory, "x.p4"), "utf8")).toBe(smallParser());
  });

  it("a directory that nobody may write into", () => {
    const directory = use({ "x.p4": smallParser() });
    // /proc is one for root too.
    const run = p4twin(["x.p4", "-o", "/proc/self/build"], directory);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^error: no output written to \/proc\/self\/build: .* \[io\]\n$/);
  });

  it("a directory in the place of an output", () => {
    const directory = use({ "x.p4": smallParser(), "build/x.bpf.c/keep": "" });
    const run = p4twin(["x.p4", "-o", "build"], directory);
    expect(run.status).toBe(1);
    expect(readdirSync(join(directory, "build"))).toEqual(["x.bpf.c"]);
  });

  it.runIf(process.getuid?.() === 0 && process.platform === "linux")("a full disk", () => {
    const directory = use({ "x.p4": smallParser() });
    mkdirSync(join(directory, "full"));
    if (shell("mount -t tmpfs -o size=16k tmpfs full", directory).status !== 0) return;
    try {
      writeFileSync(join(directory, "full", "x.bpf.c"), "older");
      const run = p4twin(["x.p4", "-o", "full"], directory);
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(/^error: no output written to full: ENOSPC.* \[io\]\n$/);
      expect(readdirSync(join(directory, "full"))).toEqual([]);
    } finally {
      shell("umount full", directory);
    }
  });

  it("a source file in the place of an output is neither overwritten nor removed", () => {
    const main = `#include "x.parser.h"\n${smallParser()}`;
    const directory = use({ "x.p4": main, "x.parser.h": "const bit<8> MINE = 1;\n" });
    const run = p4twin(["x.p4"], directory);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/x\.parser\.h is a source file and would be overwritten/);
    expect(readdirSync(directory).sort()).toEqual(["x.p4", "x.parser.h"]);
  });

  it("results for a disk that is full, or for a reader that has gone", () => {
    const directory = use({ "x.p4": smallParser("", `/*${"x".repeat(200_000)}*/`) });
    const full = shell('"$P4TWIN" flatten x.p4 > /dev/full', directory);
    expect(full.status).toBe(1);
    expect(full.stderr).toMatch(/^error: the result cannot be written: ENOSPC/);
    const gone = shell(`"$P4TWIN" flatten x.p4 | head -1; echo \${PIPESTATUS[0]}`, directory);
    expect(gone).toEqual({ status: 0, stdout: "#include <core.p4>\n0\n", stderr: "" });
    expect(shell('"$P4TWIN" flatten x.p4 >&-', directory).stderr).not.toMatch(/internal/);
  });
});

describe("warnings", () => {
  const files = { "x.p4": `#define A 1\n#define A 2\n${smallParser()}` };
  it("are printed and do no harm", () => {
    const run = p4twin(["x.p4", "-o", "o"], use(files));
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(/^x\.p4:2:\d+: warning: .*\[redefined\]/);
  });
  it("are silenced", () => {
    for (const flag of ["--Wdisable", "--Wdisable=redefined", "--Wdisable=P0114"]) {
      expect(p4twin([flag, "x.p4", "-o", "o"], use(files))).toEqual({ status: 0, stdout: "", stderr: "" });
    }
  });
  it("become errors, and then there is no output", () => {
    for (const flag of ["--Werror", "--Werror=redefined"]) {
      const directory = use(files);
      const run = p4twin(["x.p4", "-o", "o", flag], directory);
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(/error: .*\[redefined\]/);
      expect(readdirSync(directory)).toEqual(["x.p4"]);
    }
  });
});

describe("findings", () => {
  const many = smallParser(Array.from({ length: 30 }, (_, n) => `meta.unknown${n} = 1;`).join("\n"));
  it("are limited in number", () => {
    const directory = use({ "x.p4": many });
    const count = (...options: readonly string[]): number =>
      p4twin(["x.p4", ...options], directory).stderr.match(/: error: /g)?.length ?? 0;
    expect(count()).toBe(20);
    expect(count("--maxErrorCount", "3")).toBe(3);
    expect(count("--maxErrorCount=100")).toBe(30);
  });
  it("are objects with --format json", () => {
    const run = p4twin(["x.p4", "--format", "json"], use({ "x.p4": smallParser("meta.ether_type = true;") }));
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stderr)).toMatchObject({ severity: "error", file: "x.p4", line: 10 });
  });
  it("are without colours when nobody looks at them", () =>
    expect(p4twin(["x.p4"], use({ "x.p4": many })).stderr).not.toContain("\u001b"));
});
