/**
 * Gives a parser that never accepts (every way through it ends in an error, such as that of a loop without an exit) an
 * edge to accept that no packet takes: p4c refuses a parser without one. The edge leaves a state of its own on the way
 * back into a loop, which counts its visits and accepts if there were none.
 */
import { bits, read } from "../../../src/ir/build.ts";
import type { Expression, Next, Operation, Place, Program, State } from "../../../src/ir/ir.ts";
import { BIT32 } from "../../../src/ir/types.ts";
import { nextsOf, successorsOf } from "../../../src/ir/walk.ts";
import type { Fresh } from "./fresh.ts";

export interface Opened {
  readonly program: Program;
  /** The state that was added, where one was. */
  readonly exit?: string;
}

/** An edge that leads to a state on the way to its own: depth first, from the first state on. */
const findLoop = (states: readonly State[]): readonly [string, string] | undefined => {
  const byName = new Map(states.map((state) => [state.name, state]));
  const seen = new Set<string>();
  const path: { readonly name: string; readonly left: string[] }[] = [];
  const enter = (state: State | undefined): void => {
    if (state === undefined || seen.has(state.name)) return;
    seen.add(state.name);
    path.push({ name: state.name, left: [...successorsOf(state)] });
  };
  enter(states[0]);
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const next = at.left.shift();
    if (next === undefined) path.pop();
    else if (path.some(({ name }) => name === next)) return [at.name, next];
    else enter(byName.get(next));
  }
  return undefined;
};

const redirected = (state: State, from: string, to: string): State => {
  const next = (found: Next): Next =>
    found.kind === "state" && found.name === from ? { kind: "state", name: to } : found;
  const { transition } = state;
  if (transition.kind === "goto")
    return { ...state, transition: { ...transition, next: next(transition.next) } };
  const rows = transition.rows.map((row) => ({ ...row, next: next(row.next) }));
  return { ...state, transition: { ...transition, rows, otherwise: next(transition.otherwise) } };
};

/** For a program whose states are all reached. A reject counts as an exit: it becomes a state that raises its error. */
export const openExit = (program: Program, fresh: Fresh): Opened => {
  const hasExit = program.states.some(({ transition }) =>
    nextsOf(transition).some(({ kind }) => kind !== "state"),
  );
  const loop = hasExit ? undefined : findLoop(program.states);
  if (loop === undefined) return { program };
  const [from, to] = loop;
  const origin = { span: { start: 0, end: 0 }, line: 0 };
  const rounds: Place = { root: fresh.variable("rounds"), path: [], type: BIT32 };
  const assign = (value: Expression): Operation => ({ kind: "assign", target: rounds, value, origin });
  const next: Expression = {
    kind: "binary",
    operator: "add",
    left: read(rounds),
    right: bits(1, 32),
    type: BIT32,
  };
  const counting: State = {
    name: fresh.state(`again_${to}`),
    operations: [assign(next)],
    transition: {
      kind: "select",
      keys: [read(rounds)],
      rows: [{ patterns: [{ kind: "value", value: 0n }], next: { kind: "accept" }, origin }],
      otherwise: { kind: "state", name: to },
      origin,
    },
    origin,
  };
  const states = program.states.map((state) =>
    state.name === from ? redirected(state, to, counting.name) : state,
  );
  return {
    program: {
      ...program,
      states: [...states, counting],
      locals: [...program.locals, { name: rounds.root, type: rounds.type, origin }],
      init: [...program.init, assign(bits(0, 32))],
    },
    exit: counting.name,
  };
};
