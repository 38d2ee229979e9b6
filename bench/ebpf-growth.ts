/**
 * The emitted C on parse graphs of 10 to 1,000 states: its size, what clang and the verifier make of it, and the
 * exponents of the growth. What the kernel refuses is shown with the verifier's words, not left out.
 * Usage, as root: npx tsx bench/ebpf-growth.ts [largest, 1000]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compileBpf, findClang, loadObject, openKernel, programInfo } from "../src/kernel/index.ts";
import { exponent, table } from "./statistics.ts";
import { ladderParser, syntheticParser } from "./synthetic.ts";

const largest = Number(process.argv[2] ?? 1000);
const root = path.join(import.meta.dirname, "..");
const seconds = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e9;

interface Row {
  readonly states: number;
  readonly bytes: number;
  readonly clang: number;
  readonly instructions: number;
  readonly load: number;
  readonly verified: number;
  /** Why there is no more of it. */
  readonly failure: string;
}

const generate = (text: string): readonly { path: string; text: string }[] | string => {
  const folder = mkdtempSync(path.join(tmpdir(), "p4twin-growth-"));
  try {
    const source = path.join(folder, "graph.p4");
    writeFileSync(source, text);
    execFileSync(path.join(root, "bin", "p4twin"), [source, "-b", "ebpf", "--hook", "xdp", "-o", folder], {
      stdio: "pipe",
    });
    return ["graph.bpf.c", "graph.parser.h"].map((name) => ({
      path: name,
      text: readFileSync(path.join(folder, name), "utf8"),
    }));
  } catch (error) {
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    return stderr.split("\n")[0] ?? "";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const main = async (): Promise<void> => {
  const libbpf = await openKernel();
  const clang = findClang();
  if (libbpf.kind !== "libbpf" || clang.kind !== "clang") {
    for (const part of [libbpf, clang])
      if (part.kind === "unavailable") console.log(`left out: ${part.message}`);
    return;
  }
  const measure = (states: number, text: string): Row => {
    const nothing = { states, bytes: 0, clang: 0, instructions: 0, load: 0, verified: 0 };
    const files = generate(text);
    if (typeof files === "string") return { ...nothing, failure: files };
    const bytes = files.reduce((sum, file) => sum + file.text.length, 0);
    const compiling = process.hrtime.bigint();
    const compiled = compileBpf(clang, files, "graph.bpf.c");
    const compileTime = seconds(compiling);
    if (compiled.kind !== "object") {
      const output = compiled.kind === "failed" ? compiled.output : compiled.message;
      return { ...nothing, bytes, failure: output.split("\n").find((line) => /error/.test(line)) ?? output };
    }
    const loading = process.hrtime.bigint();
    const object = loadObject(libbpf, compiled.bytes);
    const load = seconds(loading);
    if (object.kind === "failed") {
      const lines = object.log.trim().split("\n");
      const failure = lines.find((line) => /too|limit|invalid|refus/.test(line)) ?? lines.at(-1) ?? "";
      return { ...nothing, bytes, clang: compileTime, load, failure: `errno ${object.errno}: ${failure}` };
    }
    const [program] = [...object.programs.values()];
    const info = programInfo(libbpf, program?.fd ?? -1);
    object.close();
    const instructions = info.xlatedBytes / 8;
    const verified = info.verifiedInstructions;
    return { states, bytes, clang: compileTime, instructions, load, verified, failure: "" };
  };
  const sizes = [10, 20, 50, 100, 200, 500, 1000].filter((size) => size <= largest);
  const graphs = [
    { name: "a header a state, three ways on", text: syntheticParser },
    { name: "one header, two ways on", text: ladderParser },
  ];
  for (const { name, text } of graphs) {
    const rows = sizes.map((states) => measure(states, text(states)));
    const loaded = rows.filter(({ verified }) => verified > 0);
    const slope = (pick: (row: Row) => number): string =>
      exponent(loaded.map((row) => ({ x: row.states, y: pick(row) }))).toFixed(2);
    console.log(`\n${name}`);
    console.log(
      table([
        ["states", "C bytes", "clang s", "instructions", "load s", "verified", ""],
        ...rows.map((row) => [
          String(row.states),
          String(row.bytes),
          row.clang.toFixed(2),
          String(row.instructions),
          row.load.toFixed(3),
          String(row.verified),
          row.failure.slice(0, 100),
        ]),
        [
          "exponent",
          slope((row) => row.bytes),
          slope((row) => row.clang),
          slope((row) => row.instructions),
          slope((row) => row.load),
          slope((row) => row.verified),
          "",
        ],
      ]),
    );
  }
};

await main();
