import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceMap } from "../diagnostics/span.ts";
import type { NoEngine } from "../engines/index.ts";
import type { ReportOptions } from "./options.ts";
import { report } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage } from "./streams.ts";

/** Says why an engine is not there, and the status that this comes to. */
export const tellNoEngine = (
  trouble: NoEngine,
  name: string,
  map: SourceMap | undefined,
  file: string,
  options: ReportOptions,
): ExitStatus => {
  switch (trouble.kind) {
    case "missing":
      printMessage(`error: the engine ${name} cannot run here: ${trouble.message}\n`);
      return status.toolMissing;
    case "failed":
      printMessage(`error: the engine ${name} failed: ${trouble.message}\n`);
      return status.failed;
    case "refused": {
      const found: readonly Diagnostic[] = trouble.findings;
      report({ found, failed: true }, map, file, options);
      return status.failed;
    }
  }
};
