import type { Program } from "../ir/ir.ts";
import { successorsOf } from "../ir/walk.ts";

const MAX_ROUTES = 10;
const MAX_LENGTH = 14;
const MAX_QUEUE = 20_000;

/** The shortest routes from a state to a state that enter no state twice: those behind the first, the last included. */
export const routesBetween = (program: Program, from: string, to: string): readonly (readonly string[])[] => {
  const successors = new Map(program.states.map((state) => [state.name, successorsOf(state)]));
  const found: (readonly string[])[] = [];
  const queue: (readonly string[])[] = [[]];
  for (let at = 0; at < queue.length && found.length < MAX_ROUTES && at < MAX_QUEUE; at += 1) {
    const way = queue[at] ?? [];
    for (const next of successors.get(way.at(-1) ?? from) ?? []) {
      if (next === to) found.push([...way, next]);
      else if (!way.includes(next) && way.length < MAX_LENGTH) queue.push([...way, next]);
    }
  }
  return found.slice(0, MAX_ROUTES);
};

/** The shortest cycles through a state that enter no other state twice: the states behind it, itself the last. */
export const cyclesThrough = (program: Program, name: string): readonly (readonly string[])[] =>
  routesBetween(program, name, name);
