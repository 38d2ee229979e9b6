/**
 * What is known at one point of the program, whichever way led there: which headers may be valid and may be
 * invalid, how far stacks may be filled, which scalars may not have been written yet.
 */
import { must } from "../diagnostics/bug.ts";
import { stepsToStack } from "../ir/extend.ts";
import type { Expression, Place } from "../ir/ir.ts";
import { addAll, type BitSet, copyBits, newPairs, pairAt, putPair } from "./bit-set.ts";
import { headersWithin, type Leaves, type Node, nodeOf, nodesOf } from "./leaves.ts";

export const MAY_BE_INVALID = 1;
export const MAY_BE_VALID = 2;
export const MAY_BE_UNWRITTEN = 1;
const WRITTEN = 2;

export interface Facts {
  /** By header's number: MAY_BE_INVALID, MAY_BE_VALID or both. */
  readonly validity: BitSet;
  /** By scalar's number. */
  readonly written: BitSet;
  /** By stack's number: bounds of the next index, both included. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** By stack's number: 1 where all elements below the next index are valid. */
  readonly filled: Uint8Array;
}

/** At the start of the parser: headers invalid, stacks empty, scalars written (declarations say otherwise). */
export const initialFacts = ({ headers, stacks, scalars }: Leaves): Facts => ({
  validity: newPairs(headers.length, MAY_BE_INVALID),
  written: newPairs(scalars.length, WRITTEN),
  low: new Uint32Array(stacks.length),
  high: new Uint32Array(stacks.length),
  filled: new Uint8Array(stacks.length).fill(1),
});

export const copyFacts = (facts: Facts): Facts => ({
  validity: copyBits(facts.validity),
  written: copyBits(facts.written),
  low: facts.low.slice(),
  high: facts.high.slice(),
  filled: facts.filled.slice(),
});

/** Loosens `into` to what holds on both ways; widen: bounds that move go to their ends at once. True if it changed. */
export const joinFacts = (into: Facts, from: Facts, widen: boolean, leaves: Leaves): boolean => {
  const validity = addAll(into.validity, from.validity);
  let changed = addAll(into.written, from.written) || validity;
  const put = (array: Uint8Array | Uint32Array, index: number, value: number): void => {
    if (array[index] !== value) {
      array[index] = value;
      changed = true;
    }
  };
  leaves.stacks.forEach(({ parts }, index) => {
    const [low, high] = [into.low[index] ?? 0, into.high[index] ?? 0];
    const [otherLow, otherHigh] = [from.low[index] ?? 0, from.high[index] ?? 0];
    if (otherLow < low) put(into.low, index, widen ? 0 : otherLow);
    if (otherHigh > high) put(into.high, index, widen ? parts.length : otherHigh);
    put(into.filled, index, (into.filled[index] ?? 0) & (from.filled[index] ?? 0));
  });
  return changed;
};

const isNextIndexOf = (index: Expression, stack: Node, leaves: Leaves): boolean =>
  index.kind === "next-index" && nodeOf(leaves, index.stack) === stack;

/** The nodes that a place may mean, as far as the stacks' next indices tell. */
export const possibleNodes = (leaves: Leaves, facts: Facts, place: Place): readonly Node[] =>
  nodesOf(leaves, place, (stack, step) => {
    const low = facts.low[stack.number] ?? 0;
    const high = facts.high[stack.number] ?? 0;
    if (step.kind === "last") return stack.parts.slice(Math.max(0, low - 1), Math.max(0, high));
    if (step.kind === "next" || (step.kind === "index" && isNextIndexOf(step.index, stack, leaves))) {
      return stack.parts.slice(low, high + 1);
    }
    return stack.parts;
  });

/** The stack around a header, if it is an element of one (or a member of an element). */
const stackAround = (node: Node | undefined): Node | undefined => {
  if (node === undefined) return undefined;
  return node.type.kind === "stack" ? node : stackAround(node.parent);
};

/** Whether a place is the last element of a stack whose elements are all valid so far. */
const isFilledLast = (leaves: Leaves, facts: Facts, place: Place): boolean => {
  if (place.path.at(-1)?.kind !== "last") return false;
  const [node] = nodesOf(leaves, place);
  const stack = stackAround(node);
  return stack !== undefined && facts.filled[stack.number] === 1;
};

/** What a header (or union) may be: valid, invalid, or both. */
export const validityAt = (leaves: Leaves, facts: Facts, place: Place): number => {
  if (place.type.kind === "header" && isFilledLast(leaves, facts, place)) return MAY_BE_VALID;
  const nodes = possibleNodes(leaves, facts, place);
  let result = 0;
  for (const node of nodes) {
    const members = headersWithin(node).map(({ number }) => pairAt(facts.validity, number));
    if (node.type.kind === "header") result |= members[0] ?? 0;
    else if (members.includes(MAY_BE_VALID)) result |= MAY_BE_VALID;
    else result |= members.reduce((all, one) => all | one, MAY_BE_INVALID);
  }
  return result === 0 ? MAY_BE_INVALID | MAY_BE_VALID : result;
};

