/** The analysis: ast.Program → TypedProgram. Wires the parts that need one another (see context.ts). */
import type { Program } from "../../grammar/ast.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { architectureOf } from "./architectures.ts";
import { callExpression } from "./calls.ts";
import { construct, topInstance } from "./construct.ts";
import type { Analysis } from "./context.ts";
import { declareAll } from "./declarations.ts";
import { childScope } from "./entities.ts";
import { checkExpression } from "./expressions.ts";
import { functionOf } from "./functions.ts";
import { closeReference } from "./interfaces.ts";
import { chooseParser } from "./main-parser.ts";
import { parserOf } from "./parsers.ts";
import { resolveType } from "./resolve-type.ts";
import { checkStatements } from "./statements.ts";
import type { TypedProgram } from "./typed.ts";
import { checkBodies } from "./unreached.ts";

export interface AnalyzeOptions {
  /** The parser to take, where it is not the one that `main` is made with. */
  readonly parser?: string;
  /** Whether a program without a parser is refused (the default) or just has no result. */
  readonly requireParser?: boolean;
}

const start = (sink: DiagnosticSink): Analysis => ({
  sink,
  globals: childScope(undefined),
  declared: new Map(),
  errors: new Map(),
  matchKinds: new Map(),
  depth: { nesting: 0, parsers: 0, calls: 0, reported: false, largeReported: false },
  functions: new Map(),
  sound: new Map(),
  parsers: new Map(),
  specialized: new Map(),
  typeNames: new Set(),
  reached: new Set(),
  readOnly: new WeakMap(),
  instances: new Map(),
  check: {
    expression: checkExpression,
    type: resolveType,
    statements: checkStatements,
    callExpression,
    functionOf,
    parserOf,
    construct,
    topInstance,
  },
});

/** Of ingress_intrinsic_metadata_t, in front of the port's metadata. */
const INTRINSIC_BITS = 64;

/** What stands in front of the packet that an ingress parser of tna.p4 or t2na.p4 is given, in bits. */
const intrinsicBits = ({ declarations }: Program): number | undefined => {
  const size = declarations.find(
    (declaration) => declaration.kind === "constant" && declaration.name.text === "PORT_METADATA_SIZE",
  );
  const value = size?.kind === "constant" && size.value.kind === "integer" ? size.value.value : undefined;
  return value === undefined ? undefined : INTRINSIC_BITS + Number(value);
};

/**
 * Types the main parser and all that it reaches. Top-level types and constants, functions and other parsers are
 * checked whether it reaches them or not; of controls, only their heads and that their names are declared. Undefined
 * where errors make a result impossible, or (without an error if `requireParser` is false) where there is no parser.
 */
export const analyze = (
  program: Program,
  options: AnalyzeOptions,
  sink: DiagnosticSink,
): TypedProgram | undefined => {
  const before = sink.errorCount;
  const analysis = start(sink);
  declareAll(program.declarations, analysis);
  const choice = {
    ...(options.parser === undefined ? {} : { parser: options.parser }),
    requireParser: options.requireParser ?? true,
  };
  const chosen = chooseParser(choice, program.span, analysis);
  const reference = chosen && closeReference(chosen, analysis);
  const parser = reference && parserOf(reference, chosen.span, analysis);
  checkBodies(analysis);
  if (parser === undefined || chosen === undefined) return undefined;
  const { architecture, roles } = architectureOf(
    chosen.packageName,
    parser.parameters.map(({ direction, variable }) => ({ direction, type: variable.type })),
  );
  if (sink.errorCount > before) return undefined;
  const bits = architecture === "tna" ? intrinsicBits(program) : undefined;
  const named = new Set(parser.parameters.map(({ variable }) => variable.name));
  const name = ["intrinsic", "intrinsic_metadata", "intrinsic_input"].find((free) => !named.has(free));
  return {
    architecture,
    parser,
    roles,
    errors: [...analysis.errors.keys()],
    ...(bits === undefined || name === undefined ? {} : { intrinsic: { name, bits } }),
  };
};
