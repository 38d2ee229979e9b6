/**
 * One program for each construct, on every engine: packets that reach everything in it, and no difference. Where a
 * target cannot express it, the program's first line says with which codes it refuses: `// p4: P0701`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { coverProgram, expandValueSets, randomOf, randomPackets, tryPackets } from "../../src/cover/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import {
  type Engine,
  hooksOf,
  madeUpEntries,
  type NoEngine,
  openEngine,
  type Subject,
} from "../../src/engines/index.ts";
import { compileBpf } from "../../src/kernel/index.ts";
import { subjectOf } from "../cover/subject.ts";
import { bench } from "../kernel/bench.ts";

const folder = new URL("programs/", import.meta.url);
const programs = readdirSync(folder).filter((file) => file.endsWith(".p4"));

/** The codes with which a target refuses the program, by the first line. */
const expectedRefusal = (text: string, target: "p4" | "ebpf"): readonly string[] =>
  new RegExp(`^// ${target}: (.*)`).exec(text)?.[1]?.split(" ") ?? [];

const open = async (subject: Subject, text: string): Promise<readonly Engine[]> => {
  const made: (readonly ["p4" | "ebpf", Engine | NoEngine])[] = [
    ["p4", await openEngine(subject, "p4", "xdp")],
  ];
  if (bench !== undefined)
    for (const hook of hooksOf(subject)) made.push(["ebpf", await openEngine(subject, "ebpf", hook)]);
  return made.flatMap(([target, engine]) => {
    if (engine.kind === "engine") return [engine];
    if (engine.kind !== "refused") throw new Error(engine.message);
    const codes = new Set(
      engine.findings.filter(({ severity }) => severity === "error").map(({ code }) => code),
    );
    expect([...codes]).toEqual(expectedRefusal(text, target));
    return [];
  });
};

describe.each(programs)("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const plain = subjectOf(file.replace(/\.p4$/, "").replaceAll("-", "_"), text);
  const entries = madeUpEntries(plain.program.valueSets, randomOf(7));
  const subject: Subject = { ...plain, entries };
  const engines: Engine[] = [];

  beforeAll(async () => {
    engines.push(...(await open(subject, text)));
  });
  afterAll(() => {
    for (const engine of engines) engine.close();
  });

  it.skipIf(bench === undefined)("is C without a warning", () => {
    if (bench === undefined || expectedRefusal(text, "ebpf").length > 0) return;
    const files = generate(subject.program, subject.identity, {}, new DiagnosticSink()) ?? [];
    const name = `${subject.program.name}.bpf.c`;
    const made = compileBpf(bench.clang, files, name, ["-Wall", "-Wextra", "-Werror"]);
    expect(made).toMatchObject({ kind: "object", warnings: "" });
  });

  it("all engines agree", () => {
    const explored = coverProgram(expandValueSets(subject.program, entries));
    const packets = [...explored.packets, ...randomPackets(explored.packets, 200, 1)];
    const trial = tryPackets(subject, engines, packets);
    expect(trial.findings).toEqual([]);
    expect(trial.tallies.map(({ refused }) => refused)).toEqual(trial.tallies.map(() => 0));
    expect(trial.tallies[0]?.accepted).toBeGreaterThan(0);
  });
});
