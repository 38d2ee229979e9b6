import { join } from "node:path";
import { compile, programName, type Source } from "../compile.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { withSignalsHeld } from "../output/signals.ts";
import { removeOutputs, writeOutputs } from "../output/write.ts";
import { dumpStages } from "./dump.ts";
import { writeExtras } from "./extras.ts";
import type { CompileOptions } from "./options.ts";
import { companionNames, outputFiles, outputNames, refuseOverwriting, sourcesAmong } from "./outputs.ts";
import { judge, report } from "./report.ts";
import { type Opened, openSource } from "./source.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage } from "./streams.ts";

/** Compiles and writes; the names of what was written, or undefined with errors in the sink. */
const compileAndWrite = async (
  { request, source }: Opened,
  options: CompileOptions,
  sink: DiagnosticSink,
): Promise<readonly string[] | undefined> => {
  if (sink.errorCount > 0) return undefined;
  const compilation = compile({ ...request, ...options }, source, sink);
  const program = programName(options.file);
  if (options.dump !== undefined) {
    writeOutputs(options.dump, dumpStages(program, source, compilation, options.stages), sink);
  }
  refuseOverwriting([...outputNames(program, options), ...companionNames(program)], source, options, sink);
  const files = outputFiles(compilation, options);
  if (files === undefined || judge(sink, options).failed) return undefined;
  const written = await withSignalsHeld(
    () => writeExtras(source, compilation, options, sink) && writeOutputs(options.directory, files, sink),
  );
  return written ? files.map(({ path }) => path) : undefined;
};

/** On success takes away companions of an older manifest, on failure older outputs too; never a source file. */
const clearStale = (
  written: readonly string[] | undefined,
  source: Source | undefined,
  options: CompileOptions,
  sink: DiagnosticSink,
): void => {
  const program = programName(options.file);
  const names = [...(written === undefined ? outputNames(program, options) : []), ...companionNames(program)];
  const kept = new Set([...(written ?? []), ...sourcesAmong(names, source, options)]);
  removeOutputs(
    options.directory,
    names.filter((name) => !kept.has(name)),
    sink,
  );
};

const tell = (
  written: readonly string[],
  source: Source | undefined,
  { directory }: CompileOptions,
): void => {
  if (source !== undefined) printMessage(`source sha1 ${source.identity.sha1}\n`);
  for (const path of written) printMessage(`wrote ${join(directory, path)}\n`);
};

/** `p4twin FILE`: everything is written, or nothing is and nothing older is left standing. */
export const compileCommand = async (options: CompileOptions): Promise<ExitStatus> => {
  const sink = new DiagnosticSink();
  let opened: Opened | undefined;
  let written: readonly string[] | undefined;
  try {
    opened = openSource(options.file, options, sink);
    if (opened !== undefined) written = await compileAndWrite(opened, options, sink);
  } finally {
    clearStale(written, opened?.source, options, sink);
    report(judge(sink, options), opened?.source?.sourceMap, options.file, options);
  }
  if (options.verbose && written !== undefined) tell(written, opened?.source, options);
  return judge(sink, options).failed ? status.failed : status.done;
};
