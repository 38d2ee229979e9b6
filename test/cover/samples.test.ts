/** The samples: packets for everything that can be reached, and no difference on any engine. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { coverProgram, randomPackets, sourceRows, tryPackets } from "../../src/cover/index.ts";
import { type Engine, hooksOf, openEngine } from "../../src/engines/index.ts";
import { bench } from "../kernel/bench.ts";
import { subjectOf } from "./subject.ts";

const folder = new URL("../../samples/", import.meta.url);
/** The others are in test/samples. */
const samples = ["ethernet_ip.p4", "flow_dissector.p4"];

it.runIf(process.env.CI !== undefined)("the kernel is among the engines in CI", () => {
  expect(bench).toBeDefined();
});

describe.each(samples)("%s", (file) => {
  const subject = subjectOf(file.replace(/\.p4$/, ""), readFileSync(new URL(file, folder), "utf8"));
  const explored = coverProgram(subject.program);
  const engines: Engine[] = [];

  beforeAll(async () => {
    const p4 = await openEngine(subject, "p4", "xdp");
    const kernel =
      bench === undefined
        ? []
        : await Promise.all(hooksOf(subject).map((hook) => openEngine(subject, "ebpf", hook)));
    for (const one of [p4, ...kernel]) {
      if (one.kind !== "engine") throw new Error(JSON.stringify(one));
      engines.push(one);
    }
  });
  afterAll(() => {
    for (const engine of engines) engine.close();
  });

  it("all states and rows of the source are reached, and all engines agree", () => {
    const packets = [...explored.packets, ...randomPackets(explored.packets, 300, 1)];
    const trial = tryPackets(subject, engines, packets);
    expect(trial.findings).toEqual([]);
    const { states, rows } = sourceRows(subject.typed);
    expect(states.filter(({ name }) => !trial.states.has(name))).toEqual([]);
    expect(rows.filter(({ state, index }) => !trial.rows.has(`${state}#${index}`))).toEqual([]);
    expect(trial.tallies.map(({ refused }) => refused)).toEqual(trial.tallies.map(() => 0));
  });

  it("both outcomes of every condition, full stacks and loops' bounds are reached", () => {
    const open = explored.goals.open.filter(({ kind }) => kind !== "probe");
    expect(open).toEqual([]);
  });

  it("the same packets every time", () => {
    expect(coverProgram(subject.program).packets).toEqual(explored.packets);
  });
});
