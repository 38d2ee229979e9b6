/** Source to P4 to P4 again: no finding on the way, the same text from the second on, the same observations. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generate } from "../../backends/p4/index.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { type Inputs, openP4 } from "../../src/engines/index.ts";
import { type P4Target, p4Targets } from "../../src/output/p4-targets.ts";
import { packetsFor } from "../differential/generate/packets.ts";
import { programs as randomPrograms } from "../differential/generate/program.ts";
import { decisionsOf, programOf } from "../differential/seeds.ts";
import { describeFindings, findDifferences } from "../differential/trial.ts";
import { identity } from "./ir.ts";
import { emit, type Read, readProgram, withoutOrigin } from "./pipeline.ts";
import { programs } from "./programs.ts";

const samples = readdirSync(new URL("../../samples/", import.meta.url)).filter((name) =>
  name.endsWith(".p4"),
);

const sample = (name: string): string =>
  readFileSync(new URL(`../../samples/${name}`, import.meta.url), "utf8");

/** Reads a text that this backend wrote; it has to be without a finding, but for warnings that its source had. */
const readClean = (text: string, source: Read): Read => {
  const known = new Set(source.sink.all.map(({ code }) => code));
  const read = readProgram("again.p4", text);
  const added = read.sink.all.filter(({ code }) => !known.has(code));
  expect(added.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  return read;
};

const expectFixedPoint = (first: string, source: Read, arch: P4Target): void => {
  const second = must(emit(readClean(first, source), arch), "the second text");
  if (withoutOrigin(second) === withoutOrigin(first)) return;
  const third = must(emit(readClean(second, source), arch), "the third text");
  expect(withoutOrigin(third)).toBe(withoutOrigin(second));
};

/** Compares the source with what became of it, packet by packet. */
const expectSameObservations = (
  { typed, program, source }: Read,
  count: number,
  inputs: Inputs,
  arch: P4Target,
): void => {
  const subject = {
    typed: must(typed, "the source's typed tree"),
    program: must(program, "the source's IR"),
    identity: source.identity,
  };
  const device = openP4(subject, arch);
  if (device.kind !== "engine") expect.fail(JSON.stringify(device));
  const findings = findDifferences(subject, [device], packetsFor(subject, count, 1, inputs), inputs);
  expect(describeFindings(findings)).toBe("");
};

describe.each(p4Targets)("for %s: programs by hand", (arch) => {
  test.each(programs)("$name", (program) => {
    const [file] = generate(program, identity, { arch }, new DiagnosticSink()) ?? [];
    const read = readProgram(`${program.name}.${arch}.p4`, must(file, "an output").text);
    // Programs by hand may write to headers that are invalid, or loop without consuming.
    expect(read.sink.all.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(read.program?.architecture).toBe(arch);
    expectFixedPoint(must(emit(read, arch), "the second text"), read, arch);
  });
});

describe.each(p4Targets)("for %s: samples", (arch) => {
  test.each(samples.filter((name) => name !== "flow_dissector.p4"))("%s", (name) => {
    const source = readProgram(name, sample(name));
    const text = must(emit(source, arch), "the text");
    expectFixedPoint(text, source, arch);
    expectSameObservations(source, 400, new Map(), arch);
  });

  test.each([0n, 1n, 5n, 7n])("flow_dissector.p4, flags %s", (flags) => {
    const source = readProgram("flow_dissector.p4", sample("flow_dissector.p4"));
    expectFixedPoint(must(emit(source, arch), "the text"), source, arch);
    expectSameObservations(source, 300, new Map([["flags", flags]]), arch);
  });
});

test.each(p4Targets)("for %s: random programs", (arch) => {
  let compared = 0;
  fc.assert(
    fc.property(randomPrograms(), (text) => {
      const source = readProgram("random.p4", text);
      // What the front end or the target refuses is not this test's to say.
      const emitted = emit(source, arch);
      if (emitted === undefined) return;
      expectFixedPoint(emitted, source, arch);
      expectSameObservations(source, 30, new Map(), arch);
      compared += 1;
    }),
    { numRuns: 40, seed: 20240321, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(15);
});

/**
 * Programs whose text once needed a third reading: constants folded only then, counts of loops that were none any
 * more, cases that one above them covered, a check that piled up, an order that turned round with each reading, a
 * `.last` that might fail in a choice.
 */
const seeds = [6, 12, 13, 32, 215, 227, 240, 288, 301, 303, 325, 326, 352, 373, 535, 1045, 1059, 1110, 1710];

test.each(p4Targets)(
  "for %s: the text of random programs",
  (arch) => {
    let compared = 0;
    for (const seed of [...seeds, ...Array.from({ length: 60 }, (_, index) => 3000 + index)]) {
      const source = readProgram("random.p4", programOf(decisionsOf(seed)));
      const emitted = emit(source, arch);
      if (emitted === undefined) continue;
      expectFixedPoint(emitted, source, arch);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(40);
  },
  120_000,
);
