import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Program } from "../../src/ir/ir.ts";
import { findClang } from "../../src/kernel/index.ts";
import { IDENTITY } from "./build-ir.ts";
import { dissector, ethernet, tlv } from "./programs.ts";

const print = (program: Program, hooks?: readonly string[]) => {
  const sink = new DiagnosticSink();
  const files = generate(program, IDENTITY, { hooks }, sink);
  expect(sink.all).toEqual([]);
  if (files === undefined) throw new Error("no output");
  return files;
};

const clang = findClang();

describe.each([ethernet, dissector, tlv])("the C of $name", (program) => {
  it("is the golden's", async () => {
    for (const { path, text } of print(program)) await expect(text).toMatchFileSnapshot(`goldens/${path}`);
  });

  it("is the same each time, and plain ASCII without blanks at line ends", () => {
    const files = print(program);
    expect(print(structuredClone(program))).toEqual(files);
    for (const { text } of files) {
      expect(text).toMatch(/^[\t\n -~]*$/);
      expect(text).not.toMatch(/[ \t]$/m);
      expect(text).not.toMatch(/\n\n\n/);
    }
  });

  it.skipIf(clang.kind !== "clang")("stands alone as a header, without a warning", () => {
    if (clang.kind !== "clang") return;
    const folder = mkdtempSync(join(tmpdir(), "p4twin-test-"));
    for (const { path, text } of print(program)) writeFileSync(join(folder, path), text);
    writeFileSync(join(folder, "main.c"), `#include "${program.name}.parser.h"\n`);
    const flags = [
      "-std=gnu11",
      "-O2",
      "-Wall",
      "-Wextra",
      "-Werror",
      "-Wno-unused-function",
      "-fsyntax-only",
    ];
    const run = spawnSync(clang.path, [...flags, "main.c"], { cwd: folder, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });
});

describe("hooks", () => {
  it("are all that the architecture allows, or those that are asked for, sorted", () => {
    expect(print(ethernet).map(({ kind, hooks }) => [kind, hooks])).toEqual([
      ["parser-header", undefined],
      ["bpf-program", ["tc", "xdp"]],
    ]);
    expect(print(ethernet, ["xdp", "tc", "xdp"])[1]?.hooks).toEqual(["tc", "xdp"]);
    expect(print(ethernet, ["xdp"])[1]?.text).not.toContain("pkt_cls");
    expect(print(dissector)[1]?.hooks).toEqual(["flow_dissector"]);
  });
});
