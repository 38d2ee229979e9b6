/** The flow dissector with each optimisation left out, and for newer kernels: the same answers, more or less work. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type EbpfOptions, generate, isPass, PASSES, type Pass } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { compileBpf, loadObject, programInfo, TestRunner } from "../../src/kernel/index.ts";
import { twinOf } from "../differential/twin.ts";
import { vectors } from "../flow_dissector/vectors.ts";
import { bench } from "./bench.ts";

const KEYS_BYTES = 56;
const BPF_OK = 0;

const twin = twinOf(
  "flow_dissector",
  readFileSync(new URL("../../samples/flow_dissector.p4", import.meta.url), "utf8"),
);

/** Runs all vectors; the instructions that the verifier has processed. */
const verify = (options: EbpfOptions, edit: (text: string) => string = (text) => text): number => {
  if (bench === undefined || twin.kind !== "twin") throw new Error("no kernel, or no program");
  const files = (generate(twin.program, twin.source.identity, options, new DiagnosticSink()) ?? []).map(
    (file) => ({ ...file, text: edit(file.text) }),
  );
  const flags = ["-Wall", "-Wextra", "-Werror"];
  const compiled = compileBpf(bench.clang, files, "flow_dissector.bpf.c", flags);
  if (compiled.kind !== "object") throw new Error(JSON.stringify(compiled));
  const object = loadObject(bench.libbpf, compiled.bytes);
  if (object.kind === "failed") throw new Error(object.log.slice(-3000));
  const fd = object.programs.get("flow_dissector_flow_dissector")?.fd ?? -1;
  const runner = new TestRunner(bench.libbpf);
  for (const { name, frame, flags: given, expected, keysHex } of vectors) {
    const context = Buffer.alloc(KEYS_BYTES);
    context.writeUInt32LE(given, 48);
    const run = runner.run(fd, { packet: frame, context });
    if (run.kind === "refused") throw new Error(`refused: ${run.errno}`);
    expect(run.returned, name).toBe(expected);
    if (expected === BPF_OK) expect(run.output.toString("hex"), name).toBe(keysHex);
  }
  const { verifiedInstructions } = programInfo(bench.libbpf, fd);
  object.close();
  return verifiedInstructions;
};

describe.skipIf(bench === undefined)("the flow dissector", () => {
  const passes: readonly Pass[] = Object.keys(PASSES).filter(isPass);

  it.each(passes)("without the pass %s", (pass) => {
    verify({ without: [pass] });
  });

  it("without any of these passes", () => {
    verify({ without: passes });
  });

  it("stays below 100,000 verified instructions for 5.10", () => {
    expect(verify({ kernel: "5.10" })).toBeLessThan(100_000);
  });

  it("stays below 5,000 verified instructions for 6.9, where packets lie in one piece", () => {
    const inOnePiece = (text: string): string =>
      text
        .replace(/^static __attribute__\(\(__noinline__\)\) int\n.*?^}$/ms, "")
        .replace(/return \w+_pieces\(context\);/, "return BPF_DROP;");
    expect(verify({ kernel: "6.9" }, inOnePiece)).toBeLessThan(5_000);
  });

  it("stays below 20,000 verified instructions for 6.9 with the way for other packets", () => {
    expect(verify({ kernel: "6.9" })).toBeLessThan(20_000);
  });
});
