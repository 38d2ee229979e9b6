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

interface Frame {
  readonly state: State;
  readonly rest: Iterator<State>;
}

/**
 * The strongly connected components that hold a cycle, when the states in `without` are taken away: for each state
 * on a cycle all states that lie on cycles with it. Tarjan's algorithm.
 */
export const cyclesOf = (
  { successors }: Graph,
  without: (state: State) => boolean,
): ReadonlyMap<State, ReadonlySet<State>> => {
  const result = new Map<State, ReadonlySet<State>>();
  const index = new Map<State, number>();
  const low = new Map<State, number>();
  const pending: State[] = [];
  const isPending = new Set<State>();
  const stack: Frame[] = [];
  const targets = (state: State): readonly State[] => successors.get(state) ?? [];
  const lowerTo = (state: State, value: number): void => {
    low.set(state, Math.min(low.get(state) ?? value, value));
  };
  const enter = (state: State): void => {
    low.set(state, index.size);
    index.set(state, index.size);
    pending.push(state);
    isPending.add(state);
    stack.push({ state, rest: targets(state).values() });
  };
  const leave = (state: State): void => {
    stack.pop();
    const parent = stack.at(-1);
    const reached = must(low.get(state), "low link");
    if (parent !== undefined) lowerTo(parent.state, reached);
    if (reached !== index.get(state)) return;
    const component = new Set<State>();
    for (let member = pending.pop(); member !== undefined; member = pending.pop()) {
      isPending.delete(member);
      component.add(member);
      if (member === state) break;
    }
    if (component.size === 1 && !targets(state).includes(state)) return;
    for (const member of component) result.set(member, component);
  };
  for (const root of successors.keys()) {
    if (index.has(root) || without(root)) continue;
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { value: next, done } = top.rest.next();
      if (done === true) leave(top.state);
      else if (without(next)) continue;
      else if (!index.has(next)) enter(next);
      else if (isPending.has(next)) lowerTo(top.state, must(index.get(next), "index"));
    }
  }
  return result;
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
