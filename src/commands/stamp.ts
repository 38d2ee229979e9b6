import { basename, resolve } from "node:path";
import { readSource, type Source } from "../compile.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { systemIncludeDirectory } from "../installation.ts";
import { withSignalsHeld } from "../output/signals.ts";
import { removeOutputs } from "../output/write.ts";
import { type Files, filesOnDisk } from "../source/files.ts";
import { readMainFile } from "../source/main-file.ts";
import { writeNamed } from "./extras.ts";
import type { StampOptions } from "./options.ts";
import { judge, report } from "./report.ts";
import { stampFile, stampFileName } from "./stamp-text.ts";
import { type ExitStatus, status } from "./status.ts";
import { printResult } from "./streams.ts";

const EMPTY = Buffer.alloc(0);

/**
 * How includes are found in a source of any kind. `<…>` that is neither in a -I directory nor one of ours belongs to
 * the system, and stays as it is; so does the source's own stamp, which follows from the rest. `"…"` has to be there:
 * what is not found would be missing from the identity.
 */
const filesOf = ({ file, language }: StampOptions): Files => {
  const disk = filesOnDisk(systemIncludeDirectory);
  const own = stampFileName(file, language);
  return {
    readFile: (path) => (basename(path) === own ? undefined : disk.readFile(path)),
    systemInclude: (name, form) => {
      if (basename(name) === own) return EMPTY;
      const ours = language === "p4" ? disk.systemInclude(name, form) : undefined;
      return ours ?? (form === "angle" ? EMPTY : undefined);
    },
  };
};

/** The output must not be one of the files whose digest it states. */
const refuseOwnSource = (
  source: Source,
  { output, file, language }: StampOptions,
  sink: DiagnosticSink,
): void => {
  if (output === undefined) return;
  const sources = [file, ...source.preprocessed.userFiles.map(({ path }) => path)];
  if (sources.some((path) => resolve(path) === resolve(output))) {
    sink.report("P0007", `${output} is a source file and would be overwritten`, undefined, {
      help: `a source includes its own stamp by the name ${stampFileName(file, language)}`,
    });
  }
};

/** Writes the stamp; an older one is not left standing where that fails, unless it is a source. */
const write = async (path: string, text: string, sink: DiagnosticSink): Promise<void> => {
  await withSignalsHeld(() => writeNamed(path, text, sink));
};

/** `p4twin stamp FILE`: the identity of a source that p4twin does not compile, as a file to include. */
export const stampCommand = async (options: StampOptions): Promise<ExitStatus> => {
  const { file, output, language } = options;
  const sink = new DiagnosticSink();
  const mainBytes = readMainFile(file, sink);
  const { includeDirs, defines } = options;
  const source =
    mainBytes === undefined
      ? undefined
      : readSource({ mainPath: file, mainBytes, files: filesOf(options), includeDirs, defines }, sink);
  if (source !== undefined) refuseOwnSource(source, options, sink);
  const overwrites = sink.all.some(({ code }) => code === "P0007");
  if (source !== undefined && !judge(sink, options).failed) {
    if (options.flatten) printResult(source.flattened);
    else if (output === undefined) printResult(stampFile(file, language, source.identity));
    else await write(output, stampFile(file, language, source.identity), sink);
  }
  const verdict = judge(sink, options);
  if (verdict.failed && output !== undefined && !overwrites && resolve(output) !== resolve(file)) {
    removeOutputs(resolve(output, ".."), [basename(output)], sink);
  }
  report(verdict, source?.sourceMap, file, options);
  return verdict.failed ? status.failed : status.done;
};
