/**
 * How often a loop head may be passed. The verifier wants a number, and it is also what makes ParserTimeout: where a
 * loop has one target, each pass is a visit of that state, and the number is exactly the state's bound. Where it has
 * several, each counted state has a counter of its own, and the number is one more than they can sum up to.
 */
import { must } from "../../src/diagnostics/bug.ts";
import type { Operation, Place, State } from "../../src/ir/ir.ts";
import { operationsWithin, successorsOf } from "../../src/ir/walk.ts";
import { loopCounter } from "./counted-loops.ts";
import type { Graph, Loop } from "./graph.ts";

/** What bounds a loop whose head has no count because it provably cannot reach the default bound (DESIGN section 4). */
const DEFAULT_TURNS = 256;

export interface Turns {
  /** Passes of the loop head that are allowed; undefined where the verifier sees another bound. */
  readonly passes: number | undefined;
  /** States of the loop that need counters of their own, and their bounds. */
  readonly counted: ReadonlyMap<string, number>;
}

const endsInNext = (place: Place): boolean => place.path.at(-1)?.kind === "next";

const isPush = (operation: Operation): boolean =>
  (operation.kind === "extract" || operation.kind === "extract-varbit") && endsInNext(operation.header);

/** Whether a state takes the next element of a stack however it is passed. */
const alwaysExtendsStack = (state: State): boolean => state.operations.some(isPush);

/** Whether `head` can be reached again without a state that extends a stack. */
const cyclesWithoutStack = (head: State, states: ReadonlyMap<string, State>): boolean => {
  const seen = new Set<string>();
  const open = [head];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (alwaysExtendsStack(state)) continue;
    for (const name of successorsOf(state)) {
      if (name === head.name) return true;
      const next = states.get(name);
      if (next === undefined || seen.has(name)) continue;
      seen.add(name);
      open.push(next);
    }
  }
  return false;
};

/** The sum of the sizes of all stacks that the states extend. */
const stackRoom = (states: Iterable<State>, sizeOf: (place: Place) => number): number => {
  const sizes = new Map<string, number>();
  for (const state of states)
    for (const operation of operationsWithin(state.operations)) {
      if (operation.kind !== "extract" && operation.kind !== "extract-varbit") continue;
      if (!endsInNext(operation.header)) continue;
      const { root, path } = operation.header;
      const key = JSON.stringify([root, path], (_, value) =>
        typeof value === "bigint" ? `${value}` : value,
      );
      sizes.set(key, sizeOf(operation.header));
    }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
};

export interface TurnsContext {
  /** The size of the stack that a place ending in `next` extends. */
  readonly sizeOf: (place: Place) => number;
  /** Whether a variable lives in a register (or is spilled): the verifier follows its values. */
  readonly isFollowed: (place: Place) => boolean;
}

export const turnsOf = (loop: Loop, graph: Graph, { sizeOf, isFollowed }: TurnsContext): Turns => {
  const all = new Map(graph.order.map((state) => [state.name, state]));
  const states = new Map(loop.states.map((name) => [name, must(all.get(name), `state ${name}`)]));
  const counter = loopCounter(loop, all);
  const reachable = (bound: number): boolean => counter === undefined || bound < counter.visits;
  const boundOf = (name: string): number => {
    const state = must(states.get(name), `state ${name}`);
    if (state.maxVisits !== undefined && reachable(state.maxVisits)) return state.maxVisits;
    if (counter !== undefined) return counter.visits;
    if (!graph.heads.has(name)) return 1;
    if (cyclesWithoutStack(state, states)) return DEFAULT_TURNS;
    return stackRoom(states.values(), sizeOf) + 1;
  };
  const sum = loop.targets.reduce((total, name) => total + boundOf(name), 0);
  const counted = new Map<string, number>();
  for (const [name, { maxVisits }] of states)
    if (maxVisits !== undefined && reachable(maxVisits)) counted.set(name, maxVisits);
  if (counted.size === 0 && counter !== undefined && isFollowed(counter.place))
    return { passes: undefined, counted };
  const [only] = loop.targets;
  if (loop.targets.length === 1 && [...counted.keys()].every((name) => name === only))
    return { passes: sum, counted: new Map() };
  return { passes: sum + 1, counted };
};
