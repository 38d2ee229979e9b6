/**
 * Two samples' IR, C and P4 beside each other in test/goldens/SAMPLE/; the others show nothing in them that these do not.
 * UPDATE_GOLDENS=1 rewrites them: read the diff before it is committed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { compile, readSource } from "../../src/compile.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import { printProgram } from "../../src/ir/index.ts";
import { filesOnDisk } from "../../src/source/files.ts";

const root = path.join(import.meta.dirname, "..", "..");
const update = process.env.UPDATE_GOLDENS === "1";
const samples = ["ethernet_ip", "flow_dissector"];

/** All that is made of a sample, by the golden's file name. */
const outputsOf = (sample: string): ReadonlyMap<string, string> => {
  const mainPath = path.join(root, "samples", `${sample}.p4`);
  const sink = new DiagnosticSink();
  const request = {
    mainPath,
    mainBytes: readFileSync(mainPath),
    files: filesOnDisk(systemIncludeDirectory),
    includeDirs: [],
    defines: [],
    targets: ["ebpf", "p4"] as const,
    arch: "v1model" as const,
  };
  const source = readSource(request, sink);
  const made = source === undefined ? undefined : compile(request, source, sink);
  expect(sink.all).toEqual([]);
  if (made?.program === undefined || made.outputs === undefined)
    throw new Error(`${sample} does not compile`);
  return new Map([
    ["ir.txt", printProgram(made.program)],
    ...made.outputs.map(({ path: name, text }): [string, string] => [name.slice(sample.length + 1), text]),
  ]);
};

describe("goldens of the samples", () => {
  test("there are samples", () => expect(samples.length).toBeGreaterThan(1));

  for (const sample of samples) {
    const folder = path.join(import.meta.dirname, sample);

    test(sample, () => {
      const outputs = outputsOf(sample);
      if (update) {
        mkdirSync(folder, { recursive: true });
        for (const [name, text] of outputs) writeFileSync(path.join(folder, name), text);
      }
      expect(existsSync(folder) ? readdirSync(folder).sort() : []).toEqual([...outputs.keys()].sort());
      for (const [name, text] of outputs) expect(text).toBe(readFileSync(path.join(folder, name), "utf8"));
    });
  }
});
