/**
 * How often a loop head may be passed. The verifier wants a number, and it is also what makes ParserTimeout: where a
 * loop has one target, each pass is a visit of that state, and the number is exactly the state's bound. Where it has
 * several, each counted state has a counter of its own, and the number is one more than they can sum up to.
 */
import type { Place } from "../../../src/ir/ir.ts";
import type { Loop } from "./graph.ts";

/** What bounds a loop whose head has no count because lowering has proven that it stays within the default bound. */
const DEFAULT_TURNS = 256;

export interface Turns {
  /** Passes of the loop head that are allowed; undefined where the verifier sees another bound. */
  readonly passes: number | undefined;
  /** States of the loop that need counters of their own, and their bounds. */
  readonly counted: ReadonlyMap<string, number>;
}

/**
 * isFollowed: whether a variable lives in a register (or is spilled), where the verifier follows its values.
 * sharedCount: states that are counted together already (phases.ts), and by what.
 */
export const turnsOf = (
  loop: Loop,
  isFollowed: (place: Place) => boolean,
  sharedCount: ReadonlyMap<string, string> = new Map(),
): Turns => {
  const { bound, targets, heads, copies, outer } = loop;
  const counted = new Map<string, number>();
  // Visits are counted by the loop around it; the number of passes is that behind each entry.
  if (outer !== undefined && bound !== undefined) {
    const follows = bound.counter !== undefined && isFollowed(bound.counter);
    return { passes: follows ? undefined : bound.visits, counted };
  }
  const most = Math.min(bound?.visits ?? Number.POSITIVE_INFINITY, loop.spent ?? Number.POSITIVE_INFINITY);
  for (const { name, maxVisits } of loop.states)
    if (maxVisits !== undefined && maxVisits < most && !sharedCount.has(name)) counted.set(name, maxVisits);
  if (counted.size === 0 && bound?.counter !== undefined && isFollowed(bound.counter))
    return { passes: undefined, counted };
  const boundOf = (name: string): number =>
    counted.get(name) ?? (Number.isFinite(most) ? most : heads.has(name) ? DEFAULT_TURNS : 1);
  const shared = new Map<string, number>();
  let sum = 0;
  for (const name of targets) {
    const count = sharedCount.get(name);
    const visits = loop.states.find((state) => state.name === name)?.maxVisits;
    if (count === undefined || visits === undefined) sum += boundOf(name);
    else shared.set(count, Math.min(visits, most));
  }
  for (const visits of shared.values()) sum += visits;
  const [only] = targets;
  if (
    shared.size === 0 &&
    copies === 0 &&
    targets.length === 1 &&
    [...counted.keys()].every((name) => name === only)
  )
    return { passes: sum, counted: new Map() };
  return { passes: sum + 1, counted };
};
