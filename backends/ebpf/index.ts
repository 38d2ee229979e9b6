/** The eBPF backend: NAME.parser.h, restricted C that any BPF program can include, and NAME.bpf.c, loadable programs. */
import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Program } from "../../src/ir/ir.ts";
import type { OutputFile } from "../../src/output/file.ts";
import { DEFAULT_KERNEL, type Kernel } from "../../src/output/kernels.ts";
import type { ValueSetLayout } from "../../src/output/layout.ts";
import type { Identity } from "../../src/output/stamp.ts";
import { type Pass, passesWithout } from "./passes.ts";
import { warnOfVerifier } from "./plan/verifier-limits.ts";
import { wholeWork } from "./plan/verifier-work.ts";
import { checkLimits } from "./programs/limits.ts";
import { offloadOf } from "./programs/offload.ts";
import { buildViews } from "./programs/view.ts";
import renderOffload from "./templates/offload.h.hbs";
import renderParser from "./templates/parser.h.hbs";
import renderProgram from "./templates/program.bpf.c.hbs";
import { CTypes } from "./text/c-types.ts";
import { layoutOfSet, placeValueSets } from "./values/value-sets.ts";

export { isPass, PASSES, type Pass } from "./passes.ts";
export { resultLayout } from "./programs/result.ts";
export { hookFunction } from "./text/names.ts";

/** How the maps of a program's value sets are written. */
export const valueSetLayouts = (program: Program): readonly ValueSetLayout[] =>
  [...placeValueSets(program, new CTypes(program)).values()].map(layoutOfSet);

export interface EbpfOptions {
  /** flow_dissector, tc, xdp; by default every one that the architecture allows. */
  readonly hooks?: readonly string[] | undefined;
  /** The oldest kernel that the programs have to load on: 5.10 by default. */
  readonly kernel?: Kernel;
  /** Take over a device's parse result at xdp and tc, where the map p4twin_offload has this program's identity. */
  readonly offload?: boolean;
  /** Spare the verifier also where that is not needed: for tests. */
  readonly sparing?: boolean;
  /** Optimisations to leave out: for the bench and for tests. */
  readonly without?: readonly Pass[];
}

/** Prints the C of a program; undefined, with errors in the sink, where something has to be refused. */
export const generate = (
  program: Program,
  identity: Identity,
  options: EbpfOptions,
  sink: DiagnosticSink,
): OutputFile[] | undefined => {
  const errors = sink.errorCount;
  const hooks = checkLimits(program, options.hooks, sink);
  if (sink.errorCount > errors) return undefined;
  const offload = options.offload === true ? offloadOf(program, hooks, sink) : undefined;
  if (sink.errorCount > errors) return undefined;
  const views = buildViews(
    program,
    identity,
    hooks,
    options.kernel ?? DEFAULT_KERNEL,
    passesWithout(options.without ?? []),
    offload,
    options.sparing ?? false,
  );
  warnOfVerifier(wholeWork(views.plans), program, sink);
  const kernel = options.kernel === undefined ? {} : { kernel: options.kernel };
  const { offload: front } = views;
  return [
    { path: views.headerPath, kind: "parser-header", text: renderParser(views.header), ...kernel },
    ...(front === undefined
      ? []
      : [{ path: front.path, kind: "offload-header", text: renderOffload(front.view) } as const]),
    { path: views.programPath, kind: "bpf-program", text: renderProgram(views.program), hooks, ...kernel },
  ];
};
