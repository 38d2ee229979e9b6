/**
 * The front end on parsers of 10 to 10,000 states and headers: seconds for each stage, and the exponent of the
 * growth, which is 1 where the work is linear in the source. Each size is measured several times and the fastest
 * taken; how far the slowest is from it says how much the machine disturbs.
 * Usage: npx tsx bench/growth.ts [largest, 10000] [rounds, 3]
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, preprocess } from "../grammar/index.ts";
import { analyze } from "../src/analyze/index.ts";
import { DiagnosticSink } from "../src/diagnostics/sink.ts";
import { validate } from "../src/ir/index.ts";
import { lower } from "../src/lower/index.ts";
import { exponent, median, table } from "./statistics.ts";
import { syntheticParser } from "./synthetic.ts";

const largest = Number(process.argv[2] ?? 10_000);
const rounds = Number(process.argv[3] ?? 3);
const include = path.join(import.meta.dirname, "..", "grammar", "include");
const stages = ["preprocess", "parse", "analyze", "lower", "validate"] as const;
type Times = Record<(typeof stages)[number], number>;

const timed = <T>(times: Times, stage: (typeof stages)[number], work: () => T): T => {
  const start = process.hrtime.bigint();
  const result = work();
  times[stage] = Number(process.hrtime.bigint() - start) / 1e9;
  return result;
};

const measure = (states: number): Times => {
  const sink = new DiagnosticSink();
  const times: Times = { preprocess: 0, parse: 0, analyze: 0, lower: 0, validate: 0 };
  const source = timed(times, "preprocess", () =>
    preprocess(
      {
        mainPath: "synthetic.p4",
        mainBytes: Buffer.from(syntheticParser(states)),
        includeDirs: [],
        defines: [],
        readFile: () => undefined,
        systemInclude: (name) => readFileSync(path.join(include, name)),
      },
      sink,
    ),
  );
  if (source === undefined) throw new Error("preprocess failed");
  const tree = timed(times, "parse", () => parse(source.text, sink));
  if (tree === undefined) throw new Error("parse failed");
  const typed = timed(times, "analyze", () => analyze(tree, {}, sink));
  if (typed === undefined) throw new Error("analyze failed");
  const context = { name: "synthetic", sourceFile: "synthetic.p4", sourceMap: source.sourceMap };
  const program = timed(times, "lower", () => lower(typed, context, sink));
  if (program === undefined) throw new Error("lower failed");
  timed(times, "validate", () => validate(program));
  return times;
};

const sizes: number[] = [];
for (let states = 10; states <= largest; states *= 2) sizes.push(states);
if (sizes.at(-1) !== largest) sizes.push(largest);

measure(100); // warms the JIT and builds the parser
type Stage = (typeof stages)[number];
const results = sizes.map((states) => {
  const runs = Array.from({ length: rounds }, () => measure(states));
  const of = (stage: Stage): readonly number[] => runs.map((run) => run[stage]);
  return {
    states,
    fastest: (stage: Stage): number => Math.min(...of(stage)),
    spread: (stage: Stage): number => Math.max(...of(stage)) / Math.min(...of(stage)),
  };
});
const large = results.filter(({ states }) => states >= 1000);
const rows = results.map(({ states, fastest }) => [
  String(states),
  ...stages.map((stage) => fastest(stage).toFixed(4)),
]);
// Below 1,000 states fixed costs hide the slope.
const slope = (stage: Stage): string =>
  exponent(large.map(({ states, fastest }) => ({ x: states, y: fastest(stage) }))).toFixed(2);
const noise = (stage: Stage): string => median(large.map(({ spread }) => spread(stage))).toFixed(2);
console.log(
  table([
    ["states", ...stages],
    ...rows,
    ["exponent from 1,000", ...stages.map(slope)],
    ["slowest to fastest run", ...stages.map(noise)],
  ]),
);
