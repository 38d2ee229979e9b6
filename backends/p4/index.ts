/** The P4 backend: a parser's IR as a whole program for a P4 target. */
import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Program } from "../../src/ir/ir.ts";
import type { OutputFile } from "../../src/output/file.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";
import type { Identity } from "../../src/output/stamp.ts";
import { legalize } from "./legalize/index.ts";
import { checkLimits } from "./limits.ts";
import { checkEnd } from "./limits-end.ts";
import { targets } from "./targets/index.ts";
import renderPna from "./templates/pna.p4.hbs";
import renderPsa from "./templates/psa.p4.hbs";
import renderV1model from "./templates/v1model.p4.hbs";
import { makeView } from "./view.ts";
import { wrapLines } from "./wrap.ts";

export interface GenerateOptions {
  readonly arch: P4Target;
}

const scaffolds: Readonly<Record<P4Target, (view: object) => string>> = {
  v1model: renderV1model,
  psa: renderPsa,
  pna: renderPna,
};

/** Writes NAME.ARCH.p4. What the target can't express is reported, each at its place, and nothing is written. */
export const generate = (
  program: Program,
  identity: Identity,
  options: GenerateOptions,
  sink: DiagnosticSink,
): readonly OutputFile[] | undefined => {
  const target = targets[options.arch];
  const render = scaffolds[options.arch];
  if (!checkLimits(program, target, sink)) return undefined;
  const legal = legalize(program, target);
  // Of what is written: rows that an earlier one leaves nothing to are gone, and with them perhaps the last way out.
  if (!checkEnd(legal.program, target, sink)) return undefined;
  return [
    {
      path: `${program.name}.${options.arch}.p4`,
      kind: "p4-program",
      text: wrapLines(render(makeView(legal, program, target, identity))),
      target: options.arch,
    },
  ];
};
