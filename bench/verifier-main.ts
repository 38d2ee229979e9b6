/** See verifier.ts. */
import { parseArgs } from "node:util";
import { generate } from "../backends/ebpf/index.ts";
import { DiagnosticSink } from "../src/diagnostics/sink.ts";
import { hooksOf } from "../src/engines/index.ts";
import { compileBpf, loadObject, programInfo } from "../src/kernel/index.ts";
import { isKernel } from "../src/output/kernels.ts";
import { decisionsOf, programOf } from "../test/differential/seeds.ts";
import { twinOf } from "../test/differential/twin.ts";
import { bench } from "../test/kernel/bench.ts";
import { table } from "./statistics.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    programs: { type: "string", default: "100" },
    kernel: { type: "string" },
    list: { type: "boolean", default: false },
  },
});

interface Row {
  readonly seed: number;
  /** Instructions that the verifier processed; 0 where it refuses. */
  readonly verified: number;
  readonly warning: string;
  readonly failure: string;
}

/** undefined: the program is not taken by the compiler, or there is no kernel. */
const measure = (seed: number): Row | undefined => {
  const twin = twinOf("random", programOf(decisionsOf(seed)));
  if (twin.kind === "refused" || bench === undefined) return undefined;
  const sink = new DiagnosticSink();
  const [hook] = hooksOf(twin);
  const kernel = values.kernel !== undefined && isKernel(values.kernel) ? { kernel: values.kernel } : {};
  const files = generate(
    twin.program,
    twin.identity,
    { hooks: hook === undefined ? [] : [hook], ...kernel },
    sink,
  );
  if (files === undefined) return undefined;
  const warning = sink.all.find(({ code }) => code === "P0609")?.message ?? "";
  const compiled = compileBpf(bench.clang, files, "random.bpf.c");
  if (compiled.kind !== "object") return { seed, verified: 0, warning, failure: "clang" };
  const object = loadObject(bench.libbpf, compiled.bytes);
  if (object.kind === "failed") {
    const reason = /sequence of \d+ jumps|BPF program is too large|verifier bug/.exec(object.log)?.[0];
    const last = object.log.trim().split("\n").at(-1) ?? "";
    return { seed, verified: 0, warning, failure: reason ?? `errno ${object.errno} ${last}` };
  }
  const [program] = [...object.programs.values()];
  const { verifiedInstructions } = programInfo(bench.libbpf, program?.fd ?? -1);
  object.close();
  return { seed, verified: verifiedInstructions, warning, failure: "" };
};

const rows: Row[] = [];
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.programs); seed += 1) {
  const row = measure(seed);
  if (row === undefined) continue;
  rows.push(row);
  if (values.list || row.failure !== "" || row.warning !== "")
    console.log(`seed ${seed}: ${row.failure === "" ? row.verified : row.failure}; ${row.warning}`);
}
const loaded = rows.filter(({ failure }) => failure === "");
const refused = rows.filter(({ failure }) => failure !== "");
const sorted = loaded.map(({ verified }) => verified).sort((a, b) => a - b);
const quantile = (part: number): string => String(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
console.log(
  table([
    ["", "programs", "with a warning"],
    ["loaded", String(loaded.length), String(loaded.filter(({ warning }) => warning !== "").length)],
    [
      "refused by the verifier",
      String(refused.length),
      String(refused.filter(({ warning }) => warning !== "").length),
    ],
  ]),
);
console.log(
  `instructions verified: median ${quantile(0.5)}, 90 % ${quantile(0.9)}, 99 % ${quantile(0.99)}, ` +
    `most ${quantile(1)}`,
);
