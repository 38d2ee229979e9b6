/**
 * The samples with packets of their own: compiled for every hook and every device, accepted by the verifier, and the
 * same observations from every engine, those of samples/packets/NAME.observed for the packets written by hand.
 * UPDATE_GOLDENS=1 writes these anew: read the diff before it is committed.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate as generateC } from "../../backends/ebpf/index.ts";
import { generate as generateP4 } from "../../backends/p4/index.ts";
import { coverProgram, isUnreachable, randomPackets, sourceRows, tryPackets } from "../../src/cover/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { type Engine, hooksOf, openEngine, openReference } from "../../src/engines/index.ts";
import { compileBpf, loadObject, programInfo } from "../../src/kernel/index.ts";
import { describeObservation } from "../../src/observation/index.ts";
import { p4Targets } from "../../src/output/p4-targets.ts";
import { bench } from "../kernel/bench.ts";
import { observedPath, readSample, sampleNames } from "./sample.ts";

const update = process.env.UPDATE_GOLDENS === "1";

/** The oldest and the newest clang that are tested, where they are installed. */
const clangs = ["clang-14", "clang-19"].filter(
  (path) => bench !== undefined && spawnSync(path, ["--version"]).status === 0,
);

/** Of a test, in milliseconds: a busy machine takes its time with clang and the verifier. */

/** What the verifier may walk; it gives up at a million. */
const MAX_VERIFIED = 900_000;

it("there are samples", () => expect(sampleNames.length).toBeGreaterThan(10));

describe.each(sampleNames)("%s", (name) => {
  const { twin, packets, observed } = readSample(name);
  const engines: Engine[] = [];

  beforeAll(async () => {
    const hooks = bench === undefined ? [] : hooksOf(twin);
    const opened = await Promise.all([
      ...p4Targets.map((arch) => openEngine(twin, "p4", "xdp", arch)),
      ...hooks.map((hook) => openEngine(twin, "ebpf", hook)),
    ]);
    for (const one of opened) {
      if (one.kind !== "engine") throw new Error(JSON.stringify(one));
      engines.push(one);
    }
  });
  afterAll(() => {
    for (const engine of engines) engine.close();
  });

  it("compiles for every device without a warning", () => {
    expect(twin.findings).toEqual([]);
    for (const arch of p4Targets) {
      const sink = new DiagnosticSink();
      expect(generateP4(twin.program, twin.identity, { arch }, sink)).toHaveLength(1);
      expect(sink.all).toEqual([]);
    }
  });

  it.each(clangs)("what %s makes of it, without a warning, loads at every hook", (path) => {
    if (bench === undefined) return;
    const sink = new DiagnosticSink();
    const files = generateC(twin.program, twin.identity, { hooks: hooksOf(twin) }, sink);
    expect(sink.all).toEqual([]);
    const clang = { kind: "clang", path, version: path } as const;
    const made = compileBpf(clang, files ?? [], `${name}.bpf.c`, ["-Wall", "-Wextra", "-Werror"]);
    if (made.kind !== "object") throw new Error(JSON.stringify(made));
    const object = loadObject(bench.libbpf, made.bytes);
    if (object.kind === "failed") throw new Error(`errno ${object.errno}: ${object.log.slice(-2000)}`);
    try {
      expect(object.programs.size).toBe(hooksOf(twin).length);
      for (const { fd } of object.programs.values())
        expect(programInfo(bench.libbpf, fd).verifiedInstructions).toBeLessThan(MAX_VERIFIED);
    } finally {
      object.close();
    }
  });

  it("observes what is expected of its own packets, on every engine", () => {
    const textOf = (engine: Engine): string =>
      packets
        .map((packet, number) => {
          const outcome = engine.observe(packet, new Map());
          const lines =
            outcome.kind === "observed" ? describeObservation(outcome.observation) : [outcome.reason];
          return `packet ${number}: ${packet.length} bytes\n${lines.join("\n")}\n`;
        })
        .join("");
    const reference = openReference(twin);
    if (update) writeFileSync(observedPath(name), textOf(reference));
    else for (const engine of [reference, ...engines]) expect(textOf(engine)).toBe(observed);
  });

  it("all states and rows of the source are reached, and all engines agree", () => {
    const explored = coverProgram(twin.program);
    const own = packets.map((bytes) => ({ bytes, inputs: new Map() }));
    const given = [...own, ...explored.packets, ...randomPackets(explored.packets, 50, 1)];
    const trial = tryPackets(twin, engines, given);
    expect(trial.findings).toEqual([]);
    expect(trial.tallies.map(({ refused }) => refused)).toEqual(trial.tallies.map(() => 0));
    const { states, rows } = sourceRows(twin.typed);
    expect(states.map((state) => state.name).filter((state) => !trial.states.has(state))).toEqual([]);
    const missed = rows.filter(({ state, index }) => !trial.rows.has(`${state}#${index}`));
    const taken = new Set(rows.filter((row) => !missed.includes(row)).map(({ state }) => state));
    expect(missed.filter((row) => !isUnreachable(explored, row, taken.has(row.state)))).toEqual([]);
  });
});
