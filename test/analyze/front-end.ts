/** Sources through preprocessor, parser and analysis, for the tests of the analysis. */
import { type Preprocessed, parse, preprocess } from "../../grammar/index.ts";
import { type AnalyzeOptions, analyze } from "../../src/analyze/index.ts";
import type { TypedProgram } from "../../src/analyze/typed.ts";
import { renderOne } from "../../src/diagnostics/render.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import { systemIncludesOf } from "../../src/source/files.ts";

export interface Outcome {
  readonly typed: TypedProgram | undefined;
  readonly sink: DiagnosticSink;
  readonly source: Preprocessed | undefined;
}

const systemInclude = systemIncludesOf(systemIncludeDirectory);

/** What the analysis makes of a text, with its findings. */
export const analyzeText = (text: string, options: AnalyzeOptions = {}, mainPath = "test.p4"): Outcome => {
  const sink = new DiagnosticSink();
  const request = {
    mainPath,
    mainBytes: Buffer.from(text),
    includeDirs: [],
    defines: [],
    readFile: () => undefined,
    systemInclude,
  };
  const source = preprocess(request, sink);
  const tree = source === undefined ? undefined : parse(source.text, sink);
  const typed = tree === undefined || sink.errorCount > 0 ? undefined : analyze(tree, options, sink);
  return { typed, sink, source };
};

/** The findings as people read them, each with its code. */
export const findings = ({ sink, source }: Outcome): string =>
  sink.all
    .map((finding) => {
      const text = renderOne(finding, source?.sourceMap, { color: false, maxErrorCount: 100 });
      return `${finding.code} ${text}`;
    })
    .join("\n");

/** The codes of the findings, in order. */
export const codes = ({ sink }: Outcome): readonly string[] => sink.all.map((finding) => finding.code);

/** A program of parser_model.p4 whose state `start` has the statements; `hdr`, `meta` and `packet` are its parameters. */
export const inStart = (statements: string, declarations = "", transition = "transition accept;"): string => `
#include <core.p4>
#include <parser_model.p4>
header one_t { bit<8> a; bit<8> b; }
header two_t { bit<16> a; varbit<64> rest; }
header_union either_t { one_t one; two_t two; }
enum bit<8> Kind { FIRST = 1, SECOND = 2 }
enum Plain { A, B, C }
struct headers_t { one_t one; two_t two; one_t[3] stack; either_t either; }
struct meta_t { bit<8> x; bit<16> y; int<8> s; bool flag; error problem; Kind kind; Plain plain; }
${declarations}
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    state start {
        ${statements}
        ${transition}
    }
}
ParserModel(P()) main;
`;
