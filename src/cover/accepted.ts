/**
 * What a packet shows only if it is accepted: headers and parameters. So each row is wanted in an accepted packet, the
 * first, the second and the third time that its state is left by it, and behind each row that its state is come to by:
 * backends may make other code for each.
 */
import type { Next, Program, State } from "../ir/ir.ts";
import type { Goal } from "./goals.ts";
import type { Path } from "./path.ts";

const MOST_TIMES = 3;

/** Apart from the visits of states, whose names have no such sign. */
const keyOf = (state: string, row: string): string => `${state}#${row}`;

/** Notes that the path leaves a state by a row; the goal that says so. */
export const passed = (path: Path, state: string, row: string): Goal => {
  const times = (path.visits.get(keyOf(state, row)) ?? 0) + 1;
  path.visits.set(keyOf(state, row), times);
  if (path.last !== "") path.visits.set(keyOf(state, `${row} behind ${path.last}`), 1);
  path.last = `${state} ${row}`;
  return { kind: "again", state, what: `${row}, ${Math.min(times, MOST_TIMES)} times` };
};

/** What it would cover if the path were accepted. */
export const acceptedGoals = ({ visits }: Path): readonly Goal[] =>
  [...visits].flatMap(([key, times]) => {
    const [state = "", row] = key.split("#");
    const what = `${row}, ${Math.min(times, MOST_TIMES)} times, accepted`;
    return row === undefined ? [] : [{ kind: "again", state, what } as const];
  });

const nextsOf = ({ transition }: State): readonly Next[] =>
  transition.kind === "goto"
    ? [transition.next]
    : [...transition.rows.map(({ next }) => next), transition.otherwise];

/** How many transitions each state is from accept; what is not there never comes to it. */
export const distancesToAccept = ({ states }: Program): ReadonlyMap<string, number> => {
  const distances = new Map<string, number>();
  const isNear = (next: Next): boolean =>
    next.kind === "accept" || (next.kind === "state" && distances.has(next.name));
  for (let distance = 1, grown = true; grown; distance += 1) {
    const found = states.filter((state) => !distances.has(state.name) && nextsOf(state).some(isNear));
    for (const { name } of found) distances.set(name, distance);
    grown = found.length > 0;
  }
  return distances;
};
