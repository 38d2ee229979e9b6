/**
 * Loops that bound themselves: each turn adds to a counter and verifies it. Where that holds, the visits of every
 * state are bounded by what the counter may reach, so that a count that is no lower than that (DESIGN section 4) can
 * never reject, and needs no code.
 *
 * What is asked of the counter, an unsigned scalar:
 *   - within the loop it is only changed by adding a positive constant, and the same state then verifies that it is
 *     at most some limit, before anything else changes it, and limit plus constant fit in its width;
 *   - every cycle of the loop passes such a state.
 * Whatever the counter is on entry (it may even wrap in its first step), it then grows strictly until it is refused:
 * at most limit + 2 such steps are taken, and between two of them no state is passed twice.
 */
import { must } from "../../src/diagnostics/bug.ts";
import type { Expression, Operation, Place, State } from "../../src/ir/ir.ts";
import { operationsWithin, successorsOf, targetsOf } from "../../src/ir/walk.ts";
import type { Loop } from "./graph.ts";

export interface LoopCounter {
  readonly place: Place;
  /** No state of the loop is entered more often. */
  readonly visits: number;
}

/** Larger limits are no help to anybody. */
const MAX_LIMIT = 4096n;

/** Places made of field steps only: their spelling says whether they are the same, or one contains the other. */
const spell = ({ root, path }: Place): string | undefined => {
  let text = root;
  for (const step of path) {
    if (step.kind !== "field") return undefined;
    text += `.${step.name}`;
  }
  return text;
};

const readsPlace = (expression: Expression, name: string): boolean =>
  expression.kind === "read" && spell(expression.place) === name;

const constantOf = (expression: Expression): bigint | undefined =>
  expression.kind === "bits" ? expression.value : undefined;

/** name = name + constant: the constant. */
const incrementOf = (operation: Operation, name: string): bigint | undefined => {
  if (operation.kind !== "assign" || operation.slice !== undefined) return undefined;
  const { value } = operation;
  if (value.kind !== "binary" || value.operator !== "add") return undefined;
  if (readsPlace(value.left, name)) return constantOf(value.right);
  return readsPlace(value.right, name) ? constantOf(value.left) : undefined;
};

/** verify(name <= limit), in one of its spellings: the limit. */
const limitOf = (operation: Operation, name: string): bigint | undefined => {
  if (operation.kind !== "verify" || operation.condition.kind !== "binary") return undefined;
  const { operator, left, right } = operation.condition;
  const mirrored = readsPlace(right, name);
  if (!mirrored && !readsPlace(left, name)) return undefined;
  const bound = constantOf(mirrored ? left : right);
  if (bound === undefined) return undefined;
  switch (operator) {
    case "le":
      return mirrored ? undefined : bound;
    case "lt":
      return mirrored || bound === 0n ? undefined : bound - 1n;
    case "ge":
      return mirrored ? bound : undefined;
    case "gt":
      return mirrored && bound > 0n ? bound - 1n : undefined;
    default:
      return undefined;
  }
};

/** Whether an operation (or one within it) may change the place. */
const mayChange = (operation: Operation, name: string): boolean => {
  for (const inner of operationsWithin([operation]))
    for (const target of targetsOf(inner)) {
      const other = spell(target);
      if (other === undefined) {
        if (target.root === name.split(".")[0]) return true;
      } else if (other === name || name.startsWith(`${other}.`)) return true;
    }
  return false;
};

interface Use {
  /** Whether the state steps and verifies the counter. */
  readonly guards: boolean;
  readonly limit: bigint;
}

/** How a state uses the counter; undefined where it does something else to it. */
const useOf = (state: State, name: string, width: number): Use | undefined => {
  let pending: bigint | undefined;
  let guards = false;
  let limit = 0n;
  for (const operation of state.operations) {
    const verified = limitOf(operation, name);
    if (pending !== undefined && verified !== undefined) {
      if (verified + pending >= 1n << BigInt(width)) return undefined;
      limit = verified > limit ? verified : limit;
      pending = undefined;
      guards = true;
      continue;
    }
    if (!mayChange(operation, name)) continue;
    const step = incrementOf(operation, name);
    if (step === undefined || step === 0n || pending !== undefined) return undefined;
    pending = step;
  }
  return pending === undefined ? { guards, limit } : undefined;
};

/** Whether the states have no cycle among themselves. */
const isAcyclic = (states: ReadonlyMap<string, State>): boolean => {
  const degree = new Map([...states.keys()].map((name) => [name, 0]));
  const inner = (state: State): readonly string[] => successorsOf(state).filter((name) => states.has(name));
  for (const state of states.values())
    for (const name of inner(state)) degree.set(name, (degree.get(name) ?? 0) + 1);
  const open = [...degree].filter(([, count]) => count === 0).map(([name]) => name);
  let removed = 0;
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    removed += 1;
    for (const next of inner(must(states.get(name), "state"))) {
      const left = (degree.get(next) ?? 0) - 1;
      degree.set(next, left);
      if (left === 0) open.push(next);
    }
  }
  return removed === states.size;
};

const tryCounter = (place: Place, states: ReadonlyMap<string, State>): LoopCounter | undefined => {
  const name = spell(place);
  if (name === undefined || place.type.kind !== "bits" || place.type.signed) return undefined;
  const others = new Map<string, State>();
  let limit = 0n;
  for (const state of states.values()) {
    const use = useOf(state, name, place.type.width);
    if (use === undefined) return undefined;
    if (!use.guards) others.set(state.name, state);
    if (use.limit > limit) limit = use.limit;
  }
  if (limit > MAX_LIMIT || !isAcyclic(others)) return undefined;
  // limit + 2 guards, and the stretch before the first.
  return { place, visits: Number(limit) + 3 };
};

/** The counter that bounds a loop, if it has one; the first in order of its states. */
export const loopCounter = (loop: Loop, all: ReadonlyMap<string, State>): LoopCounter | undefined => {
  const states = new Map(loop.states.map((name) => [name, must(all.get(name), `state ${name}`)]));
  const tried = new Set<string>();
  for (const { operations } of states.values())
    for (const operation of operations) {
      if (operation.kind !== "assign") continue;
      const name = spell(operation.target);
      if (name === undefined || tried.has(name)) continue;
      tried.add(name);
      const found = tryCounter(operation.target, states);
      if (found !== undefined) return found;
    }
  return undefined;
};
