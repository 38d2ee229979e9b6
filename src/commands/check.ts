import { knownArchitecture, parseSource, type Source, understand } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { toJsonFinding } from "../diagnostics/json.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import type { CheckOptions } from "./options.ts";
import { judge, report, type Verdict } from "./report.ts";
import { openSource } from "./source.ts";
import { type ExitStatus, status } from "./status.ts";
import { printResult } from "./streams.ts";

/** What the front end made of one file. */
interface Checked {
  readonly file: string;
  readonly source: Source | undefined;
  readonly verdict: Verdict;
  readonly parser: string | null;
  readonly architecture: string | null;
}

const checkFile = (file: string, options: CheckOptions): Checked => {
  const sink = new DiagnosticSink();
  const source = openSource(file, options, sink)?.source;
  const typed = source === undefined || sink.errorCount > 0 ? undefined : look(source, options, sink);
  return {
    file,
    source,
    verdict: judge(sink, options),
    parser: typed?.parser.name ?? null,
    architecture: (typed && knownArchitecture(typed)) ?? null,
  };
};

const look = (source: Source, { parseOnly }: CheckOptions, sink: DiagnosticSink) => {
  if (!parseOnly) return understand(source, { requireParser: false }, sink).typed;
  parseSource(source, sink);
  return undefined;
};

const asJson = ({ file, source, verdict, parser, architecture }: Checked): string => {
  const of = (severity: Diagnostic["severity"]) =>
    verdict.found
      .filter((finding) => finding.severity === severity)
      .map((finding) => toJsonFinding(finding, source?.sourceMap, file));
  const ok = !verdict.failed;
  const line = { file, ok, parser, architecture, errors: of("error"), warnings: of("warning") };
  return `${JSON.stringify(line)}\n`;
};

/** `p4twin check FILE…`: the front end alone, in the order given; with --format json one object a line on stdout. */
export const checkCommand = (options: CheckOptions): ExitStatus => {
  let failed = false;
  for (const file of options.files) {
    const checked = checkFile(file, options);
    failed ||= checked.verdict.failed;
    if (options.format === "json") printResult(asJson(checked));
    else report(checked.verdict, checked.source?.sourceMap, file, options);
  }
  return failed ? status.failed : status.done;
};
