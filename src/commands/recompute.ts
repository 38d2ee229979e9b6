import { posix } from "node:path";
import { type CompileRequest, compile, readSource } from "../compile.ts";
import { renderOne } from "../diagnostics/render.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import type { SourceMap } from "../diagnostics/span.ts";
import { systemIncludeDirectory } from "../installation.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { isKernel } from "../output/kernels.ts";
import { isP4Target } from "../output/p4-targets.ts";
import { systemIncludesOf } from "../source/files.ts";

/** The directories on the way to a recorded path, `.` first. */
const directoriesOf = (path: string): readonly string[] =>
  path.split("/").map((_, index, parts) => parts.slice(0, index).join("/") || ".");

const firstError = (sink: DiagnosticSink, map: SourceMap): string => {
  const error = sink.all.find(({ severity }) => severity === "error");
  if (error === undefined) return "no result";
  return renderOne(error, map, { color: false, maxErrorCount: 1 }).split("\n")[0] ?? "";
};

/**
 * The manifest that this compiler makes of the recorded sources, out of nothing but their contents; or, in words, why
 * it makes none.
 */
export const recompute = (manifest: Manifest, contents: ReadonlyMap<string, Buffer>): Manifest | string => {
  const { source, outputs } = manifest;
  const mainBytes = contents.get(source.main);
  if (mainBytes === undefined) return "the main file is missing";
  const has = (kind: string): boolean => outputs.some((output) => output.kind === kind);
  const hooks = outputs.find(({ kind }) => kind === "bpf-program")?.hooks;
  const kernel = outputs.find(({ kind }) => kind === "bpf-program")?.kernel;
  if (kernel !== undefined && !isKernel(kernel)) return `the kernel ${kernel} is not known to this version`;
  const target = outputs.find(({ kind }) => kind === "p4-program")?.target ?? "v1model";
  if (!isP4Target(target)) return `the P4 target ${target} is not known to this version`;
  const request: CompileRequest = {
    mainPath: source.main,
    mainBytes,
    files: {
      readFile: (path) => contents.get(posix.normalize(path)),
      systemInclude: systemIncludesOf(systemIncludeDirectory),
    },
    includeDirs: [...new Set([...contents.keys()].flatMap(directoriesOf))].sort(),
    defines: source.defines,
    ...(source.parser === undefined ? {} : { parser: source.parser }),
    targets: [
      ...(has("bpf-program") ? ["ebpf" as const] : []),
      ...(has("p4-program") ? ["p4" as const] : []),
    ],
    arch: target,
    offloadMap: has("offload-header"),
    ...(hooks === undefined ? {} : { hooks }),
    ...(kernel === undefined ? {} : { kernel }),
  };
  const sink = new DiagnosticSink();
  const read = readSource(request, sink);
  if (sink.errorCount > 0) return firstError(sink, read.sourceMap);
  return compile(request, read, sink).manifest ?? firstError(sink, read.sourceMap);
};
