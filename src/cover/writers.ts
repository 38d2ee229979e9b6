import type { Expression, Place, Program, State } from "../ir/ir.ts";
import { expressionsWithin, operationsWithin, targetsOf } from "../ir/walk.ts";

/** The fields that lead to a place, up to the first index in a stack. */
const spell = ({ root, path }: Place): string => {
  let text = `${root}.`;
  for (const step of path) {
    if (step.kind !== "field") break;
    text += `${step.name}.`;
  }
  return text;
};

const placesIn = (expression: Expression): readonly string[] =>
  [...expressionsWithin(expression)].flatMap((part) => (part.kind === "read" ? [spell(part.place)] : []));

/** The other states that write something that a state's select reads. */
export const writersFor = ({ states }: Program, { name, transition }: State): readonly string[] => {
  if (transition.kind === "goto") return [];
  const read = transition.keys.flatMap(placesIn);
  const overlaps = (target: Place): boolean => {
    const text = spell(target);
    return read.some((other) => other.startsWith(text) || text.startsWith(other));
  };
  return states
    .filter(
      (state) =>
        state.name !== name &&
        [...operationsWithin(state.operations)].some((operation) => targetsOf(operation).some(overlaps)),
    )
    .map((state) => state.name);
};
