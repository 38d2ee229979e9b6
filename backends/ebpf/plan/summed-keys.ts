/**
 * Parameters that states in a loop add to, such as the offset of the transport header, are summed up in a variable,
 * and stored where the parser accepts: memory is written once, not once for each header.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import { read } from "../../../src/ir/build.ts";
import type { Expression, Next, Operation, Place, Program, State, Transition } from "../../../src/ir/ir.ts";
import {
  expressionsOf,
  expressionsWithin,
  mapOperation,
  mapTransition,
  nextsOf,
  operationsWithin,
  rewriteExpression,
  successorsOf,
  targetsOf,
} from "../../../src/ir/walk.ts";
import { nameOf, overlaps } from "../values/fresh-header.ts";
import { search } from "./components.ts";

const readsOf = (expression: Expression): readonly Place[] =>
  [...expressionsWithin(expression)].flatMap((part) => (part.kind === "read" ? [part.place] : []));

/** Whether an operation adds to a place: what it assigns there is made of what was there. */
const addsTo = (operation: Operation, name: string): boolean =>
  operation.kind === "assign" &&
  operation.slice === undefined &&
  nameOf(operation.target) === name &&
  readsOf(operation.value).some((place) => nameOf(place) === name);

/** Whether nothing else in the program touches a place. */
const isOnlySummed = (place: Place, program: Program): boolean => {
  const name = must(nameOf(place), "name");
  const touches = (expression: Expression): boolean =>
    readsOf(expression).some((other) => overlaps(other, place));
  return program.states.every(({ operations, transition }) => {
    if (transition.kind === "select" && transition.keys.some(touches)) return false;
    return operations.every((operation) => {
      if (addsTo(operation, name)) return true;
      return [...operationsWithin([operation])].every(
        (inner) =>
          !expressionsOf(inner).some(touches) &&
          !targetsOf(inner).some((target) => overlaps(target, place)) &&
          !(inner.kind === "copy-header" && overlaps(inner.source, place)),
      );
    });
  });
};

const ROLES: ReadonlySet<string> = new Set(["keys", "metadata", "standard"]);

/** The places that are summed up in a loop. */
const summedIn = (program: Program): readonly Place[] => {
  const roots = new Set(program.parameters.flatMap(({ name, role }) => (ROLES.has(role) ? [name] : [])));
  const targets = new Map(program.states.map((state) => [state.name, successorsOf(state)]));
  const start = must(program.states[0], "start").name;
  const { components } = search(start, (name) => targets.get(name) ?? []);
  const repeated = new Set(components.flatMap((component) => [...component]));
  const found = new Map<string, Place>();
  for (const { name: state, operations } of program.states)
    for (const operation of repeated.has(state) ? operations : []) {
      if (operation.kind !== "assign" || !roots.has(operation.target.root)) continue;
      const { target } = operation;
      const name = nameOf(target);
      const isNumber = target.type.kind === "bits" && target.type.width <= 64;
      if (name !== undefined && isNumber && addsTo(operation, name)) found.set(name, target);
    }
  return [...found.values()].filter((place) => isOnlySummed(place, program));
};

/** The program with a variable for each of these. */
export const sumInVariables = (program: Program): Program => {
  const places = summedIn(program);
  const [first] = places;
  if (first === undefined) return program;
  const taken = new Set([
    ...[...program.parameters, ...program.locals].map(({ name }) => name),
    ...program.states.map(({ name }) => name),
  ]);
  const fresh = (wish: string): string => {
    let name = wish;
    for (let count = 2; taken.has(name); count += 1) name = `${wish}_${count}`;
    taken.add(name);
    return name;
  };
  const { origin } = must(program.states[0], "start");
  const variables = new Map<string, Place>();
  for (const place of places) {
    const name = must(nameOf(place), "name");
    variables.set(name, { root: fresh(name.replaceAll(".", "_")), path: [], type: place.type });
  }
  const inVariable = (place: Place): Place => variables.get(nameOf(place) ?? "") ?? place;
  const onExpression = (expression: Expression): Expression =>
    rewriteExpression(expression, (part) => {
      const variable = part.kind === "read" ? variables.get(nameOf(part.place) ?? "") : undefined;
      return variable === undefined ? part : read(variable);
    });
  const last = fresh("accept_sums");
  const accepted: Next = { kind: "state", name: last };
  const to = (next: Next): Next => (next.kind === "accept" ? accepted : next);
  const led = (transition: Transition): Transition =>
    transition.kind === "goto"
      ? { ...transition, next: to(transition.next) }
      : {
          ...transition,
          rows: transition.rows.map((row) => ({ ...row, next: to(row.next) })),
          otherwise: to(transition.otherwise),
        };
  const states = program.states.map(
    (state): State => ({
      ...state,
      operations: state.operations.map((operation) => mapOperation(operation, onExpression, inVariable)),
      transition: led(mapTransition(state.transition, onExpression)),
    }),
  );
  const copies = (into: boolean): readonly Operation[] =>
    places.map((place) => {
      const variable = inVariable(place);
      return into
        ? { kind: "assign", target: variable, value: read(place), origin }
        : { kind: "assign", target: place, value: read(variable), origin };
    });
  const stores: State = {
    name: last,
    operations: copies(false),
    transition: { kind: "goto", next: { kind: "accept" }, origin },
    origin,
  };
  const accepts = program.states.some(({ transition }) =>
    nextsOf(transition).some(({ kind }) => kind === "accept"),
  );
  return {
    ...program,
    locals: [
      ...program.locals,
      ...[...variables.values()].map(({ root, type }) => ({ name: root, type, origin })),
    ],
    init: [...program.init, ...copies(true)],
    states: accepts ? [...states, stores] : states,
  };
};
