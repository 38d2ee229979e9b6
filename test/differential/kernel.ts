/** Generated C in the running kernel. */
import { resultLayout } from "../../backends/ebpf/index.ts";
import type { Program } from "../../src/ir/ir.ts";
import {
  compileBpf,
  decodeResult,
  loadObject,
  pinThread,
  readPerCpu,
  TestRunner,
} from "../../src/kernel/index.ts";
import type { Observation } from "../../src/observation/index.ts";
import type { OutputFile } from "../../src/output/file.ts";
import { bench } from "../kernel/bench.ts";

export interface InKernel {
  readonly observe: (packet: Uint8Array) => Observation;
  readonly close: () => void;
}

const XDP_PASS = 2;

/** Compiles, loads, and runs at the xdp hook. Throws with clang's or the verifier's words where one refuses. */
export const runInKernel = (program: Program, files: readonly OutputFile[]): InKernel => {
  if (bench === undefined) throw new Error("the kernel can't be used here");
  const { libbpf, clang } = bench;
  const compiled = compileBpf(clang, files, `${program.name}.bpf.c`);
  if (compiled.kind !== "object")
    throw new Error(compiled.kind === "failed" ? compiled.output : compiled.message);
  const xdp = `${program.name}_xdp`;
  const object = loadObject(libbpf, compiled.bytes, new Set([xdp]));
  if (object.kind === "failed")
    throw new Error(`the verifier refuses it: errno ${object.errno}\n${object.log.slice(-1500)}`);
  const pinned = pinThread(libbpf);
  const runner = new TestRunner(libbpf);
  const layout = resultLayout(program);
  const fd = object.programs.get(xdp)?.fd ?? -1;
  const map = object.maps.get(layout.map)?.fd ?? -1;
  return {
    observe: (packet) => {
      const run = runner.run(fd, { packet });
      if (run.kind === "refused") throw new Error(`the kernel refuses the run: errno ${run.errno}`);
      const entry = readPerCpu(libbpf, map, 0, layout.size)[pinned?.cpu ?? 0];
      if (entry === undefined) throw new Error("no result");
      const observation = decodeResult(layout, entry, packet);
      if ((run.returned === XDP_PASS) !== (observation.verdict === "accept"))
        throw new Error(`returned ${run.returned}, observed ${observation.verdict}`);
      return observation;
    },
    close: () => {
      pinned?.release();
      object.close();
    },
  };
};
