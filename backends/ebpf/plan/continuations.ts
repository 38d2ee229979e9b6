/**
 * States that go on with a header which each of their predecessors has extracted: `ipv4` and `outermost_ipv4` both
 * lead to `ipv4_header`, which reads hdr.ipv4. Where such states join, the header's fields would have to be put into
 * registers (in host order) by each predecessor. Copied behind each of them, they read the packet itself.
 */
import type { Expression, Operation, Place, Program, State } from "../../../src/ir/ir.ts";
import { expressionsOf, expressionsWithin, operationsWithin, successorsOf } from "../../../src/ir/walk.ts";

/** More predecessors, or longer states, are not worth their copies. */
const MAX_PREDECESSORS = 4;
const MAX_OPERATIONS = 12;

/** A header's place as text; undefined where an index in it varies. */
const keyOf = ({ root, path }: Place): string | undefined =>
  path.every(({ kind }) => kind === "field")
    ? [root, ...path.map((step) => (step.kind === "field" ? step.name : ""))].join(".")
    : undefined;

const extractedBy = (state: State): ReadonlySet<string> => {
  const keys = new Set<string>();
  for (const operation of operationsWithin(state.operations)) {
    const key = operation.kind === "extract" ? keyOf(operation.header) : undefined;
    if (key !== undefined) keys.add(key);
  }
  return keys;
};

/** The headers of which a state reads fields. */
const readBy = ({ operations, transition }: State): ReadonlySet<string> => {
  const all: readonly Operation[] = [...operationsWithin(operations)];
  const keys: readonly Expression[] = transition.kind === "select" ? transition.keys : [];
  const headers = new Set<string>();
  for (const expression of [...keys, ...all.flatMap((operation) => expressionsOf(operation))])
    for (const part of expressionsWithin(expression)) {
      if (part.kind !== "read" || part.place.path.length < 2) continue;
      const key = keyOf({ ...part.place, path: part.place.path.slice(0, -1) });
      if (key !== undefined) headers.add(key);
    }
  return headers;
};

/** The states to be copied, each with the predecessor (its last) whose successor remains the state itself. */
export const continuations = (program: Program): ReadonlyMap<string, string> => {
  const predecessors = new Map<string, State[]>();
  for (const state of program.states)
    for (const to of new Set(successorsOf(state))) {
      const known = predecessors.get(to);
      if (known === undefined) predecessors.set(to, [state]);
      else known.push(state);
    }
  const found = new Map<string, string>();
  for (const state of program.states.slice(1)) {
    const before = predecessors.get(state.name) ?? [];
    const last = before.at(-1);
    if (last === undefined || before.length < 2 || before.length > MAX_PREDECESSORS) continue;
    if (state.maxVisits !== undefined || [...operationsWithin(state.operations)].length > MAX_OPERATIONS)
      continue;
    const own = extractedBy(state);
    const read = [...readBy(state)].filter((header) => !own.has(header));
    if (before.some(({ name }) => name === state.name)) continue;
    if (read.some((header) => before.every((other) => extractedBy(other).has(header))))
      found.set(state.name, last.name);
  }
  return found;
};
