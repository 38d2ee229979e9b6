/** From P4 text to the IR, for the tests of lowering. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, preprocess } from "../../grammar/index.ts";
import { analyze } from "../../src/analyze/index.ts";
import type { TypedProgram } from "../../src/analyze/typed.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Program } from "../../src/ir/ir.ts";
import { validate } from "../../src/ir/validate.ts";
import { lower } from "../../src/lower/index.ts";

const includes = join(import.meta.dirname, "../../grammar/include");

const readOptional = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};

export interface Lowered {
  readonly program: Program | undefined;
  readonly typed: TypedProgram | undefined;
  readonly findings: readonly Diagnostic[];
}

/** Compiles as far as the IR and validates that. */
export const lowerText = (text: string, mainPath = "test.p4", parser?: string): Lowered => {
  const sink = new DiagnosticSink();
  const preprocessed = preprocess(
    {
      mainPath,
      mainBytes: Buffer.from(text),
      includeDirs: [],
      defines: [],
      readFile: readOptional,
      systemInclude: (name) => readOptional(join(includes, name)),
    },
    sink,
  );
  const tree = preprocessed === undefined ? undefined : parse(preprocessed.text, sink);
  const typed = tree === undefined ? undefined : analyze(tree, parser === undefined ? {} : { parser }, sink);
  const program =
    typed === undefined || preprocessed === undefined
      ? undefined
      : lower(typed, { name: "test", sourceFile: "test.p4", sourceMap: preprocessed.sourceMap }, sink);
  if (program !== undefined) validate(program);
  return { program, typed, findings: sink.all };
};

/** `error P0501: message`, one for each finding. */
export const spellFindings = ({ findings }: Lowered): readonly string[] =>
  findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
