/** Questions about the graph of states. Nothing here recurses: a parser may have thousands of states in a row. */
import { must } from "../diagnostics/bug.ts";
import type { Program, State, Transition } from "../ir/ir.ts";
import { successorsOf } from "../ir/walk.ts";

/** Where a state may lead, in order of the rows and no further than the first row of nothing but `_`. */
const liveSuccessors = (transition: Transition): readonly string[] => {
  if (transition.kind === "goto") return transition.next.kind === "state" ? [transition.next.name] : [];
  const last = transition.rows.findIndex(({ patterns }) => patterns.every(({ kind }) => kind === "any"));
  const rows = last < 0 ? transition.rows : transition.rows.slice(0, last + 1);
  const nexts = [...rows.map(({ next }) => next), ...(last < 0 ? [transition.otherwise] : [])];
  return [...new Set(nexts.flatMap((next) => (next.kind === "state" ? [next.name] : [])))];
};

export interface Graph {
  readonly start: State;
  readonly byName: ReadonlyMap<string, State>;
  readonly successors: ReadonlyMap<State, readonly State[]>;
}

export const graphOf = ({ states }: Pick<Program, "states">): Graph => {
  const byName = new Map(states.map((state) => [state.name, state]));
  const successors = new Map(
    states.map((state) => [
      state,
      liveSuccessors(state.transition).map((name) => must(byName.get(name), `state ${name}`)),
    ]),
  );
  return { start: must(states[0], "start state"), byName, successors };
};

/** What a depth-first search from the start, rows in order, finds. */
export interface Search {
  /** States entered by an edge from a state that is on the search's stack at that time. */
  readonly heads: ReadonlySet<State>;
  /** Every state after all its successors, but for back edges. Unreachable states are absent. */
  readonly postorder: readonly State[];
}

export const search = ({ start, successors }: Graph): Search => {
  const heads = new Set<State>();
  const postorder: State[] = [];
  const seen = new Set([start]);
  const open = new Set([start]);
  const stack = [{ state: start, rest: (successors.get(start) ?? []).values() }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { value: next, done } = top.rest.next();
    if (done === true) {
      open.delete(top.state);
      postorder.push(top.state);
      stack.pop();
    } else if (open.has(next)) {
      heads.add(next);
    } else if (!seen.has(next)) {
      seen.add(next);
      open.add(next);
      stack.push({ state: next, rest: (successors.get(next) ?? []).values() });
    }
  }
  return { heads, postorder };
};

/** The states on a cycle through `head` that enters no state in `without`; head among them if there is one. */
export const cycleThrough = (
  { successors }: Graph,
  head: State,
  without: (state: State) => boolean,
): ReadonlySet<State> => {
  if (without(head)) return new Set();
  const forward = new Set<State>();
  const predecessors = new Map<State, State[]>();
  const pending = [head];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const next of successors.get(state) ?? []) {
      if (without(next)) continue;
      predecessors.set(next, [...(predecessors.get(next) ?? []), state]);
      if (forward.has(next)) continue;
      forward.add(next);
      pending.push(next);
    }
  }
  if (!forward.has(head)) return new Set();
  const cycle = new Set([head]);
  const back = [head];
  for (let state = back.pop(); state !== undefined; state = back.pop()) {
    for (const previous of predecessors.get(state) ?? []) {
      if (cycle.has(previous)) continue;
      cycle.add(previous);
      back.push(previous);
    }
  }
  return cycle;
};

/** Drops the states that no edge leads to. */
export const pruneStates = (program: Program): Program => {
  const byName = new Map(program.states.map((state) => [state.name, state]));
  const start = must(program.states[0], "start state");
  const reached = new Set([start]);
  const pending = [start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const name of successorsOf(state)) {
      const next = must(byName.get(name), `state ${name}`);
      if (reached.has(next)) continue;
      reached.add(next);
      pending.push(next);
    }
  }
  return reached.size === program.states.length
    ? program
    : { ...program, states: program.states.filter((state) => reached.has(state)) };
};
