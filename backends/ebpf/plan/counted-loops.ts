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
import { extendsStack, stepsToStack } from "../../../src/ir/extend.ts";
import type { Expression, Operation, Place, State } from "../../../src/ir/ir.ts";
import { spellPlace } from "../../../src/ir/spell.ts";
import { operationsWithin, successorsOf, targetsOf } from "../../../src/ir/walk.ts";
import { isAcyclic } from "./components.ts";

export interface SelfBound {
  /** No state of the loop is entered more often. */
  readonly visits: number;
  /** Where a counter alone bounds it. */
  readonly counter?: Place;
  /** The states that count: each way round the loop passes one. */
  readonly guards: ReadonlySet<string>;
}

/** Larger limits are no help to anybody. */
const MAX_LIMIT = 4096n;

/** Places made of field steps only: their spelling says whether they are the same, or one contains the other. */
export const placeName = ({ root, path }: Place): string | undefined => {
  let text = root;
  for (const step of path) {
    if (step.kind !== "field") return undefined;
    text += `.${step.name}`;
  }
  return text;
};

const readsPlace = (expression: Expression, name: string): boolean =>
  expression.kind === "read" && placeName(expression.place) === name;

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
export const mayChange = (operation: Operation, name: string): boolean => {
  for (const inner of operationsWithin([operation]))
    for (const target of targetsOf(inner)) {
      const other = placeName(target);
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

const extendedStack = (operation: Operation): Place | undefined =>
  (operation.kind === "extract" || operation.kind === "extract-varbit") && extendsStack(operation.header)
    ? operation.header
    : undefined;

/** The sum of the sizes of all stacks that the states extend; undefined where one of them is emptied too. */
const stackRoom = (states: readonly State[], sizeOf: (place: Place) => number): number | undefined => {
  const sizes = new Map<string, number>();
  for (const { operations } of states)
    for (const operation of operationsWithin(operations)) {
      if (operation.kind === "pop") return undefined;
      const stack = extendedStack(operation);
      if (stack === undefined) continue;
      const path = stack.path.slice(0, stepsToStack(stack));
      sizes.set(spellPlace({ ...stack, path }), sizeOf(stack));
    }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
};

interface Counted {
  readonly guards: ReadonlySet<string>;
  readonly limit: number;
}

/** How the loop's states use a counter, where they use it as one. */
const countedBy = (place: Place, states: readonly State[]): Counted | undefined => {
  const name = placeName(place);
  if (name === undefined || place.type.kind !== "bits" || place.type.signed) return undefined;
  const guards = new Set<string>();
  let limit = 0n;
  for (const state of states) {
    const use = useOf(state, name, place.type.width);
    if (use === undefined) return undefined;
    if (use.guards) guards.add(state.name);
    if (use.limit > limit) limit = use.limit;
  }
  return limit > MAX_LIMIT ? undefined : { guards, limit: Number(limit) };
};

/** The places that something in the loop is assigned to, each once. */
const assignedPlaces = (states: readonly State[]): readonly Place[] => {
  const found = new Map<string, Place>();
  for (const { operations } of states)
    for (const operation of operations) {
      if (operation.kind !== "assign") continue;
      const name = placeName(operation.target);
      if (name !== undefined && !found.has(name)) found.set(name, operation.target);
    }
  return [...found.values()];
};

/**
 * How a loop of these states bounds itself: by the stacks that it extends, by a counter, or by both. sizeOf gives the
 * size of the stack that a place ending in `next` extends.
 */
export const boundsItself = (
  states: readonly State[],
  sizeOf: (place: Place) => number,
): SelfBound | undefined => {
  const targets = new Map(states.map((state) => [state.name, successorsOf(state)]));
  const successors = (name: string): readonly string[] => targets.get(name) ?? [];
  const room = stackRoom(states, sizeOf);
  const extending = states.filter(
    ({ operations }) =>
      room !== undefined && operations.some((operation) => extendedStack(operation) !== undefined),
  );
  const stacked = new Set(extending.map(({ name }) => name));
  const withoutStacks = new Set(targets.keys());
  for (const { name } of extending) withoutStacks.delete(name);
  if (isAcyclic(withoutStacks, successors)) return { visits: (room ?? 0) + 1, guards: stacked };
  for (const place of assignedPlaces(states)) {
    const counted = countedBy(place, states);
    if (counted === undefined) continue;
    const rest = new Set([...withoutStacks].filter((name) => !counted.guards.has(name)));
    const all = new Set([...targets.keys()].filter((name) => !counted.guards.has(name)));
    // limit + 2 guards, and the stretch before the first.
    if (isAcyclic(all, successors))
      return { visits: counted.limit + 3, counter: place, guards: counted.guards };
    if (isAcyclic(rest, successors))
      return { visits: counted.limit + 3 + (room ?? 0), guards: new Set([...stacked, ...counted.guards]) };
  }
  return undefined;
};
