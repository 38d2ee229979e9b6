import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderJsonLines } from "../diagnostics/json.ts";
import { applyPolicy, hasErrors } from "../diagnostics/policy.ts";
import { renderAll } from "../diagnostics/render.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { SourceMap } from "../diagnostics/span.ts";
import type { ReportOptions } from "./options.ts";
import { colorsWanted, printMessage } from "./streams.ts";

/** What is to be shown of a sink, and whether it stops the command. */
export interface Verdict {
  readonly found: readonly Diagnostic[];
  readonly failed: boolean;
}

export const judge = (sink: DiagnosticSink, { policy }: ReportOptions): Verdict => {
  const found = applyPolicy(sink.all, policy);
  return { found, failed: hasErrors(found) };
};

/** Findings on stderr. */
export const report = (
  { found }: Verdict,
  map: SourceMap | undefined,
  mainFile: string,
  options: ReportOptions,
): void => {
  const text =
    options.format === "json"
      ? renderJsonLines(found, map, mainFile)
      : renderAll(found, map, { color: colorsWanted(), maxErrorCount: options.maxErrorCount });
  if (text !== "") printMessage(text);
};

/** The findings of a verb that has no options for how they are printed. */
export const reportBriefly = (sink: DiagnosticSink, mainFile: string): void =>
  report({ found: sink.all, failed: true }, undefined, mainFile, {
    format: "text",
    maxErrorCount: 20,
    policy: { disabled: [], asErrors: [] },
    verbose: false,
  });
