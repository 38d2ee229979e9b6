/**
 * fuzz [--seed N] [--programs N] [--packets N] [--target ebpf|v1model|psa|pna]… [--shrink] [--complex] [--show]
 *      [--without PASS]… [--kernel VERSION] [--sparing]
 * Seeds N, N+1, … give one program each. Exit status 1 when one of them shows a bug.
 */
import { parseArgs } from "node:util";
import { isPass } from "../../backends/ebpf/index.ts";
import { isKernel } from "../../src/output/kernels.ts";
import { describeOutcome, isBad, isTooComplex, kindOf, type Outcome, runProgram, TARGETS } from "./fuzz.ts";
import { decisionsOf, programOf } from "./seeds.ts";
import { shrink } from "./shrink.ts";
import { addOutcome, describeTally, newTally } from "./tally.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    programs: { type: "string", default: "100" },
    packets: { type: "string", default: "200" },
    target: { type: "string", multiple: true },
    shrink: { type: "boolean", default: false },
    complex: { type: "boolean", default: false },
    without: { type: "string", multiple: true, default: [] },
    kernel: { type: "string" },
    sparing: { type: "boolean", default: false },
    show: { type: "boolean", default: false },
  },
});

const first = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
const count = Number(values.programs);
const packets = Number(values.packets);
const { without, kernel, sparing } = values;
const options = {
  ...(sparing ? { sparing } : {}),
  ...(without.length === 0 ? {} : { without: without.filter(isPass) }),
  ...(kernel !== undefined && isKernel(kernel) ? { kernel } : {}),
};
const targets = TARGETS.filter((name) => values.target?.includes(name) ?? true);
console.log(`seed ${first}: ${count} programs, ${packets} packets each, on ${targets.join(", ")}`);

/** The hooks go by the seed, so it stays the same. */
const showShrunk = (decisions: readonly number[], outcome: Outcome, seed: number): void => {
  const kind = kindOf(outcome);
  const again = (text: string): Outcome => runProgram(text, targets, packets, seed, options);
  const small = programOf(shrink(decisions, (text) => kindOf(again(text)) === kind));
  console.log(`---- shrunk\n${small}\n${describeOutcome(again(small))}`);
};

const tally = newTally();
for (let seed = first; seed < first + count; seed += 1) {
  const decisions = decisionsOf(seed);
  const text = programOf(decisions);
  if (values.show) console.log(text);
  const outcome = runProgram(text, targets, packets, seed, options);
  addOutcome(tally, outcome);
  if (tally.programs % 20 === 0) console.error(`${tally.programs} programs, ${tally.bad} bad`);
  const isComplex = outcome.missing.some(isTooComplex);
  if (isComplex) console.log(`too complex: seed ${seed}`);
  if (isBad(outcome)) console.log(`\n==== seed ${seed}\n${describeOutcome(outcome)}`);
  if (values.shrink && (isBad(outcome) || (values.complex && isComplex)))
    showShrunk(decisions, outcome, seed);
}
console.log(`\n${describeTally(tally)}`);
process.exitCode = tally.bad > 0 ? 1 : 0;
