/**
 * mutation [--seed N] [--mutants N] [--random N] [--engine ebpf|p4]… FILE.p4…
 * Exit status 1 where fewer than 95 % of the mutants are caught, refused or shown to be no change.
 */
import { parseArgs } from "node:util";
import { randomOf } from "../../src/cover/random.ts";
import { openEbpf } from "../../src/engines/ebpf.ts";
import type { Engine, NoEngine, Rewrite, Subject } from "../../src/engines/engine.ts";
import { hooksOf } from "../../src/engines/index.ts";
import { openKernelBench } from "../../src/engines/kernel-bench.ts";
import { openP4 } from "../../src/engines/p4.ts";
import type { OutputFile } from "../../src/output/file.ts";
import { cSites } from "./c-sites.ts";
import { type Change, type Class, classifyC } from "./classify.ts";
import { type Fate, judge } from "./judge.ts";
import { chooseMutations, type Mutation, mutate, type Site } from "./mutation.ts";
import { p4Sites } from "./p4-sites.ts";
import { type Prepared, prepareFile } from "./prepare.ts";

/** One of the two outputs: which file is changed, where, and how it is run. */
interface Output {
  readonly name: string;
  readonly changes: OutputFile["kind"];
  readonly sites: (text: string) => readonly Site[];
  readonly open: (subject: Subject, rewrite: Rewrite) => Engine | NoEngine;
  /** What is known of a change that no packet has shown. */
  readonly classify: (subject: Subject, change: Change) => Class;
}

const P4: Output = {
  name: "p4",
  changes: "p4-program",
  sites: p4Sites,
  open: (subject, rewrite) => openP4(subject, "v1model", rewrite),
  classify: () => ({ fate: "survives", reason: "not looked into" }),
};

const ebpfOutput = async (): Promise<Output> => {
  const bench = await openKernelBench();
  if (bench.kind === "missing") throw new Error(bench.message);
  const open: Output["open"] = (subject, rewrite) =>
    openEbpf(subject, hooksOf(subject)[0] ?? "xdp", bench, rewrite);
  return {
    name: "ebpf",
    changes: "parser-header",
    sites: cSites,
    open,
    classify: (...parts) => classifyC(bench, ...parts),
  };
};

/** The output as it is generated, which must be right. */
const originalOf = ({ name, open }: Output, { subject, cases }: Prepared): readonly OutputFile[] => {
  let right: readonly OutputFile[] = [];
  const opened = open(subject, (files) => {
    right = files;
    return files;
  });
  const fate = judge(opened, cases);
  if (fate !== "survives") throw new Error(`${name}: ${fate} though nothing is changed`);
  return right;
};

const spell = (text: string, { kind, line, old, fresh }: Mutation): string => {
  const place = (text.split("\n")[line - 1] ?? "").trim();
  return `  line ${line}, ${kind}: ${old.trim()} -> ${fresh === "" ? "nothing" : fresh}   | ${place}`;
};

/** Packets that are tried on what survives, besides those of `p4twin test`. */
const LONG_SEARCH = 200_000;
const LONG_SEED = 77;

/** What is known in the end of a mutant that has been judged; a reason only of those that no packet has caught. */
const known = (
  output: Output,
  { subject, cases, more }: Prepared,
  judged: Fate,
  change: Change,
  rewrite: Rewrite,
): Class => {
  if (judged !== "survives") return { fate: judged, reason: "" };
  const found = output.classify(subject, change);
  if (found.fate !== "survives") return found;
  const engine = output.open(subject, rewrite);
  const isCaught = judge(engine, more(cases, LONG_SEARCH, LONG_SEED)) === "caught";
  const search = `${isCaught ? "missed; one of" : "none of"} ${LONG_SEARCH} more packets shows it`;
  return { fate: "survives", reason: `${search}; ${found.reason}` };
};

const scoreOf = (output: Output, prepared: Prepared, mutants: number, seed: number): number => {
  const right = originalOf(output, prepared);
  const text = right.find(({ kind }) => kind === output.changes)?.text ?? "";
  const sites = output.sites(text);
  const counts: Record<Fate, number> = {
    "no program": 0,
    verifier: 0,
    caught: 0,
    "same code": 0,
    proven: 0,
    survives: 0,
  };
  const kinds = new Map<string, number>();
  let made = 0;
  for (const mutation of chooseMutations(sites, randomOf(seed))) {
    if (made === mutants) break;
    const changed = mutate(text, mutation);
    const wrong = right.map((file) => (file.kind === output.changes ? { ...file, text: changed } : file));
    const rewrite = (): readonly OutputFile[] => wrong;
    const judged = judge(output.open(prepared.subject, rewrite), prepared.cases);
    const { fate, reason } = known(
      output,
      prepared,
      judged,
      { right, wrong, text, changed, mutation },
      rewrite,
    );
    counts[fate] += 1;
    if (fate === "no program") continue;
    made += 1;
    kinds.set(mutation.kind, (kinds.get(mutation.kind) ?? 0) + 1);
    if (reason !== "") console.log(`${spell(text, mutation)}\n    ${fate}: ${reason}`);
    if (process.stderr.isTTY || made % 10 === 0)
      process.stderr.write(`\r${made} of ${mutants}, ${counts.survives} survive`);
  }
  process.stderr.write("\n");
  const killed = counts.caught + counts.verifier + counts["same code"] + counts.proven;
  console.log(
    `${output.name}: ${made} mutants of ${sites.length} places (seed ${seed}): ${counts.caught} caught by packets, ` +
      `${counts.verifier} refused by the verifier, ${counts["same code"]} the same code, ${counts.proven} proven equivalent, ` +
      `${counts.survives} survive: ${((100 * killed) / made).toFixed(1)} %`,
  );
  console.log(
    `  ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ")}; ${counts["no program"]} more were no programs`,
  );
  return killed / made;
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    mutants: { type: "string", default: "100" },
    random: { type: "string", default: "200" },
    engine: { type: "string", multiple: true, default: ["ebpf", "p4"] },
  },
});

const GOAL = 0.95;

for (const file of positionals) {
  const prepared = prepareFile(file, Number(values.random));
  console.log(`${file}: ${prepared.cases.length} packets`);
  for (const name of values.engine) {
    const output = name === "p4" ? P4 : await ebpfOutput();
    const score = scoreOf(output, prepared, Number(values.mutants), Number(values.seed));
    if (score < GOAL) process.exitCode = 1;
  }
}
