/** Drops states that no way leads to any more: behind a case that can't match, or an error that is always raised. */
import type { Program } from "../../../src/ir/ir.ts";
import { successorsOf } from "../../../src/ir/walk.ts";

export const pruneStates = (program: Program): Program => {
  const states = new Map(program.states.map((state) => [state.name, state]));
  const reached = new Set<string>();
  const left = program.states.slice(0, 1);
  for (let state = left.pop(); state !== undefined; state = left.pop()) {
    if (reached.has(state.name)) continue;
    reached.add(state.name);
    for (const name of successorsOf(state)) {
      const next = states.get(name);
      if (next !== undefined) left.push(next);
    }
  }
  return { ...program, states: program.states.filter(({ name }) => reached.has(name)) };
};
