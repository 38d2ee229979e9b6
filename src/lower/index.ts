/** From the typed tree to the IR. */
import type { TypedProgram } from "../analyze/typed.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Program } from "../ir/ir.ts";
import { boundLoops } from "./bound-loops.ts";
import { makeCountsExplicit } from "./explicit-counts.ts";
import { flattenHeaders } from "./flatten-headers.ts";
import { foldConstants } from "./fold-constants.ts";
import { pruneStates } from "./graph.ts";
import { guardValidity } from "./guard-validity.ts";
import { takeIntrinsic } from "./intrinsic.ts";
import { proveCounters } from "./prove-counters.ts";
import { refuseDeepNesting } from "./refuse-deep-nesting.ts";
import { removeDeadZeros } from "./remove-dead-zeros.ts";
import { removeUnused } from "./remove-unused.ts";
import { simplifySelects } from "./simplify-selects.ts";
import { type Naming, translate } from "./translate.ts";

/**
 * Lowers the main parser and all that it reaches. undefined, with findings of P05xx in the sink, where the program
 * says something that no target can express or is larger than the limits.
 */
export const lower = (typed: TypedProgram, context: Naming, sink: DiagnosticSink): Program | undefined => {
  const before = sink.errorCount;
  // Everything behind may recurse into statements and expressions.
  if (!refuseDeepNesting(typed.parser, sink)) return undefined;
  // Inlines sub-parsers and functions, flattens expressions, splits composite values: raw IR.
  const translation = translate(typed, context, sink);
  if (translation === undefined) return undefined;
  // Structs in headers.
  const flat = flattenHeaders(translation);
  // On the graph as the source has it.
  const bounded = boundLoops(pruneStates(flat.program), sink);
  // Locals that are constants, constant conditions and keys, catch-all rows; before the analysis, so that it sees fewer ways.
  const { intrinsic } = typed;
  // Metadata in front of the packet.
  const fed = intrinsic === undefined ? bounded : pruneStates(takeIntrinsic(bounded, intrinsic, sink));
  if (sink.errorCount > before) return undefined;
  const configured = foldConstants(fed, flat.zeros);
  const simple = pruneStates(simplifySelects(configured, sink, context.keepRows));
  // What reads and writes of header fields mean; warnings.
  const guarded = guardValidity(simple, flat, sink);
  // What the analysis decided leaves constants behind.
  const folded = pruneStates(simplifySelects(foldConstants(guarded), undefined, context.keepRows));
  // Variables that nobody reads, zeros that nobody reads then, and variables that only these kept.
  const lean = removeUnused(removeDeadZeros(removeUnused(folded)));
  // Loops that count themselves need no count of ours.
  const proven = proveCounters(lean);
  // Those of loops that are none any more, or that a stack bounds now.
  const program = makeCountsExplicit(proven);
  return sink.errorCount > before ? undefined : program;
};
