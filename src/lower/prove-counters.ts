/**
 * Leaves maxVisits out where the loop counts itself. A state is a *counting state* of a variable c if it both adds a
 * constant to c and verifies `c <= B` (before or after, unconditionally). If the loop changes c in counting states
 * only, and no addition can wrap while c <= B, then c grows with every passage that does not reject: at most B + 1
 * of them, whatever c was at first. So a head all of whose cycles pass a counting state of c, or fill a stack, is
 * entered at most B + 2 times, and once more for each element of the stacks.
 */
import type { Expression, Operation, Place, Program, State } from "../ir/ir.ts";
import { spellPlace } from "../ir/spell.ts";
import { operationsWithin, targetsOf } from "../ir/walk.ts";
import { DEFAULT_MAX_VISITS, nextTarget } from "./bound-loops.ts";
import { cyclesOf, type Graph, graphOf } from "./graph.ts";

const isPlain = (place: Place): boolean => place.path.every(({ kind }) => kind === "field");

const readsOnly = (expression: Expression, counter: string): boolean =>
  expression.kind === "read" && isPlain(expression.place) && spellPlace(expression.place) === counter;

/** The constant that an operation adds to a variable, with the variable; only unsigned variables count. */
const additionOf = (
  operation: Operation,
): { readonly counter: string; readonly step: bigint } | undefined => {
  if (operation.kind !== "assign" || operation.slice !== undefined || !isPlain(operation.target))
    return undefined;
  const { value } = operation;
  if (value.kind !== "binary" || value.operator !== "add" || value.right.kind !== "bits") return undefined;
  const counter = spellPlace(operation.target);
  if (value.right.type.signed || value.right.value === 0n || !readsOnly(value.left, counter))
    return undefined;
  return { counter, step: value.right.value };
};

/** B where the operation verifies that the variable is at most B. */
const boundOf = (operation: Operation, counter: string): bigint | undefined => {
  if (operation.kind !== "verify" || operation.condition.kind !== "binary") return undefined;
  const { operator, left, right } = operation.condition;
  if (right.kind !== "bits" || !readsOnly(left, counter)) return undefined;
  if (operator === "le") return right.value;
  if (operator === "lt" && right.value > 0n) return right.value - 1n;
  return undefined;
};

/** What one passage of a counting state does. */
interface Counting {
  /** Sum of the constants added. */
  readonly sum: bigint;
  /** The variable's value behind the state is at most this. */
  readonly most: bigint;
  readonly width: number;
}

const countingOf = (state: State, counter: string): Counting | undefined => {
  let sum = 0n;
  let bound: bigint | undefined;
  let width = 0;
  for (const operation of state.operations) {
    const addition = additionOf(operation);
    if (addition?.counter === counter && operation.kind === "assign") {
      sum += addition.step;
      if (operation.target.type.kind === "bits") width = operation.target.type.width;
    }
    const checked = boundOf(operation, counter);
    if (checked !== undefined) bound = bound === undefined || checked < bound ? checked : bound;
  }
  return sum === 0n || bound === undefined ? undefined : { sum, most: bound + sum, width };
};

/** Places that may be (a part of) the counter, or that it may be a part of. */
const touches = (place: Place, counter: string): boolean => {
  const text = spellPlace(place);
  return text === counter || counter.startsWith(`${text}.`) || text.startsWith(`${counter}.`);
};

/** The counting states of c in the loop and the most that c can be behind them, if the loop changes c in no other way. */
const passagesOf = (
  cycle: ReadonlySet<State>,
  counter: string,
): { readonly bound: bigint; readonly states: ReadonlySet<State> } | undefined => {
  const found = new Map<State, Counting>();
  for (const state of cycle) {
    const changes = [...operationsWithin(state.operations)].filter((operation) =>
      targetsOf(operation).some((place) => touches(place, counter)),
    );
    if (changes.length === 0) continue;
    const plain = changes.every(
      (operation) => additionOf(operation)?.counter === counter && state.operations.includes(operation),
    );
    const counting = countingOf(state, counter);
    if (!plain || counting === undefined) return undefined;
    found.set(state, counting);
  }
  const all = [...found.values()];
  const bound = all.reduce((most, counting) => (counting.most > most ? counting.most : most), 0n);
  const wraps = all.some(({ sum, width }) => bound + sum >= 1n << BigInt(width));
  return wraps ? undefined : { bound, states: new Set(found.keys()) };
};

const stackRoom = (program: Program, cycle: ReadonlySet<State>): bigint => {
  const sizes = new Map<string, number>();
  for (const state of cycle) {
    for (const operation of operationsWithin(state.operations)) {
      if (operation.kind === "pop") return BigInt(DEFAULT_MAX_VISITS);
      const target = nextTarget(operation);
      if (target === undefined) continue;
      const text = spellPlace({ ...target, path: target.path.slice(0, -1) });
      sizes.set(text, sizeOfStack(program, target));
    }
  }
  return BigInt([...sizes.values()].reduce((sum, size) => sum + size, 0));
};

const sizeOfStack = (program: Program, target: Place): number => {
  let type = [...program.parameters, ...program.locals].find(({ name }) => name === target.root)?.type;
  for (const step of target.path.slice(0, -1)) {
    const current = type;
    const declaration = program.types.find(
      ({ name }) =>
        current?.kind !== "stack" && current !== undefined && "name" in current && name === current.name,
    );
    type = declaration?.fields.find(({ name }) => step.kind === "field" && name === step.name)?.type;
  }
  return type?.kind === "stack" ? type.size : DEFAULT_MAX_VISITS;
};

/** The heads of one component of the graph that are proven to be entered at most `limit` times. */
const provenHeads = (program: Program, graph: Graph, component: ReadonlySet<State>): ReadonlySet<State> => {
  const heads = [...component].filter(({ maxVisits }) => maxVisits !== undefined);
  const counters = new Set(
    [...component].flatMap((state) =>
      state.operations.flatMap((operation) => additionOf(operation)?.counter ?? []),
    ),
  );
  const room = stackRoom(program, component);
  const extractsNext = (state: State): boolean =>
    state.operations.some((operation) => nextTarget(operation) !== undefined);
  const proven = new Set<State>();
  // By the stacks alone, where the cycles that pass them by were found to be none.
  const byStacks = { bound: 0n, states: new Set<State>() };
  for (const passages of [byStacks, ...[...counters].map((counter) => passagesOf(component, counter))]) {
    if (passages === undefined) continue;
    const left = cyclesOf(
      graph,
      (state) => !component.has(state) || passages.states.has(state) || extractsNext(state),
    );
    for (const head of heads) {
      const limit = Math.min(head.maxVisits ?? DEFAULT_MAX_VISITS, DEFAULT_MAX_VISITS);
      if (passages.bound + 2n + room <= BigInt(limit) && !left.has(head)) proven.add(head);
    }
  }
  return proven;
};

/** Drops maxVisits from heads that provably stay below it (and below the default), or that are on no cycle any more. */
export const proveCounters = (program: Program): Program => {
  if (!program.states.some(({ maxVisits }) => maxVisits !== undefined)) return program;
  const graph = graphOf(program);
  const cycles = cyclesOf(graph, () => false);
  const proven = new Set<State>();
  for (const component of new Set(cycles.values())) {
    for (const head of provenHeads(program, graph, component)) proven.add(head);
  }
  const states = program.states.map((state): State => {
    const { maxVisits: _, ...rest } = state;
    return proven.has(state) || !cycles.has(state) ? rest : state;
  });
  return { ...program, states };
};
