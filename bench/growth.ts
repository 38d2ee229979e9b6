/**
 * The front end on parsers of 10 to 10,000 states and headers: seconds for each stage, and the exponent of the
 * growth, which is 1 where the work is linear in the source.
 * Usage: npx tsx bench/growth.ts [largest]
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, preprocess } from "../grammar/index.ts";
import { analyze } from "../src/analyze/index.ts";
import { DiagnosticSink } from "../src/diagnostics/sink.ts";
import { lower } from "../src/lower/index.ts";
import { exponent, table } from "./statistics.ts";
import { syntheticParser } from "./synthetic.ts";

const largest = Number(process.argv[2] ?? 10_000);
const include = path.join(import.meta.dirname, "..", "grammar", "include");
const stages = ["preprocess", "parse", "analyze", "lower"] as const;
type Times = Record<(typeof stages)[number], number>;

const timed = <T>(times: Times, stage: (typeof stages)[number], work: () => T): T => {
  const start = process.hrtime.bigint();
  const result = work();
  times[stage] = Number(process.hrtime.bigint() - start) / 1e9;
  return result;
};

const measure = (states: number): Times => {
  const sink = new DiagnosticSink();
  const times: Times = { preprocess: 0, parse: 0, analyze: 0, lower: 0 };
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
  if (timed(times, "lower", () => lower(typed, context, sink)) === undefined) throw new Error("lower failed");
  return times;
};

const sizes: number[] = [];
for (let states = 10; states <= largest; states *= 2) sizes.push(states);
if (sizes.at(-1) !== largest) sizes.push(largest);

measure(100); // warms the JIT and builds the parser
const results = sizes.map((states) => ({ states, times: measure(states) }));
const rows = results.map(({ states, times }) => [
  String(states),
  ...stages.map((stage) => times[stage].toFixed(4)),
]);
// Below 1,000 states fixed costs hide the slope.
const slope = (stage: (typeof stages)[number]): string =>
  exponent(
    results
      .filter(({ states }) => states >= 1000)
      .map(({ states, times }) => ({ x: states, y: times[stage] })),
  ).toFixed(2);
console.log(table([["states", ...stages], ...rows, ["exponent from 1,000", ...stages.map(slope)]]));
