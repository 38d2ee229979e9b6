import { lowerSource, understand } from "../compile.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Subject } from "../engines/index.ts";
import type { Opened } from "./source.ts";

/** From a source to what engines are made from; undefined with errors in the sink. */
export const makeSubject = ({ request, source }: Opened, sink: DiagnosticSink): Subject | undefined => {
  if (sink.errorCount > 0) return undefined;
  const { typed } = understand(source, { requireParser: true }, sink);
  if (typed === undefined) return undefined;
  const program = lowerSource(source, typed, request.mainPath, sink);
  if (program === undefined || sink.errorCount > 0) return undefined;
  return { typed, program, identity: source.identity };
};

/** The same program with every row of its selects, for the search of packets. */
export const rowsKept = ({ request, source }: Opened, { typed, program }: Subject): Subject["program"] =>
  lowerSource(source, typed, request.mainPath, new DiagnosticSink(), true) ?? program;
