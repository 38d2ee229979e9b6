import { readSource, type Source, type SourceRequest } from "../compile.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { systemIncludeDirectory } from "../installation.ts";
import { filesOnDisk } from "../source/files.ts";
import { readMainFile } from "../source/main-file.ts";
import type { SourceOptions } from "./options.ts";

/** A main file that could be read, with what belongs to it. */
export interface Opened {
  readonly request: SourceRequest;
  /** Where its includes or macros have mistakes it is only good for its source map. */
  readonly source: Source;
}

/** Reads a main file and everything that it includes. */
export const openSource = (
  file: string,
  options: SourceOptions,
  sink: DiagnosticSink,
): Opened | undefined => {
  const mainBytes = readMainFile(file, sink);
  if (mainBytes === undefined) return undefined;
  const request: SourceRequest = {
    mainPath: file,
    mainBytes,
    files: filesOnDisk(systemIncludeDirectory),
    includeDirs: options.includeDirs,
    defines: options.defines,
    ...(options.parser === undefined ? {} : { parser: options.parser }),
  };
  return { request, source: readSource(request, sink) };
};
