/**
 * Throws broken programs at the front end: mutated and truncated samples, shuffled tokens, random bytes. Whatever
 * comes in, only diagnostics may come out; an exception ends the run with the seed and the input that caused it.
 *   npx tsx scripts/fuzz-front-end.ts [count, 100000] [seed] [directory of programs, samples]
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, preprocess } from "../grammar/index.ts";
import { analyze } from "../src/analyze/index.ts";
import { DiagnosticSink } from "../src/diagnostics/sink.ts";
import { systemIncludesOf } from "../src/source/files.ts";

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);

/** mulberry32: small, and the same on every machine. */
const generator = (state: number): (() => number) => {
  let current = state >>> 0;
  return () => {
    current = (current + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(current ^ (current >>> 15), current | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const random = generator(seed);
const below = (limit: number): number => Math.floor(random() * limit);
const pick = <T>(values: readonly T[], fallback: T): T => values[below(values.length)] ?? fallback;

const root = path.join(import.meta.dirname, "..");
const systemInclude = systemIncludesOf(path.join(root, "grammar", "include"));
const samples = process.argv[4] ?? path.join(root, "samples");
const seeds = readdirSync(samples)
  .filter((name) => name.endsWith(".p4"))
  .map((name) => readFileSync(path.join(samples, name), "utf8"));
const words = [...new Set(seeds.flatMap((text) => text.match(/\w+|[^\s\w]/g) ?? []))].concat([
  "apply",
  "table",
  "switch",
  "for",
  "in",
  "...",
  "{#}",
  "&&&",
  "..",
  "|+|",
  "int<8>",
  "8w255",
  "4s-1",
  "@name",
  "#if",
  "\\",
  '"',
]);

const truncate = (text: string): string => text.slice(0, below(text.length));

const mutate = (text: string): string => {
  let result = text;
  for (let change = below(4); change >= 0; change -= 1) {
    const at = below(result.length);
    const length = below(30);
    const insert = pick(
      [pick(words, ";"), "", String.fromCharCode(below(256)), result.slice(at, at + length).repeat(2)],
      "",
    );
    result = result.slice(0, at) + insert + result.slice(at + (random() < 0.5 ? length : 0));
  }
  return result;
};

const shuffle = (): string =>
  Array.from({ length: below(200) }, () => pick(words, ";")).join(random() < 0.5 ? " " : "\n");
const noise = (): Buffer => Buffer.from(Array.from({ length: below(300) }, () => below(256)));

const nextInput = (): Buffer => {
  const text = pick(seeds, "");
  const kind = random();
  if (kind < 0.55) return Buffer.from(mutate(text));
  if (kind < 0.75) return Buffer.from(truncate(text));
  if (kind < 0.95) return Buffer.from(shuffle());
  return noise();
};

const check = (input: Buffer): { readonly errors: number; readonly typed: boolean } => {
  const sink = new DiagnosticSink();
  const source = preprocess(
    {
      mainPath: "fuzz.p4",
      mainBytes: input,
      includeDirs: [],
      defines: [],
      readFile: () => undefined,
      systemInclude,
    },
    sink,
  );
  const tree = source === undefined ? undefined : parse(source.text, sink);
  const typed =
    tree === undefined || sink.errorCount > 0 ? undefined : analyze(tree, { requireParser: false }, sink);
  return { errors: sink.errorCount, typed: typed !== undefined };
};

console.log(`seed ${seed}, ${count} inputs`);
let refused = 0;
let typed = 0;
let slowest = 0;
for (let run = 0; run < count; run += 1) {
  const input = nextInput();
  const start = performance.now();
  try {
    const result = check(input);
    if (result.errors > 0) refused += 1;
    if (result.typed) typed += 1;
  } catch (error) {
    writeFileSync("fuzz-front-end.p4", input);
    console.error(`input ${run} of seed ${seed} threw; it is kept as fuzz-front-end.p4`);
    throw error;
  }
  slowest = Math.max(slowest, performance.now() - start);
}
console.log(
  `${count} inputs: ${refused} refused, ${typed} with a parser understood, none threw; slowest ${slowest.toFixed(0)} ms`,
);
