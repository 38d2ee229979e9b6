/**
 * Loops that use up what is left of a list: each pass takes something from a variable (the bytes of an option from
 * those of all options), and never more than is left. Where the variable is small on entry the loop then has fewer
 * passes than it may have, and the verifier less to walk; a count that cannot be reached needs no code.
 *
 * What is asked of the variable, an unsigned scalar:
 *   - within the loop something is only ever subtracted from it, of which the same state has verified that it is no
 *     more than the variable is, or which is a constant that the variable is known to reach there;
 *   - every cycle of the loop passes a state that takes at least one.
 */
import type { Expression, Operation, Place, Program, State, Transition } from "../../../src/ir/ir.ts";
import { spellExpression } from "../../../src/ir/spell.ts";
import { expressionsWithin, successorsOf } from "../../../src/ir/walk.ts";
import { ones } from "../text/c-code.ts";
import { maximumOf } from "../values/bounds.ts";
import { conjuncts } from "../values/verify.ts";
import { isAcyclic } from "./components.ts";
import { mayChange, placeName } from "./counted-loops.ts";

/** Larger loops are not looked into, in states. */
const MAX_STATES = 256;

/** Larger expressions are not looked into, in parts. */
const MAX_PARTS = 32;

const reads = (expression: Expression, name: string): boolean =>
  expression.kind === "read" && placeName(expression.place) === name;

/** What is added up, or subtracted one after the other. */
const partsOf = (expression: Expression, operator: "add" | "sub"): readonly Expression[] => {
  const parts: Expression[] = [];
  let rest = expression;
  while (rest.kind === "binary" && rest.operator === operator && parts.length < MAX_PARTS) {
    parts.unshift(rest.right);
    rest = rest.left;
  }
  return [rest, ...parts];
};

const isSmall = (expression: Expression): boolean => {
  let parts = 0;
  for (const _ of expressionsWithin(expression)) if (++parts > MAX_PARTS) return false;
  return true;
};

/** Parts of a sum as one text, whatever their order. */
const spelled = (parts: readonly Expression[]): string => parts.map(spellExpression).sort().join(" + ");

const constantOf = (expression: Expression): bigint | undefined =>
  expression.kind === "bits" ? expression.value : undefined;

/** What is known within a state. */
interface Known {
  /** The variable is at least that. */
  least: bigint;
  /** Sums that are no more than the variable is. */
  readonly within: Set<string>;
  /** Values that are at least so much. */
  readonly lows: Map<string, bigint>;
}

const noteSum = (sum: Expression, known: Known): void => {
  const parts = partsOf(sum, "add");
  const most = parts.reduce((total, part) => total + maximumOf(part), 0n);
  const width = sum.type.kind === "bits" ? sum.type.width : 0;
  if (isSmall(sum) && most <= ones(width)) known.within.add(spelled(parts));
};

const noteCondition = (condition: Expression, name: string, known: Known): void => {
  if (condition.kind !== "binary") return;
  const { operator, left, right } = condition;
  const flipped = operator === "ge" || operator === "gt";
  if (!flipped && operator !== "le" && operator !== "lt") return;
  const [less, more] = flipped ? [right, left] : [left, right];
  if (less.type.kind !== "bits" || less.type.signed) return;
  const constant = constantOf(less);
  const low = constant === undefined ? 0n : operator === "lt" || operator === "gt" ? constant + 1n : constant;
  if (reads(more, name)) {
    if (constant === undefined) noteSum(less, known);
    else if (low > known.least) known.least = low;
  } else if (constant !== undefined && isSmall(more)) {
    const text = spellExpression(more);
    const before = known.lows.get(text) ?? 0n;
    known.lows.set(text, low > before ? low : before);
  }
};

/** How much a state takes at least; undefined where it may do something else to the variable. */
const takenBy = (state: State, name: string, least: bigint): bigint | undefined => {
  let known: Known = { least, within: new Set(), lows: new Map() };
  let taken = 0n;
  for (const operation of state.operations) {
    if (operation.kind === "verify") {
      for (const part of conjuncts(operation.condition)) noteCondition(part, name, known);
      continue;
    }
    if (mayChange(operation, name)) {
      const step = stepOf(operation, name, known);
      if (step === undefined) return undefined;
      taken += step.least;
      known = { least: step.left, within: new Set(), lows: new Map() };
    } else known = { least: known.least, within: new Set(), lows: new Map() };
  }
  return taken;
};

interface Step {
  /** What is taken at least, and what is left then at least. */
  readonly least: bigint;
  readonly left: bigint;
}