const put = (facts: Facts, header: Node, value: number, certain: boolean): void => {
  const before = certain ? 0 : pairAt(facts.validity, header.number);
  putPair(facts.validity, header.number, before | value);
};

/** Notes that a header became what `value` says. In a union, a member that becomes valid makes its siblings invalid. */
export const setValidityAt = (leaves: Leaves, facts: Facts, place: Place, value: number): void => {
  const nodes = possibleNodes(leaves, facts, place);
  const certain = nodes.length === 1;
  for (const node of nodes) {
    put(facts, node, value, certain);
    const { parent } = node;
    if (parent?.type.kind === "union" && (value & MAY_BE_VALID) !== 0) {
      const only = certain && value === MAY_BE_VALID;
      for (const sibling of parent.parts) if (sibling !== node) put(facts, sibling, MAY_BE_INVALID, only);
    }
    const stack = stackAround(node);
    if (stack === undefined) continue;
    const isBelowNext = stack.parts.some(
      (element, index) => (element === node || element === parent) && index < (facts.high[stack.number] ?? 0),
    );
    if (isBelowNext && (value !== MAY_BE_VALID || stack !== parent)) facts.filled[stack.number] = 0;
  }
};

/** `extract` into a stack's next element, or a member of it. False where the stack is certainly full, so that it rejects. */
export const extractNext = (leaves: Leaves, facts: Facts, header: Place): boolean => {
  const stackPlace = { ...header, path: header.path.slice(0, stepsToStack(header)) };
  const member = header.path.at(-1);
  const stack = nodeOf(leaves, stackPlace);
  const { number, parts } = stack;
  const low = facts.low[number] ?? 0;
  const high = facts.high[number] ?? 0;
  if (low >= parts.length) return false;
  const targets = parts.slice(low, high + 1);
  const certain = targets.length === 1;
  for (const target of targets) {
    if (member?.kind !== "field") put(facts, target, MAY_BE_VALID, certain);
    else
      for (const [name, node] of target.partNames)
        put(facts, node, name === member.name ? MAY_BE_VALID : MAY_BE_INVALID, certain);
  }
  facts.low[number] = low + 1;
  facts.high[number] = Math.min(high + 1, parts.length);
  return true;
};

/** push_front and pop_front. */
export const shiftStack = (leaves: Leaves, facts: Facts, stack: Place, by: number): void => {
  const { number, parts } = nodeOf(leaves, stack);
  const before = parts.map((part) =>
    headersWithin(part).map((header) => pairAt(facts.validity, header.number)),
  );
  parts.forEach((part, index) => {
    headersWithin(part).forEach((header, member) => {
      putPair(facts.validity, header.number, before[index - by]?.[member] ?? MAY_BE_INVALID);
    });
  });
  const clamp = (value: number): number => Math.min(parts.length, Math.max(0, value));
  facts.low[number] = clamp((facts.low[number] ?? 0) + by);
  facts.high[number] = clamp((facts.high[number] ?? 0) + by);
  if (by > 0) facts.filled[number] = 0;
  if (facts.high[number] === 0) facts.filled[number] = 1;
};

/** Whether the stack is certainly empty, all its elements invalid. */
export const isEmptyStack = (leaves: Leaves, facts: Facts, stack: Place): boolean => {
  const node = nodeOf(leaves, stack);
  return (
    facts.high[node.number] === 0 &&
    headersWithin(node).every((header) => pairAt(facts.validity, header.number) === MAY_BE_INVALID)
  );
};

/** Notes a write of the scalars that a place may mean. unwritten: it was a declaration's zero, not the author's. */
export const writeAt = (leaves: Leaves, facts: Facts, place: Place, unwritten: boolean): void => {
  const nodes = possibleNodes(leaves, facts, place);
  for (const { number } of nodes) {
    if (number < 0) continue;
    const value = unwritten ? MAY_BE_UNWRITTEN : WRITTEN;
    const before = nodes.length === 1 ? 0 : pairAt(facts.written, number);
    putPair(facts.written, number, before | value);
  }
};

/** Bounds of a stack's next index. */
export const nextIndexBounds = (leaves: Leaves, facts: Facts, stack: Place): readonly [number, number] => {
  const { number } = nodeOf(leaves, stack);
  return [must(facts.low[number], "stack"), must(facts.high[number], "stack")];
};
