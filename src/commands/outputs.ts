import { join, resolve } from "node:path";
import type { Compilation, Source } from "../compile.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { canonicalJson } from "../manifest/manifest.ts";
import { sha256List, statement } from "../manifest/statement.ts";
import type { NamedText } from "../output/write.ts";
import type { CompileOptions } from "./options.ts";

const offloadHeaderName = (program: string): string => `${program}.offload.h`;

/** The files that a compilation is asked for: no older ones of their names may be left standing when it fails. */
export const outputNames = (
  program: string,
  { targets, arch, offloadMap }: CompileOptions,
): readonly string[] => [
  ...(targets.includes("ebpf") ? [`${program}.parser.h`, `${program}.bpf.c`] : []),
  ...(targets.includes("ebpf") && offloadMap ? [offloadHeaderName(program)] : []),
  ...(targets.includes("p4") ? [`${program}.${arch}.p4`] : []),
  `${program}.manifest.json`,
];

/** Of the signed statement that `p4twin manifest sign` writes. */
export const envelopeName = (program: string): string => `${program}.intoto.json`;

/** What one compilation writes and another does not: an older one's must not survive as if it were of this. */
export const companionNames = (program: string): readonly string[] => [
  `${program}.sha256`,
  `${program}.statement.json`,
  envelopeName(program),
  offloadHeaderName(program),
];

/** Everything for the output directory, the manifest last; undefined where the compilation failed. */
export const outputFiles = (
  { outputs, manifest }: Compilation,
  options: CompileOptions,
): readonly NamedText[] | undefined => {
  if (outputs === undefined || manifest === undefined) return undefined;
  const { program } = manifest;
  const manifestFile = { path: `${program}.manifest.json`, text: canonicalJson(manifest) };
  return [
    ...outputs,
    ...(options.sha256 ? [{ path: `${program}.sha256`, text: sha256List(manifest, manifestFile) }] : []),
    ...(options.statement ? [{ path: `${program}.statement.json`, text: statement(manifest) }] : []),
    manifestFile,
  ];
};

/** Those of the names that are source files of this very program: nothing may be written or removed there. */
export const sourcesAmong = (
  names: readonly string[],
  source: Source | undefined,
  { directory, file }: CompileOptions,
): readonly string[] => {
  const sources = new Set(
    [file, ...(source?.preprocessed.userFiles ?? []).map(({ path }) => path)].map((path) => resolve(path)),
  );
  return names.filter((name) => sources.has(resolve(directory, name)));
};

export const refuseOverwriting = (
  names: readonly string[],
  source: Source,
  options: CompileOptions,
  sink: DiagnosticSink,
): void => {
  for (const name of sourcesAmong(names, source, options)) {
    sink.report(
      "P0007",
      `${join(options.directory, name)} is a source file and would be overwritten`,
      undefined,
      {
        help: "choose another directory with -o",
      },
    );
  }
};
