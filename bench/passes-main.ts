/** See passes.ts. */
import { readFileSync } from "node:fs";
import { type EbpfOptions, generate, isPass, PASSES, type Pass } from "../backends/ebpf/index.ts";
import { DiagnosticSink } from "../src/diagnostics/sink.ts";
import { compileBpf, findClang } from "../src/kernel/index.ts";
import { twinOf } from "../test/differential/twin.ts";
import { emulate, instructionsOf } from "./emulator.ts";
import { flowPackets } from "./packets.ts";
import { table } from "./statistics.ts";

const clang = findClang();
const twin = twinOf("flow_dissector", readFileSync("samples/flow_dissector.p4", "utf8"));
if (clang.kind !== "clang" || twin.kind !== "twin") throw new Error("no clang, or no program");

const measure = (name: string, options: EbpfOptions): readonly string[] => {
  const files = generate(twin.program, twin.source.identity, options, new DiagnosticSink()) ?? [];
  const compiled = compileBpf(clang, files, "flow_dissector.bpf.c");
  if (compiled.kind !== "object") throw new Error(JSON.stringify(compiled));
  const code = instructionsOf(compiled.bytes, "flow_dissector");
  const counts = flowPackets.map(({ packet }) => emulate(code, "flow_dissector", packet));
  const mean = (values: readonly number[]): string =>
    (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1);
  return [
    name,
    String(code.length / 8),
    mean(counts.map(({ instructions }) => instructions)),
    mean(counts.map(({ accesses }) => accesses)),
    mean(counts.map(({ spills }) => spills)),
    mean(counts.map(({ jumps }) => jumps)),
  ];
};

const all: readonly Pass[] = Object.keys(PASSES).filter(isPass);
/** On the command line: those to be left out one at a time; `none`: none. */
const [, , ...named] = process.argv;
const passes = named.length > 0 ? named.filter(isPass) : all;
console.log(
  table([
    ["flow dissector", "instructions", "a packet", "memory", "of the stack", "jumps taken"],
    measure("all passes", {}),
    ...passes.map((pass) => measure(`without ${pass}`, { without: [pass] })),
    measure("without any of them", { without: all }),
    measure("for kernels from 6.9 on", { kernel: "6.9" }),
  ]),
);
