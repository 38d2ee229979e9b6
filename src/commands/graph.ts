import { basename, dirname, resolve } from "node:path";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { printDot } from "../graph/dot.ts";
import { printMermaid } from "../graph/mermaid.ts";
import { type Graph, graphOf } from "../graph/model.ts";
import { drawSvg } from "../graph/svg.ts";
import { removeOutputs } from "../output/write.ts";
import { writeNamed } from "./extras.ts";
import type { ReportOptions, SourceOptions } from "./options.ts";
import type { PictureSuffix } from "./picture-formats.ts";
import { judge, report } from "./report.ts";
import { openSource } from "./source.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";
import { makeSubject } from "./subject.ts";

export interface GraphOptions extends SourceOptions, ReportOptions {
  readonly file: string;
  readonly picture: PictureSuffix;
  /** Without: to stdout. */
  readonly output?: string;
}

/** The picture's text; or, where there is none, the status that this comes to, and why has been said. */
const draw = async (graph: Graph, { picture }: GraphOptions): Promise<string | ExitStatus> => {
  switch (picture) {
    case ".dot":
      return printDot(graph);
    case ".mmd":
      return printMermaid(graph);
    case ".svg": {
      const drawn = await drawSvg(printDot(graph));
      if (drawn.kind === "svg") return drawn.text;
      if (drawn.kind === "failed") {
        printMessage(
          `error: the graph cannot be drawn: ${drawn.reason}\nhelp: it can still be written as .dot or .mmd\n`,
        );
        return status.failed;
      }
      printMessage(
        "error: SVG needs the package @viz-js/viz, which npm installs with p4twin unless optional packages are left out\n",
      );
      return status.toolMissing;
    }
  }
};

const makePicture = async (options: GraphOptions, sink: DiagnosticSink): Promise<ExitStatus> => {
  const opened = openSource(options.file, options, sink);
  const subject = opened === undefined ? undefined : makeSubject(opened, sink);
  const tell = (): boolean => {
    const verdict = judge(sink, options);
    report(verdict, opened?.source.sourceMap, options.file, options);
    return verdict.failed;
  };
  if (tell() || opened === undefined || subject === undefined) return status.failed;
  const text = await draw(graphOf(subject.program, subject.identity.sha1), options);
  if (typeof text !== "string") return text;
  if (options.output === undefined) printResult(text);
  else {
    const writing = new DiagnosticSink();
    if (!writeNamed(options.output, text, writing)) {
      report(judge(writing, options), undefined, options.file, options);
      return status.failed;
    }
  }
  return status.done;
};

/** `p4twin graph FILE`: the parse graph as a picture. Where it can't be made, no older one is left standing. */
export const graphCommand = async (options: GraphOptions): Promise<ExitStatus> => {
  const sink = new DiagnosticSink();
  const { output } = options;
  if (output !== undefined && resolve(output) === resolve(options.file)) {
    printMessage(`error: ${output} is the source file and would be overwritten\n`);
    return status.failed;
  }
  const result = await makePicture(options, sink);
  if (result !== status.done && output !== undefined) {
    const removing = new DiagnosticSink();
    removeOutputs(dirname(output), [basename(output)], removing);
    report(judge(removing, options), undefined, options.file, options);
  }
  return result;
};
