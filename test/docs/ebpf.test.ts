/** The programs in docs/ebpf.md: they compile without a warning and load. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { compileBpf, loadObject } from "../../src/kernel/index.ts";
import { mustTwin } from "../differential/twin.ts";
import { bench } from "../kernel/bench.ts";

const text = readFileSync("docs/ebpf.md", "utf8");
const programs = [...text.matchAll(/```c\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
const clangs = ["clang-14", "clang-19"].filter((path) => spawnSync(path, ["--version"]).status === 0);

it("docs/ebpf.md shows programs", () => expect(programs.length).toBeGreaterThanOrEqual(2));

it("a header says where its variables are more than the BPF stack", () => {
  const headerOf = (name: string): string => {
    const twin = mustTwin(name, readFileSync(`samples/${name}.p4`, "utf8"));
    return generate(twin.program, twin.identity, {}, new DiagnosticSink())?.[0]?.text ?? "";
  };
  expect(headerOf("srv6")).toMatch(/All variables together have \d+ bytes/);
  expect(headerOf("gibb_edge")).not.toMatch(/All variables together/);
});

describe.skipIf(bench === undefined).each(clangs)("%s", { timeout: 240_000 }, (path) => {
  it.each(programs)("takes the program %#", (program) => {
    if (bench === undefined) return;
    const name = /#include "(\w+)\.parser\.h"/.exec(program)?.[1] ?? "";
    const twin = mustTwin(name, readFileSync(`samples/${name}.p4`, "utf8"));
    const files = generate(twin.program, twin.identity, {}, new DiagnosticSink()) ?? [];
    const clang = { kind: "clang", path, version: path } as const;
    const all = [...files, { path: "own.bpf.c", text: program }];
    const made = compileBpf(clang, all, "own.bpf.c", ["-Wall", "-Wextra", "-Werror"]);
    if (made.kind !== "object") throw new Error(JSON.stringify(made));
    const object = loadObject(bench.libbpf, made.bytes);
    if (object.kind === "failed") throw new Error(`errno ${object.errno}: ${object.log.slice(-2000)}`);
    object.close();
  });
});
