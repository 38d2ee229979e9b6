/** What the kernel tests share: the running kernel, or a loud note why they are left out; and a loaded program. */
import { generate, hookFunction, resultLayout } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { type KernelBench, openKernelBench } from "../../src/engines/index.ts";
import type { Program } from "../../src/ir/ir.ts";
import {
  compileBpf,
  decodeResult,
  type LoadedObject,
  loadObject,
  type ProgramInfo,
  pinThread,
  programInfo,
  readPerCpu,
  TestRunner,
} from "../../src/kernel/index.ts";
import type { Observation } from "../../src/observation/index.ts";
import { IDENTITY } from "../ebpf/build-ir.ts";

const open = async (): Promise<KernelBench | undefined> => {
  const opened = await openKernelBench();
  if (opened.kind === "bench") return opened;
  console.warn(`KERNEL TESTS LEFT OUT: ${opened.message}`);
  return undefined;
};

/** undefined where the kernel cannot be used: tests are then skipped. */
export const bench = await open();

export const compile = (program: Program, hooks?: readonly string[], identity = IDENTITY): Buffer => {
  const sink = new DiagnosticSink();
  const files = generate(program, identity, { hooks }, sink);
  if (files === undefined || bench === undefined) throw new Error(JSON.stringify(sink.all));
  const object = compileBpf(bench.clang, files, `${program.name}.bpf.c`, ["-Wall", "-Wextra", "-Werror"]);
  if (object.kind !== "object") throw new Error(object.kind === "failed" ? object.output : object.message);
  return object.bytes;
};

export interface Loaded {
  /** Runs one packet at a hook. */
  observe(hook: "xdp" | "tc", packet: Uint8Array): Observation;
  readonly info: ProgramInfo;
  readonly object: LoadedObject;
  close(): void;
}

/** Loads a program for xdp and tc. */
export const load = (program: Program): Loaded => {
  if (bench === undefined) throw new Error("no kernel");
  const { libbpf } = bench;
  const object = loadObject(libbpf, compile(program));
  if (object.kind === "failed") throw new Error(`errno ${object.errno}\n${object.log.slice(-4000)}`);
  const pinned = pinThread(libbpf);
  const runner = new TestRunner(libbpf);
  const layout = resultLayout(program);
  const map = object.maps.get(layout.map);
  const fdOf = (hook: string): number => object.programs.get(hookFunction(program.name, hook))?.fd ?? -1;
  return {
    object,
    info: programInfo(libbpf, fdOf("xdp")),
    observe: (hook, packet) => {
      const run = runner.run(fdOf(hook), { packet });
      if (run.kind === "refused") throw new Error(`the kernel refuses the run: errno ${run.errno}`);
      const entry = readPerCpu(libbpf, map?.fd ?? -1, 0, layout.size)[pinned?.cpu ?? 0];
      if (entry === undefined) throw new Error("no result");
      const observation = decodeResult(layout, entry, packet);
      const accepted = hook === "xdp" ? 2 : 0;
      if ((run.returned === accepted) !== (observation.verdict === "accept"))
        throw new Error(`returned ${run.returned}, observed ${observation.verdict}`);
      return observation;
    },
    close: () => {
      pinned?.release();
      object.close();
    },
  };
};
