/** Where stores to parameters are overwritten before anybody can see them: what sunk-stores.ts decides by. */
import type { Expression, Operation, Place, Program, State } from "../../../src/ir/ir.ts";
import {
  expressionsOf,
  expressionsWithin,
  nextsOf,
  operationsWithin,
  targetsOf,
} from "../../../src/ir/walk.ts";
import { nameOf, overlaps } from "../values/fresh-header.ts";

export interface Deaths {
  /** The names of the places whose stores may be put off. */
  readonly targets: ReadonlySet<string>;
  /** Whether what a target holds on entry to a state may be read, or be observed in the end. */
  isLive(state: string, target: string): boolean;
  /** Whether a target may be overwritten so soon behind a state's start that a store is worth carrying there. */
  isNear(state: string, target: string): boolean;
}

/** In states. Farther on, the copies cost more than the stores. */
const MAX_DISTANCE = 3;

/** Whether a value is made of constants and fields of headers alone, without arithmetic. */
export const isMovable = (value: Expression): boolean =>
  [...expressionsWithin(value)].every((part) => {
    switch (part.kind) {
      case "bits":
      case "bool":
      case "cast":
      case "slice":
        return true;
      case "binary":
        return part.operator === "concat";
      case "read":
        return part.place.path.length > 1 && nameOf(part.place) !== undefined;
      default:
        return false;
    }
  });

const WRITTEN_ROLES: ReadonlySet<string> = new Set(["keys", "metadata", "standard", "output"]);

/** Targets that several states store to: what one state alone stores is seldom overwritten. */
const findTargets = (program: Program): ReadonlyMap<string, Place> => {
  const roots = new Set(
    program.parameters.flatMap(({ name, role }) => (WRITTEN_ROLES.has(role) ? [name] : [])),
  );
  const found = new Map<
    string,
    { readonly place: Place; readonly states: Set<string>; readonly values: Set<string> }
  >();
  for (const { name: state, operations } of program.states)
    for (const operation of operations) {
      if (operation.kind !== "assign" || operation.slice !== undefined || !roots.has(operation.target.root))
        continue;
      const name = nameOf(operation.target);
      if (name === undefined || !isMovable(operation.value)) continue;
      const known = found.get(name) ?? { place: operation.target, states: new Set(), values: new Set() };
      const { value } = operation;
      known.states.add(state);
      known.values.add(
        value.kind === "bits" ? String(value.value) : value.kind === "bool" ? String(value.value) : "",
      );
      found.set(name, known);
    }
  return new Map(
    [...found].flatMap(([name, { place, states, values }]) =>
      // One and the same constant again and again is not worth it either.
      states.size > 1 && (values.size > 1 || values.has("")) ? [[name, place] as const] : [],
    ),
  );
};

/** What a state does to a target first. */
type Effect = "overwrites" | "reads" | "reads whole" | "nothing";

const readPlaces = (expression: Expression): readonly Place[] =>
  [...expressionsWithin(expression)].flatMap((part) => (part.kind === "read" ? [part.place] : []));

const effectOn = (target: Place, { operations, transition }: State): Effect => {
  const name = nameOf(target);
  let whole = false;
  const note = (places: readonly Place[]): boolean => {
    const hits = places.filter((place) => overlaps(place, target));
    if (hits.length > 0) whole = true;
    return hits.some((place) => nameOf(place) !== name);
  };
  const effectOf = (operation: Operation): Effect => {
    const inner = [...operationsWithin([operation])];
    if (note(inner.flatMap((one) => expressionsOf(one).flatMap(readPlaces)))) return "reads";
    const written = inner.flatMap((one) => targetsOf(one)).filter((place) => overlaps(place, target));
    if (written.length === 0) return "nothing";
    const isWhole =
      operation.kind === "assign" && operation.slice === undefined && nameOf(operation.target) === name;
    return isWhole ? "overwrites" : "reads";
  };
  for (const operation of operations) {
    const effect = effectOf(operation);
    if (effect === "reads") return "reads";
    if (effect === "overwrites") return whole ? "reads whole" : "overwrites";
  }
  if (transition.kind === "select" && note(transition.keys.flatMap(readPlaces))) return "reads";
  return whole ? "reads whole" : "nothing";
};

/** Finds the targets and follows each through the graph. */
export const deathsOf = (program: Program): Deaths => {
  const targets = findTargets(program);
  const live = new Map<string, Set<string>>();
  const near = new Map<string, Set<string>>();
  for (const [name, place] of targets) {
    const effects = new Map(program.states.map((state) => [state.name, effectOn(place, state)]));
    const alive = new Set<string>();
    for (let grows = true; grows; ) {
      grows = false;
      for (const state of program.states) {
        const effect = effects.get(state.name);
        if (alive.has(state.name) || effect === "overwrites") continue;
        const isAlive =
          effect !== "nothing" ||
          nextsOf(state.transition).some(
            (next) => next.kind === "accept" || (next.kind === "state" && alive.has(next.name)),
          );
        if (!isAlive) continue;
        alive.add(state.name);
        grows = true;
      }
    }
    live.set(name, alive);
    let reached = new Set(program.states.flatMap((state) => (alive.has(state.name) ? [] : [state.name])));
    for (let distance = 0; distance < MAX_DISTANCE; distance += 1) {
      const next = new Set(reached);
      for (const { name: from, transition } of program.states) {
        const effect = effects.get(from);
        if (effect !== "nothing" && effect !== "reads whole") continue;
        if (nextsOf(transition).some((to) => to.kind === "state" && reached.has(to.name))) next.add(from);
      }
      reached = next;
    }
    near.set(name, reached);
  }
  return {
    targets: new Set(targets.keys()),
    isLive: (state, target) => live.get(target)?.has(state) ?? true,
    isNear: (state, target) => near.get(target)?.has(state) ?? false,
  };
};