const stepOf = (operation: Operation, name: string, known: Known): Step | undefined => {
  if (operation.kind !== "assign" || operation.slice !== undefined || !isSmall(operation.value))
    return undefined;
  const [from, ...parts] = partsOf(operation.value, "sub");
  if (from === undefined || parts.length === 0 || !reads(from, name)) return undefined;
  const lows = parts.map((part) => constantOf(part) ?? known.lows.get(spellExpression(part)) ?? 0n);
  const low = lows.reduce((sum, value) => sum + value, 0n);
  const isConstant = parts.every((part) => part.kind === "bits");
  if (isConstant) return low <= known.least ? { least: low, left: known.least - low } : undefined;
  return known.within.has(spelled(parts)) ? { least: low, left: 0n } : undefined;
};

/** The states that a transition leads to only where the variable is not zero. */
const provenBy = (transition: Transition, name: string): ReadonlySet<string> => {
  const proven = new Set<string>();
  if (transition.kind !== "select" || transition.keys.length !== 1) return proven;
  const [key] = transition.keys;
  if (key === undefined || !reads(key, name)) return proven;
  const others = new Set<string>();
  let isPast = false;
  for (const { patterns, next } of transition.rows) {
    if (next.kind === "state") (isPast ? proven : others).add(next.name);
    const [pattern] = patterns;
    if (pattern?.kind === "value" && pattern.value === 0n) isPast = true;
  }
  if (isPast && transition.otherwise.kind === "state") proven.add(transition.otherwise.name);
  for (const other of others) proven.delete(other);
  return proven;
};

/** The states of a loop that are entered only where the variable is at least one. */
const positiveIn = (
  states: readonly State[],
  entries: ReadonlySet<string>,
  name: string,
): ReadonlySet<string> => {
  const positive = new Set(states.map((state) => state.name).filter((state) => !entries.has(state)));
  for (let changed = true; changed; ) {
    changed = false;
    for (const state of states) {
      const keeps =
        positive.has(state.name) && !state.operations.some((operation) => mayChange(operation, name));
      const proven = provenBy(state.transition, name);
      for (const to of successorsOf(state))
        if (!keeps && !proven.has(to) && positive.delete(to)) changed = true;
    }
  }
  return positive;
};

/** What the variable is at most where a loop is entered. */
const mostOnEntry = (program: Program, inside: ReadonlySet<string>, place: Place, name: string): bigint => {
  const all = place.type.kind === "bits" ? ones(place.type.width) : 0n;
  const isLocal = program.locals.some((local) => local.name === place.root);
  const behind = (operations: readonly Operation[], before: bigint): bigint =>
    operations.reduce((most, operation) => {
      if (!mayChange(operation, name)) return most;
      const isWhole = operation.kind === "assign" && operation.slice === undefined;
      return isWhole && isSmall(operation.value) ? maximumOf(operation.value) : all;
    }, before);
  const states = new Map(program.states.map((state) => [state.name, state]));
  const first = program.states[0];
  const at = new Map<string, bigint>();
  const open = new Set<string>();
  let most = 0n;
  const enter = (to: string, value: bigint): void => {
    if (inside.has(to)) {
      if (value > most) most = value;
      return;
    }
    const before = at.get(to);
    if (before !== undefined && before >= value) return;
    at.set(to, value);
    open.add(to);
  };
  if (first !== undefined) enter(first.name, behind(program.init, isLocal ? 0n : all));
  for (const from of open) {
    open.delete(from);
    const state = states.get(from);
    if (state === undefined) continue;
    const value = behind(state.operations, at.get(from) ?? all);
    for (const to of successorsOf(state)) enter(to, value);
  }
  return most;
};

/**
 * How often a state of a loop is visited at most because each pass takes from some variable; undefined where none is
 * found. entries: the states that are entered from outside of the loop.
 */
export const spentVisits = (
  program: Program,
  states: readonly State[],
  entries: ReadonlySet<string>,
): number | undefined => {
  if (states.length > MAX_STATES) return undefined;
  const candidates = new Map<string, Place>();
  for (const { operations } of states)
    for (const operation of operations) {
      if (operation.kind !== "assign" || operation.value.kind !== "binary") continue;
      const name = placeName(operation.target);
      const { type } = operation.target;
      if (name !== undefined && type.kind === "bits" && !type.signed && operation.value.operator === "sub")
        candidates.set(name, operation.target);
    }
  const inside = new Set(states.map(({ name }) => name));
  let best: number | undefined;
  for (const [name, place] of candidates) {
    const positive = positiveIn(states, entries, name);
    const rest = new Set<string>();
    let isSpent = true;
    for (const state of states) {
      const taken = takenBy(state, name, positive.has(state.name) ? 1n : 0n);
      if (taken === undefined) isSpent = false;
      if (taken === 0n) rest.add(state.name);
    }
    const targets = new Map(states.map((state) => [state.name, successorsOf(state)]));
    if (!isSpent || !isAcyclic(rest, (state) => targets.get(state) ?? [])) continue;
    // Between two that take no state is passed twice.
    const visits = Number(mostOnEntry(program, inside, place, name)) + 1;
    if (best === undefined || visits < best) best = visits;
  }
  return best;
};
