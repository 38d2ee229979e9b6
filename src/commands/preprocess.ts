import { printPreprocessed } from "../../grammar/index.ts";
import { programName } from "../compile.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { dependencyFile, dependencyRule } from "./dependencies.ts";
import { writeNamed } from "./extras.ts";
import type { CompileOptions } from "./options.ts";
import { judge, report } from "./report.ts";
import { openSource } from "./source.ts";
import { type ExitStatus, status } from "./status.ts";
import { printResult } from "./streams.ts";

/** -E and -M: the preprocessed text or make's rule on stdout (the rule in -MF); nothing is compiled. */
export const preprocessCommand = (options: CompileOptions): ExitStatus => {
  const sink = new DiagnosticSink();
  const source = openSource(options.file, options, sink)?.source;
  const { dependencies } = options;
  let result: string | undefined;
  if (source !== undefined && !judge(sink, options).failed) {
    if (options.preprocessOnly || dependencies === undefined) {
      result = printPreprocessed(source.preprocessed);
    } else {
      const rule = dependencyRule(source, options, dependencies);
      const file = dependencyFile(options, dependencies, programName(options.file));
      if (file === undefined) result = rule;
      else writeNamed(file, rule, sink);
    }
  }
  const verdict = judge(sink, options);
  report(verdict, source?.sourceMap, options.file, options);
  if (verdict.failed) return status.failed;
  if (result !== undefined) printResult(result);
  return status.done;
};
