/** A few dozen random programs; `scripts/fuzz.ts` runs thousands. */
import { describe, expect, it } from "vitest";
import { type EbpfOptions, isPass, PASSES, type Pass } from "../../backends/ebpf/index.ts";
import { p4Targets } from "../../src/output/p4-targets.ts";
import { bench } from "../kernel/bench.ts";
import { describeOutcome, isBad, runProgram, type Target } from "./fuzz.ts";
import { decisionsOf, programOf } from "./seeds.ts";
import { addOutcome, newTally } from "./tally.ts";

const PACKETS = 60;

/** At most a tenth may be too complex for the verifier. */
const runSeeds = (
  from: number,
  count: number,
  targets: readonly Target[],
  options: EbpfOptions = {},
): void => {
  const tally = newTally();
  for (let seed = from; seed < from + count; seed += 1) {
    const text = programOf(decisionsOf(seed));
    const outcome = runProgram(text, targets, PACKETS, seed, options);
    addOutcome(tally, outcome);
    if (isBad(outcome)) expect.fail(`seed ${seed}\n${describeOutcome(outcome)}\n${text}`);
  }
  expect(tally.tooComplex).toBeLessThanOrEqual(Math.ceil(count / 10));
};

describe("random programs", () => {
  it("say the same as the P4 that is made of them", () => runSeeds(1, 36, p4Targets));

  it.skipIf(bench === undefined)(
    "say the same as the C that is made of them, in the kernel",
    () => runSeeds(1, 24, ["ebpf"]),
    240_000,
  );

  const passes: readonly Pass[] = Object.keys(PASSES).filter(isPass);
  const variants: readonly (readonly [string, EbpfOptions, number])[] = [
    ...passes.map((pass) => [`without ${pass}`, { without: [pass] }, 2] as const),
    ["without any of these passes", { without: passes }, 6],
    ["for kernels from 6.9 on", { kernel: "6.9" }, 8],
    ["so that the verifier is spared", { sparing: true }, 10],
  ];
  it.skipIf(bench === undefined).each(variants)(
    "say the same as the C that is made of them %s",
    (name, options, count) => runSeeds(1000 + name.length * 20, count, ["ebpf"], options),
    120_000,
  );
});

describe("the generator", () => {
  it("gives the same program for the same seed", () => {
    expect(programOf(decisionsOf(7))).toBe(programOf(decisionsOf(7)));
  });

  it("ends on any decisions, and simply on none", () => {
    expect(programOf([]).split("\n").length).toBeLessThan(45);
  });
});
