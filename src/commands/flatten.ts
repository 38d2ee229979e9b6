import { DiagnosticSink } from "../diagnostics/sink.ts";
import type { FlattenOptions } from "./options.ts";
import { judge, report } from "./report.ts";
import { openSource } from "./source.ts";
import { type ExitStatus, status } from "./status.ts";
import { printResult } from "./streams.ts";

/** `p4twin flatten FILE`: the bytes whose SHA-1 is the program's identity, on stdout. */
export const flattenCommand = (options: FlattenOptions): ExitStatus => {
  const sink = new DiagnosticSink();
  const source = openSource(options.file, options, sink)?.source;
  const verdict = judge(sink, options);
  report(verdict, source?.sourceMap, options.file, options);
  if (source === undefined || verdict.failed) return status.failed;
  printResult(source.flattened);
  return status.done;
};
