/** From a P4 text to the P4 that the backend makes of it, and what each step left behind. */
import { generate } from "../../backends/p4/index.ts";
import type { TypedProgram } from "../../src/analyze/typed.ts";
import { compile, readSource, type Source } from "../../src/compile.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import type { Program } from "../../src/ir/ir.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";
import { filesOnDisk } from "../../src/source/files.ts";

export interface Read {
  readonly sink: DiagnosticSink;
  readonly source: Source;
  readonly typed: TypedProgram | undefined;
  readonly program: Program | undefined;
}

/** path: what the program is called; user includes are found beside it. */
export const readProgram = (path: string, text: string | Buffer): Read => {
  const sink = new DiagnosticSink();
  const request = {
    mainPath: path,
    mainBytes: typeof text === "string" ? Buffer.from(text) : text,
    files: filesOnDisk(systemIncludeDirectory),
    includeDirs: [],
    defines: [],
    targets: [],
    arch: "v1model",
  } as const;
  const source = readSource(request, sink);
  const { typed, program } = sink.errorCount > 0 ? {} : compile(request, source, sink);
  return { sink, source, typed, program };
};

/** The one output of a program that was read without errors; undefined where the backend refuses it. */
export const emit = ({ program, source, sink }: Read, arch: P4Target = "v1model"): string | undefined =>
  program === undefined ? undefined : generate(program, source.identity, { arch }, sink)?.[0]?.text;

/** Without what says where it comes from: comments, digests, the name of the package. */
export const withoutOrigin = (text: string): string =>
  text
    .replace(/^\s*\/\/.*\n/gm, "")
    .replace(/160w0x[0-9a-f]{40}/g, "160w0")
    .replace(/@pkginfo\(.*\)|@p4twin\[.*\]/g, "");
