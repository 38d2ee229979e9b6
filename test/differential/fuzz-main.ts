/**
 * fuzz [--seed N] [--programs N] [--packets N] [--engine ebpf|p4]… [--shrink] [--show N]
 * Seeds N, N+1, … give one program each. Exit status 1 when one of them shows a bug.
 */
import { parseArgs } from "node:util";
import {
  decisionsOf,
  describeOutcome,
  type EngineName,
  isBad,
  isTooComplex,
  type Outcome,
  programOf,
  runProgram,
  shrink,
} from "./fuzz.ts";
import { errorsOf } from "./twin.ts";

const isEngine = (name: string): name is EngineName => name === "ebpf" || name === "p4";

/** What two outcomes must share for one to be a smaller case of the other. */
const kindOf = ({ findings, failures, crash, refusals }: Outcome): string =>
  [
    findings.length > 0 ? `differs ${findings.map(({ engine }) => engine).join()}` : "",
    failures.length > 0 ? `fails ${failures.map(({ name }) => name).join()}` : "",
    crash === undefined ? "" : `crash ${crash.split("\n").slice(0, 3).join(" ").replace(/\d+/g, "")}`,
    refusals.some(({ phase }) => phase === "front end") ? "refused" : "",
  ].join(" ");

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    programs: { type: "string", default: "100" },
    packets: { type: "string", default: "200" },
    engine: { type: "string", multiple: true, default: ["ebpf", "p4"] },
    shrink: { type: "boolean", default: false },
    complex: { type: "boolean", default: false },
    show: { type: "boolean", default: false },
  },
});

const first = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
const count = Number(values.programs);
const packets = Number(values.packets);
const engines = values.engine.filter(isEngine);
console.log(`seed ${first}: ${count} programs, ${packets} packets each, engines ${engines.join(", ")}`);

const refused = new Map<string, number>();
let bad = 0;
let compared = 0;
let ran = 0;
let tooComplex = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const decisions = decisionsOf(seed);
  const text = programOf(decisions);
  if (values.show) console.log(text);
  const outcome = runProgram(text, engines, packets, seed);
  ran += outcome.packets;
  if (outcome.refusals.length + outcome.failures.length === 0) compared += 1;
  for (const { phase, findings } of outcome.refusals) {
    const reason = `${phase}: ${errorsOf(findings)
      .split("\n")[0]
      ?.replace(/[`"'].*?[`"']|\d+/g, "…")}`;
    refused.set(reason, (refused.get(reason) ?? 0) + 1);
  }
  for (const _ of outcome.failures.filter(isTooComplex)) {
    tooComplex += 1;
    if (values.complex) console.log(`too complex: seed ${seed}`);
  }
  if (!isBad(outcome)) continue;
  bad += 1;
  console.log(`\n==== seed ${seed}\n${describeOutcome(outcome)}`);
  if (!values.shrink) continue;
  const kind = kindOf(outcome);
  const isStillBad = (candidate: string): boolean =>
    kindOf(runProgram(candidate, engines, packets, seed)) === kind;
  const small = programOf(shrink(decisions, isStillBad));
  console.log(`---- shrunk\n${small}\n${describeOutcome(runProgram(small, engines, packets, seed))}`);
}
console.log(`\n${count} programs, ${compared} compared on all engines, ${ran} packets, ${bad} bad`);
if (tooComplex > 0) console.log(`${tooComplex} × too complex for this kernel's verifier`);
for (const [reason, times] of [...refused].sort((a, b) => b[1] - a[1])) console.log(`${times} × ${reason}`);
process.exitCode = bad > 0 ? 1 : 0;
