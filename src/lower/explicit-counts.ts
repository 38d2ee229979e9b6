/**
 * Turns maxVisits into a counter of the program's own where the graph, as it is in the end, would have none: the loop
 * is entered elsewhere since rows or branches that cannot be taken are gone, or each of its cycles fills a stack now.
 * The bound is the source's, and stays; but whoever reads the declarative form expects it at the heads of loops alone.
 */
import { bits, compare, read } from "../ir/build.ts";
import type { Local, Operation, Place, Program, State } from "../ir/ir.ts";
import { bitsType } from "../ir/types.ts";
import { nextTarget } from "./bound-loops.ts";
import { cyclesOf, graphOf, search } from "./graph.ts";
import { createNamer } from "./names.ts";

const WIDTH = 32;
const TYPE = bitsType(WIDTH);

/** As the backends count: the visit behind the last that is allowed rejects. */
const counting = (count: Place, maxVisits: number, { origin }: State): readonly Operation[] => [
  {
    kind: "verify",
    condition: compare("lt", read(count), bits(maxVisits, WIDTH)),
    error: "ParserTimeout",
    origin,
  },
  {
    kind: "assign",
    target: count,
    value: { kind: "binary", operator: "add", left: read(count), right: bits(1, WIDTH), type: TYPE },
    origin,
  },
];

export const makeCountsExplicit = (program: Program): Program => {
  if (!program.states.some(({ maxVisits }) => maxVisits !== undefined)) return program;
  const graph = graphOf(program);
  const { heads } = search(graph);
  const unbounded = cyclesOf(graph, ({ operations }) =>
    operations.some((each) => nextTarget(each) !== undefined),
  );
  const name = createNamer([...program.parameters, ...program.locals].map((each) => each.name));
  const locals: Local[] = [];
  const init: Operation[] = [];
  const states = program.states.map((state): State => {
    const { maxVisits, ...rest } = state;
    if (maxVisits === undefined || (heads.has(state) && unbounded.has(state))) return state;
    const count: Place = { root: name(`${state.name}_visits`), path: [], type: TYPE };
    locals.push({ name: count.root, type: TYPE, origin: state.origin });
    init.push({ kind: "assign", target: count, value: bits(0, WIDTH), origin: state.origin });
    return { ...rest, operations: [...counting(count, maxVisits, state), ...state.operations] };
  });
  return { ...program, states, locals: [...program.locals, ...locals], init: [...program.init, ...init] };
};
