/** See includer.ts. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { generate } from "../backends/ebpf/index.ts";
import { DiagnosticSink } from "../src/diagnostics/sink.ts";
import { type Clang, compileBpf, loadObject, openKernel, programInfo } from "../src/kernel/index.ts";
import { mustTwin } from "../test/differential/twin.ts";
import { instructionsOf } from "./emulator.ts";
import { includerOf, OWN, USES } from "./includer-program.ts";
import { stackDepth } from "./stack-depth.ts";
import { table } from "./statistics.ts";

const clangs = ["clang-14", "clang-19"]
  .filter((path) => spawnSync(path, ["--version"]).status === 0)
  .map((path): Clang => ({ kind: "clang", path, version: path }));
const libbpf = await openKernel();
if (libbpf.kind !== "libbpf") throw new Error(libbpf.message);

const chosen = process.argv.slice(2);
const samples = readdirSync("samples")
  .flatMap((file) => (file.endsWith(".p4") ? [file.slice(0, -3)] : []))
  .filter((name) => chosen.length === 0 || chosen.includes(name));

/** Instructions, verified instructions, stack; or why there are none. */
const measure = (clang: Clang, header: { path: string; text: string }, text: string): string => {
  const main = `${OWN}.bpf.c`;
  const made = compileBpf(clang, [header, { path: main, text }], main, ["-Wall", "-Wextra", "-Werror"]);
  if (made.kind === "unavailable") return made.message;
  if (made.kind === "failed") return /stack/.test(made.output) ? "stack exceeded" : "not compiled";
  const code = instructionsOf(made.bytes, "xdp");
  const object = loadObject(libbpf, made.bytes);
  const size = `${code.length / 8}`;
  const stack = `${stackDepth(code)}`;
  if (object.kind === "failed") {
    const lines = object.log.trim().split("\n");
    const reason = lines.findLast((line) => !/^(?:processed|max_|\d+:)/.test(line)) ?? "";
    if (process.env.SHOW_LOG !== undefined) console.log(lines.slice(-12).join("\n"));
    return `${size} / ${reason.slice(0, 40)} / ${stack}`;
  }
  const { verifiedInstructions } = programInfo(libbpf, object.programs.get(OWN)?.fd ?? -1);
  object.close();
  return `${size} / ${verifiedInstructions} / ${stack}`;
};

const only = process.env.CLANGS?.split(",");
for (const clang of clangs.filter(({ path }) => only?.includes(path) ?? true)) {
  const rows = samples.flatMap((name) => {
    const twin = mustTwin(name, readFileSync(`samples/${name}.p4`, "utf8"));
    const files = generate(twin.program, twin.identity, {}, new DiagnosticSink()) ?? [];
    const header = files.find(({ kind }) => kind === "parser-header");
    const texts = USES.map((use) => includerOf(twin.program, use));
    if (header === undefined || texts.includes(undefined)) return [];
    return [[name, ...texts.map((text) => measure(clang, header, text ?? ""))]];
  });
  console.log(`\n${clang.version}: instructions / verified / bytes of stack`);
  console.log(table([["sample", ...USES], ...rows]));
}
