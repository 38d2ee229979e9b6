/**
 * The bound of loops (DESIGN, "one observation"). A *loop head* is a state entered by an edge from a state that is
 * on the stack of a depth-first search from the start, which takes the rows of a select in their order and goes no
 * further than the first catch-all. Entering a head for the (N+1)th time while one packet is parsed rejects with
 * ParserTimeout; N is 256, or what `@max_visits(N)` on the state says. The states of a sub-parser are counted
 * apart at each of its applications.
 *
 * Exempt is a head none of whose cycles is left when all states are removed that extract unconditionally into a
 * stack's `.next`: the stack's size bounds them.
 */
import type { GraphNode } from "./graph.ts";

export const DEFAULT_MAX_VISITS = 256;

/** Depth-first, without recursion since a parser may have thousands of states in a row. */
const findHeads = (start: GraphNode): ReadonlySet<GraphNode> => {
  const heads = new Set<GraphNode>();
  const seen = new Set([start]);
  const open = new Set([start]);
  const stack = [{ node: start, rest: start.successors.values() }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { value: next, done } = top.rest.next();
    if (done === true) {
      open.delete(top.node);
      stack.pop();
    } else if (open.has(next)) {
      heads.add(next);
    } else if (!seen.has(next)) {
      seen.add(next);
      open.add(next);
      stack.push({ node: next, rest: next.successors.values() });
    }
  }
  return heads;
};

/** Whether a way leads from the head back to it that passes no state which extracts into a `.next`. */
const hasOtherCycle = (head: GraphNode): boolean => {
  if (head.extractsNext) return false;
  const seen = new Set<GraphNode>();
  const todo = [head];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    for (const next of node.successors) {
      if (next === head) return true;
      if (next.extractsNext || seen.has(next)) continue;
      seen.add(next);
      todo.push(next);
    }
  }
  return false;
};

/** How often each counted state may be entered. */
export const visitLimits = (start: GraphNode): ReadonlyMap<GraphNode, number> => {
  const limits = new Map<GraphNode, number>();
  for (const head of findHeads(start))
    if (hasOtherCycle(head)) limits.set(head, head.maxVisits ?? DEFAULT_MAX_VISITS);
  return limits;
};
