/**
 * Loops within loops: a state that leads back to itself, a few times at most, inside of a larger loop; the bytes of a
 * number of variable length, say. Going through the larger loop's head each time, it would make one loop of as many
 * passes as there are bytes in all, each of which the verifier walks whole. With a head of its own the larger loop has
 * no more passes than the larger loop's heads have visits.
 */
import type { State } from "../../../src/ir/ir.ts";
import { successorsOf } from "../../../src/ir/walk.ts";
import type { SizeOf } from "../values/stack-fill.ts";
import { boundsItself, type SelfBound } from "./counted-loops.ts";

/** In passes. Of more, one loop is less work: each pass of the larger one has all these in it. */
const MAX_PASSES = 16;

/** The states that get a head of their own, and how they bound themselves. */
export const innerLoops = (states: readonly State[], sizeOf: SizeOf): ReadonlyMap<string, SelfBound> => {
  const found = new Map<string, SelfBound>();
  if (states.length < 2) return found;
  for (const state of states) {
    if (!successorsOf(state).includes(state.name)) continue;
    const bound = boundsItself([state], sizeOf);
    if (bound !== undefined && bound.visits <= MAX_PASSES) found.set(state.name, bound);
  }
  return found;
};
