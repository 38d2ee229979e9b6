/**
 * Bounds the loops (DESIGN section 4). A loop head is a state that is entered by an edge from a state on the stack of
 * a depth-first search. It gets maxVisits, unless each of its cycles extracts into some stack's `.next`, whose size
 * is the bound then. Runs before anything is simplified, so that the bound depends on the source alone.
 */
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { extendsStack, stepsToStack } from "../ir/extend.ts";
import type { Operation, Place, Program, State } from "../ir/ir.ts";
import { spellPlace } from "../ir/spell.ts";
import { operationsWithin } from "../ir/walk.ts";
import { cyclesOf, graphOf, search } from "./graph.ts";

export const DEFAULT_MAX_VISITS = 256;

/** The place of an extract into a stack's next element. */
export const nextTarget = (operation: Operation): Place | undefined =>
  (operation.kind === "extract" || operation.kind === "extract-varbit") && extendsStack(operation.header)
    ? operation.header
    : undefined;

const extractsNext = (state: State): boolean =>
  state.operations.some((operation) => nextTarget(operation) !== undefined);

const consumes = (state: State): boolean =>
  state.operations.some(
    (operation) =>
      operation.kind === "extract" ||
      operation.kind === "extract-varbit" ||
      (operation.kind === "advance" && !(operation.bits.kind === "bits" && operation.bits.value === 0n)),
  );

/** A stack that a loop both fills and empties again does not bound it. */
const emptiesItsStack = (cycle: ReadonlySet<State>): Operation | undefined => {
  const operations = [...cycle].flatMap((state) => [...operationsWithin(state.operations)]);
  const filled = new Set(
    operations.flatMap((operation) => {
      const target = nextTarget(operation);
      return target === undefined
        ? []
        : [spellPlace({ ...target, path: target.path.slice(0, stepsToStack(target)) })];
    }),
  );
  return operations.find((operation) => operation.kind === "pop" && filled.has(spellPlace(operation.stack)));
};

/** Sets maxVisits where it belongs and nowhere else. */
export const boundLoops = (program: Program, sink: DiagnosticSink): Program => {
  const graph = graphOf(program);
  const { heads } = search(graph);
  const cycles = cyclesOf(graph, () => false);
  const unboundedCycles = cyclesOf(graph, extractsNext);
  const states = program.states.map((state): State => {
    const { maxVisits, ...rest } = state;
    const ignored = (why: string): void => {
      if (maxVisits === undefined) return;
      sink.report("P0515", `@max_visits on state ${state.name} has no effect: ${why}`, state.origin.span);
    };
    if (!heads.has(state)) {
      ignored("no loop begins here");
      return rest;
    }
    const cycle = unboundedCycles.get(state);
    if (cycle === undefined) {
      const emptied = emptiesItsStack(cycles.get(state) ?? new Set());
      if (emptied !== undefined) {
        sink.report(
          "P0501",
          "a loop empties the stack that it fills, so that nothing bounds it",
          emptied.origin.span,
        );
      }
      ignored("a stack bounds this loop");
      return rest;
    }
    if (maxVisits === undefined && ![...cycle].some(consumes)) {
      sink.report(
        "P0514",
        `the loop through state ${state.name} consumes nothing; it is cut off after ${DEFAULT_MAX_VISITS} visits`,
        state.origin.span,
        { help: "bound it with @max_visits(N) on the state" },
      );
    }
    return { ...rest, maxVisits: maxVisits ?? DEFAULT_MAX_VISITS };
  });
  return { ...program, states };
};
