/** Short P4 texts as programs, and observations as flat objects. */
import { type Preprocessed, parse, preprocess } from "../../grammar/index.ts";
import { analyze } from "../../src/analyze/index.ts";
import type { TypedProgram } from "../../src/analyze/typed.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { openP4 } from "../../src/engines/index.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import type { Observation } from "../../src/observation/index.ts";
import { p4Targets } from "../../src/output/p4-targets.ts";
import { type Environment, prepare } from "../../src/reference/index.ts";
import { systemIncludesOf } from "../../src/source/files.ts";
import { describeFindings, findDifferences } from "../differential/trial.ts";
import { twinOf } from "../differential/twin.ts";

export interface FrontEnd {
  readonly preprocessed: Preprocessed;
  readonly typed: TypedProgram;
}

const systemInclude = systemIncludesOf(systemIncludeDirectory);

/** The typed tree of a source; throws with its diagnostics where there are errors. */
export const frontEnd = (source: string, sink = new DiagnosticSink()): FrontEnd => {
  const preprocessed = preprocess(
    {
      mainPath: "test.p4",
      mainBytes: Buffer.from(source),
      includeDirs: [],
      defines: [],
      readFile: () => undefined,
      systemInclude,
    },
    sink,
  );
  const tree = preprocessed === undefined ? undefined : parse(preprocessed.text, sink);
  const typed = tree === undefined ? undefined : analyze(tree, {}, sink);
  if (preprocessed === undefined || typed === undefined) {
    const texts = sink.all.map(({ code, message, span }) => {
      const near = span === undefined ? "" : ` at ${preprocessed?.text.slice(span.start, span.end)}`;
      return `${code} ${message}${near}`;
    });
    throw new Error(`no typed tree:\n${texts.join("\n")}\n${source}`);
  }
  return { preprocessed, typed };
};

/** A program of parser_model.p4. `states` may begin with locals. */
export const parserModel = (parts: {
  readonly declarations?: string;
  readonly headers?: string;
  readonly meta?: string;
  readonly states: string;
}): string => `
#include <core.p4>
#include <parser_model.p4>
header byte_t { bit<8> f; }
header pair_t { bit<8> f; bit<8> g; }
header bits_t { bit<3> a; bit<1> b; bit<12> c; }
header var_t { bit<8> f; varbit<32> v; bit<8> g; }
header_union u_t { byte_t b; pair_t p; }
${parts.declarations ?? ""}
struct headers_t { ${parts.headers ?? "byte_t h;"} }
struct meta_t { ${parts.meta ?? "bit<8> m;"} }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
${parts.states}
}
ParserModel(P()) main;
`;

const hexBytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

/**
 * An observation as one flat object: `consumed`, fields and parameters by dotted name, `false` for an invalid
 * header, a stack's next index; of a reject the error's name alone.
 */
export const flat = (observation: Observation): string | Record<string, unknown> => {
  if (observation.verdict === "reject") return observation.error;
  const result: Record<string, unknown> = { consumed: observation.consumed };
  for (const [name, header] of observation.headers) {
    if (header.kind === "invalid") result[name] = false;
    else if (header.kind === "stack") result[name] = header.next;
    else for (const [field, value] of header.fields) result[`${name}.${field}`] = value;
  }
  for (const [name, value] of observation.parameters) result[name] = value;
  return result;
};

const sameOnDevices = (source: string): ((packet: Uint8Array, inputs: Environment["inputs"]) => void) => {
  const twin = twinOf("construct", source);
  if (twin.kind !== "twin") return () => {};
  const engines = p4Targets
    .map((arch) => openP4(twin, arch))
    .flatMap((engine) => (engine.kind === "engine" ? [engine] : []));
  return (packet, inputs) => {
    const findings = findDifferences(twin, engines, [packet], inputs);
    if (findings.length > 0) throw new Error(describeFindings(findings));
  };
};

/**
 * Runs a program on packets given in hexadecimal. Where it can be emitted as P4, that has to say the same: so each
 * construct's test is one of lowering and of the P4 backend, too.
 */
export const runner = (
  source: string,
): ((hex: string, environment?: Environment) => ReturnType<typeof flat>) => {
  const interpreter = prepare(frontEnd(source).typed);
  const compare = sameOnDevices(source);
  return (hex, environment = {}) => {
    if (environment.valueSets === undefined && environment.packetLength === undefined)
      compare(hexBytes(hex), environment.inputs);
    return flat(interpreter(hexBytes(hex), environment));
  };
};
