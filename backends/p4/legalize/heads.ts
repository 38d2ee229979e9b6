/** Where loops begin, in a graph from which ways have gone since they were bounded. */
import type { Program, State } from "../../../src/ir/ir.ts";
import { successorsOf } from "../../../src/ir/walk.ts";

export interface Loops {
  /** States that are entered from a state that lies on a way to them, depth first from the first state, rows in order. */
  readonly heads: ReadonlySet<string>;
  /** Whether a way leads from a state back to it. */
  readonly isInLoop: (name: string) => boolean;
}

export const loopsOf = ({ states }: Program): Loops => {
  const successors = new Map(states.map((state) => [state.name, successorsOf(state)] as const));
  const heads = new Set<string>();
  const onWay = new Set<string>();
  const seen = new Set<string>();
  const way: { readonly name: string; next: number }[] = [];
  const enter = (name: string): void => {
    seen.add(name);
    onWay.add(name);
    way.push({ name, next: 0 });
  };
  const [first] = states;
  if (first !== undefined) enter(first.name);
  for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
    const next = successors.get(last.name)?.[last.next++];
    if (next === undefined) {
      onWay.delete(last.name);
      way.pop();
    } else if (onWay.has(next)) heads.add(next);
    else if (!seen.has(next)) enter(next);
  }
  const isInLoop = (name: string): boolean => {
    const reached = new Set<string>();
    const left = [...(successors.get(name) ?? [])];
    for (let each = left.pop(); each !== undefined; each = left.pop()) {
      if (each === name) return true;
      if (reached.has(each)) continue;
      reached.add(each);
      left.push(...(successors.get(each) ?? []));
    }
    return false;
  };
  return { heads, isInLoop };
};

/** Bounds of states that are in no loop any more are none. */
export const withoutNeedlessBounds = (program: Program): Program => {
  if (!program.states.some(({ maxVisits }) => maxVisits !== undefined)) return program;
  const { isInLoop } = loopsOf(program);
  return {
    ...program,
    states: program.states.map((state): State => {
      const { maxVisits, ...rest } = state;
      return maxVisits === undefined || isInLoop(state.name) ? state : rest;
    }),
  };
};
