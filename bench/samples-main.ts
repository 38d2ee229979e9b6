/** See samples.ts. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { generate, hookFunction, isPass } from "../backends/ebpf/index.ts";
import { DiagnosticSink } from "../src/diagnostics/sink.ts";
import { hooksOf } from "../src/engines/index.ts";
import { compileBpf, loadObject, programInfo } from "../src/kernel/index.ts";
import { isKernel } from "../src/output/kernels.ts";
import { mustTwin } from "../test/differential/twin.ts";
import { bench } from "../test/kernel/bench.ts";
import { table } from "./statistics.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kernel: { type: "string" },
    hook: { type: "string", multiple: true },
    without: { type: "string", multiple: true, default: [] },
    keep: { type: "string" },
  },
});

const folder = path.join(process.cwd(), "samples");
const samples = readdirSync(folder).filter((name) => name.endsWith(".p4"));
const files = positionals.length > 0 ? positionals : samples.map((name) => path.join(folder, name));
const kernel = values.kernel !== undefined && isKernel(values.kernel) ? { kernel: values.kernel } : {};
const BYTES_PER_INSTRUCTION = 8;

/** The cells of a program at a hook: what it is, or why it is not loaded. */
const measure = (file: string, hook: string | undefined): readonly string[] => {
  const name = path.basename(file, ".p4");
  const twin = mustTwin(name, readFileSync(file, "utf8"));
  const chosen = hook ?? hooksOf(twin)[0] ?? "";
  if (bench === undefined) return [name, chosen, "no kernel"];
  const sink = new DiagnosticSink();
  const options = { hooks: [chosen], ...kernel, without: values.without.filter(isPass) };
  const outputs = generate(twin.program, twin.identity, options, sink);
  if (outputs === undefined) return [name, chosen, sink.all[0]?.message ?? "refused"];
  const warned = sink.all.some(({ code }) => code === "P0609") ? "warned" : "";
  const compiled = compileBpf(bench.clang, outputs, `${name}.bpf.c`);
  if (values.keep !== undefined) {
    mkdirSync(values.keep, { recursive: true });
    for (const { path: to, text } of outputs) writeFileSync(path.join(values.keep, to), text);
    if (compiled.kind === "object") writeFileSync(path.join(values.keep, `${name}.o`), compiled.bytes);
  }
  if (compiled.kind !== "object") return [name, chosen, "clang", "", warned];
  const object = loadObject(bench.libbpf, compiled.bytes);
  if (object.kind === "failed")
    return [name, chosen, object.log.trim().split("\n").slice(-2)[0] ?? "", "", warned];
  const info = programInfo(bench.libbpf, object.programs.get(hookFunction(name, chosen))?.fd ?? -1);
  object.close();
  const instructions = info.xlatedBytes / BYTES_PER_INSTRUCTION;
  return [name, chosen, String(instructions), String(info.verifiedInstructions), warned];
};

const hooks: readonly (string | undefined)[] = values.hook ?? [undefined];
const rows = files.flatMap((file) => hooks.map((hook) => measure(file, hook)));
console.log(table([["sample", "hook", "instructions", "verified", "P0609"], ...rows]));
