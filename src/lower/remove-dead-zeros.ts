/**
 * Removes assignments of zero that nobody reads: lowering zeroes each variable where it is declared and each field
 * where its header becomes valid, and most of these are written before they are read. Liveness over the graph of
 * states; what accept shows counts as read, a reject shows no variable.
 */
import { must } from "../diagnostics/bug.ts";
import { not } from "../ir/build.ts";
import type { Expression, Operation, Place, Program, State } from "../ir/ir.ts";
import { expressionsOf, expressionsWithin, nextsOf } from "../ir/walk.ts";
import { addAll, type BitSet, copyBits, hasBit, newBitSet, putBit, sameBits } from "./bit-set.ts";
import { graphOf, search } from "./graph.ts";
import { type Leaves, leavesOf, nodesOf, scalarsWithin } from "./leaves.ts";

/** By scalar's number: whether the value may still be read. */
type Live = BitSet;

const mark = (leaves: Leaves, live: Live, place: Place, value: boolean): void => {
  for (const node of nodesOf(leaves, place)) {
    for (const { number } of scalarsWithin(node)) putBit(live, number, value);
  }
};

const use = (leaves: Leaves, live: Live, expression: Expression): void => {
  for (const inner of expressionsWithin(expression)) {
    if (inner.kind === "read") mark(leaves, live, inner.place, true);
  }
};

const isFixed = (place: Place): boolean =>
  place.path.every((step) => step.kind === "field" || (step.kind === "index" && step.index.kind === "bits"));

const isZero = (value: Expression): boolean =>
  (value.kind === "bits" && value.value === 0n) ||
  (value.kind === "bool" && !value.value) ||
  (value.kind === "error" && value.name === "NoError");

const isLive = (leaves: Leaves, live: Live, place: Place): boolean =>
  nodesOf(leaves, place).some(({ number }) => hasBit(live, number));

/** Walks operations backwards; `live` becomes what is live before them. Yields those that are needed. */
const walkBack = (leaves: Leaves, live: Live, operations: readonly Operation[]): readonly Operation[] => {
  const kept: Operation[] = [];
  for (const operation of operations.toReversed()) {
    const needed = stepBack(leaves, live, operation);
    if (needed !== undefined) kept.push(needed);
  }
  return kept.reverse();
};

const stepBack = (leaves: Leaves, live: Live, operation: Operation): Operation | undefined => {
  switch (operation.kind) {
    case "assign":
      if (
        operation.slice === undefined &&
        isZero(operation.value) &&
        !isLive(leaves, live, operation.target)
      ) {
        return undefined;
      }
      if (operation.slice === undefined && isFixed(operation.target))
        mark(leaves, live, operation.target, false);
      break;
    case "lookahead":
      for (const { target } of operation.loads) if (isFixed(target)) mark(leaves, live, target, false);
      break;
    case "extract":
    case "extract-varbit":
      if (isFixed(operation.header)) mark(leaves, live, operation.header, false);
      break;
    case "copy-header": {
      const wanted = isAnyLive(leaves, live, operation.target);
      if (isFixed(operation.target)) mark(leaves, live, operation.target, false);
      if (wanted) mark(leaves, live, operation.source, true);
      break;
    }
    case "push":
    case "pop":
      mark(leaves, live, operation.stack, true);
      break;
    case "if": {
      const other = copyBits(live);
      const then = walkBack(leaves, live, operation.then);
      const otherwise = walkBack(leaves, other, operation.otherwise);
      addAll(live, other);
      if (then.length === 0 && otherwise.length === 0) return undefined;
      use(leaves, live, operation.condition);
      return then.length === 0
        ? { ...operation, condition: not(operation.condition), then: otherwise, otherwise: [] }
        : { ...operation, then, otherwise };
    }
    default:
      break;
  }
  for (const expression of expressionsOf(operation)) use(leaves, live, expression);
  return operation;
};

const isAnyLive = (leaves: Leaves, live: Live, header: Place): boolean =>
  nodesOf(leaves, header).some((node) => scalarsWithin(node).some(({ number }) => hasBit(live, number)));

/** Removes dead zeros from the states and from init. */
export const removeDeadZeros = (program: Program): Program => {
  const leaves = leavesOf(program);
  const observed: Live = newBitSet(leaves.scalars.length);
  for (const { name, direction, type } of program.parameters) {
    if (direction !== "in") mark(leaves, observed, { root: name, path: [], type }, true);
  }
  const before = new Map<string, Live>();
  const behind = (state: State): Live => {
    const live: Live = newBitSet(leaves.scalars.length);
    for (const next of nextsOf(state.transition)) {
      if (next.kind === "accept") addAll(live, observed);
      const known = next.kind === "state" ? before.get(next.name) : undefined;
      if (known !== undefined) addAll(live, known);
    }
    if (state.transition.kind === "select") {
      for (const key of state.transition.keys) use(leaves, live, key);
    }
    return live;
  };
  const { postorder } = search(graphOf(program));
  for (let changed = true; changed; ) {
    changed = false;
    for (const state of postorder) {
      const live = behind(state);
      walkBack(leaves, live, state.operations);
      const old = before.get(state.name);
      if (old !== undefined && sameBits(old, live)) continue;
      before.set(state.name, live);
      changed = true;
    }
  }
  const states = program.states.map((state) => ({
    ...state,
    operations: walkBack(leaves, behind(state), state.operations),
  }));
  const atStart = copyBits(must(before.get(must(program.states[0], "start").name), "liveness at the start"));
  return { ...program, init: walkBack(leaves, atStart, program.init), states };
};
