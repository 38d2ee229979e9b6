/** One generated BPF program in the running kernel. */
import { compileBpf, type LoadedObject, loadObject, type SourceFile } from "../kernel/index.ts";
import type { NoEngine } from "./engine.ts";
import type { KernelBench } from "./kernel-bench.ts";

export interface KernelProgram {
  readonly kind: "program";
  readonly object: LoadedObject;
  readonly fd: number;
  readonly mapFd: (name: string) => number;
}

const LOG_END = 1500;

/** Compiles `main` with clang and loads the one program of this name. */
export const openProgram = (
  { libbpf, clang }: KernelBench,
  files: readonly SourceFile[],
  main: string,
  name: string,
): KernelProgram | NoEngine => {
  const compiled = compileBpf(clang, files, main);
  if (compiled.kind === "unavailable") return { kind: "missing", message: compiled.message };
  if (compiled.kind === "failed")
    return { kind: "failed", message: `${clang.version} refuses ${main}:\n${compiled.output}` };
  const object = loadObject(libbpf, compiled.bytes, new Set([name]));
  if (object.kind === "failed") {
    const log = object.log.slice(-LOG_END);
    return { kind: "failed", message: `the kernel refuses ${name} (errno ${object.errno}):\n${log}` };
  }
  const fd = object.programs.get(name)?.fd;
  if (fd === undefined) {
    object.close();
    return { kind: "failed", message: `${main} has no program ${name}` };
  }
  return { kind: "program", object, fd, mapFd: (map) => object.maps.get(map)?.fd ?? -1 };
};
