/**
 * Whether clang makes the same instructions of a changed program as of the right one. Then no packet can tell them
 * apart: the change is none of meaning. Without debugging information, which holds columns.
 */
import { generateObserver } from "../../backends/ebpf/programs/observer.ts";
import type { Subject } from "../../src/engines/index.ts";
import type { KernelBench } from "../../src/engines/kernel-bench.ts";
import { compileBpf } from "../../src/kernel/index.ts";
import type { OutputFile } from "../../src/output/file.ts";

/** The objects of the hook's program and of the observing build. */
const objectsOf = (
  { clang }: KernelBench,
  { program }: Subject,
  files: readonly OutputFile[],
): readonly string[] => {
  const observer = generateObserver(program).file;
  const mains = [...files.filter(({ kind }) => kind === "bpf-program"), observer];
  return mains.map(({ path }) => {
    const compiled = compileBpf(clang, [...files, observer], path, ["-g0"]);
    return compiled.kind === "object" ? compiled.bytes.toString("base64") : "";
  });
};

export const isSameCode = (
  bench: KernelBench,
  subject: Subject,
  right: readonly OutputFile[],
  changed: readonly OutputFile[],
): boolean => {
  const expected = objectsOf(bench, subject, right);
  const made = objectsOf(bench, subject, changed);
  return expected.every((object, index) => object !== "" && object === made[index]);
};
