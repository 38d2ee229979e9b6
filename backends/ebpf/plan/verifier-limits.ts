/** What the user is told where the verifier may refuse a program. */
import type { DiagnosticSink } from "../../../src/diagnostics/sink.ts";
import type { Program } from "../../../src/ir/ir.ts";
import { type LoopWork, MAX_INSTRUCTIONS, MAX_JUMPS, type Work } from "./verifier-work.ts";

interface Excess {
  readonly limit: number;
  /** What the verifier does with so many. */
  readonly verb: string;
  readonly unit: string;
  readonly total: number;
  /** In one pass of a loop. */
  readonly ofPass: (loop: LoopWork) => number;
}

const excessOf = ({ instructions, jumps }: Work): Excess | undefined => {
  if (jumps > MAX_JUMPS)
    return { limit: MAX_JUMPS, verb: "notes", unit: "jumps", total: jumps, ofPass: (loop) => loop.jumps };
  if (instructions > MAX_INSTRUCTIONS)
    return {
      limit: MAX_INSTRUCTIONS,
      verb: "walks",
      unit: "instructions",
      total: instructions,
      ofPass: ({ instructions: all, passes }) => Math.ceil(all / passes),
    };
  return undefined;
};

/** Numbers that are estimates, in two digits. */
const roughly = (count: number): string => String(Number(count.toPrecision(2)));

/**
 * Warns of a program that the verifier may refuse, and says which loop is the cause. Not an error: clang may find that
 * a loop never goes round.
 */
export const warnOfVerifier = (work: Work, program: Program, sink: DiagnosticSink): void => {
  const excess = excessOf(work);
  if (excess === undefined) return;
  const { limit, verb, unit, total, ofPass } = excess;
  const shareOf = (loop: LoopWork): number => ofPass(loop) * loop.passes;
  const [first] = work.loops.toSorted((a, b) => shareOf(b) - shareOf(a));
  const text = `the kernel may refuse the program: its verifier ${verb} ${limit} ${unit} at most, here up to about ${roughly(total)}`;
  if (first === undefined || shareOf(first) < total / 2) {
    const help = "make several parsers of it, or fewer states and rows";
    sink.report("P0609", `${text}`, program.states[0]?.origin.span, { help });
    return;
  }
  const { loop, passes } = first;
  const head = loop.states.find(({ name }) => loop.heads.has(name)) ?? loop.states[0];
  const room = Math.max(limit - total + shareOf(first), 0);
  const fitting = Math.max(1, Math.floor(room / ofPass(first) / loop.heads.size));
  sink.report(
    "P0609",
    `${text}: up to ${passes} passes of the loop at state ${head?.name}, about ${roughly(ofPass(first))} in each`,
    head?.origin.span,
    {
      help:
        `let the loop end sooner: @max_visits(${roughly(fitting)}) on the state, a smaller stack, or fewer rows; ` +
        "or ask for a kernel of 6.9 or later (--kernel 6.9)",
    },
  );
};
