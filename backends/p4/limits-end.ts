/** Whether the parser comes to an end: p4c refuses one in which nothing leads to `accept` or `reject`. */
import { must } from "../../src/diagnostics/bug.ts";
import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Next, Program, Transition } from "../../src/ir/ir.ts";
import type { Target } from "./target.ts";

const targetsOf = (transition: Transition): readonly Next[] =>
  transition.kind === "goto"
    ? [transition.next]
    : [...transition.rows.map((row) => row.next), transition.otherwise];

/** Reports a parser that goes in circles until the packet, a stack or the bound of a loop stops it; true for another. */
export const checkEnd = ({ states, parser }: Program, target: Target, sink: DiagnosticSink): boolean => {
  const byName = new Map(states.map((state) => [state.name, state]));
  const start = must(states[0], "the first state");
  const reached = new Set([start.name]);
  const work = [start.name];
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    for (const next of targetsOf(must(byName.get(name), "the state").transition)) {
      if (next.kind !== "state") return true;
      if (reached.has(next.name)) continue;
      reached.add(next.name);
      work.push(next.name);
    }
  }
  sink.report(
    "P0708",
    `${target.name} has no parser without an end: nothing that can be taken leads from \`start\` of \`${parser}\` to \`accept\` or \`reject\``,
    start.origin.span,
  );
  return false;
};
