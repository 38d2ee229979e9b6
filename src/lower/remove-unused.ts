/** Removes locals whose value nobody takes, with what is stored in them, and types and value sets without a use. */
import type { Operation, Place, Program, Type } from "../ir/ir.ts";
import { expressionsOf, expressionsWithin, operationsWithin, targetsOf } from "../ir/walk.ts";

/** Stores that do nothing else: without a reader of the variable they can go. */
const isPureStore = ({ kind }: Operation): boolean =>
  kind === "assign" || kind === "copy-header" || kind === "set-validity" || kind === "push" || kind === "pop";

const usedRoots = (program: Program): ReadonlySet<string> => {
  const used = new Set(program.parameters.map(({ name }) => name));
  const lists = [program.init, ...program.states.map(({ operations }) => operations)];
  for (const operation of lists.flatMap((list) => [...operationsWithin(list)])) {
    for (const expression of expressionsOf(operation)) {
      for (const place of placesIn(expression)) used.add(place.root);
    }
    if (operation.kind === "copy-header") used.add(operation.source.root);
    if (operation.kind === "extract" || operation.kind === "extract-varbit") used.add(operation.header.root);
  }
  for (const { transition } of program.states) {
    if (transition.kind !== "select") continue;
    for (const key of transition.keys) for (const place of placesIn(key)) used.add(place.root);
  }
  return used;
};

function* placesIn(expression: Parameters<typeof expressionsWithin>[0]): Generator<Place> {
  for (const inner of expressionsWithin(expression)) {
    if (inner.kind === "read" || inner.kind === "is-valid") yield inner.place;
    if (inner.kind === "next-index") yield inner.stack;
  }
}

const dropStores = (operations: readonly Operation[], used: ReadonlySet<string>): readonly Operation[] =>
  operations.flatMap((operation): readonly Operation[] => {
    if (operation.kind === "if") {
      const then = dropStores(operation.then, used);
      const otherwise = dropStores(operation.otherwise, used);
      return then.length + otherwise.length === 0 ? [] : [{ ...operation, then, otherwise }];
    }
    if (operation.kind === "lookahead") {
      return [{ ...operation, loads: operation.loads.filter(({ target }) => used.has(target.root)) }];
    }
    return isPureStore(operation) && targetsOf(operation).every(({ root }) => !used.has(root))
      ? []
      : [operation];
  });

const removeLocals = (program: Program): Program => {
  let current = program;
  for (;;) {
    const used = usedRoots(current);
    const locals = current.locals.filter(({ name }) => used.has(name));
    if (locals.length === current.locals.length) return current;
    current = {
      ...current,
      locals,
      init: dropStores(current.init, used),
      states: current.states.map((state) => ({ ...state, operations: dropStores(state.operations, used) })),
    };
  }
};

const removeTypes = (program: Program): Program => {
  const used = new Set<string>();
  const byName = new Map(program.types.map((declaration) => [declaration.name, declaration]));
  const pending: Type[] = [...program.parameters, ...program.locals].map(({ type }) => type);
  for (let type = pending.pop(); type !== undefined; type = pending.pop()) {
    if (type.kind === "stack") pending.push(type.element);
    if (type.kind !== "header" && type.kind !== "struct" && type.kind !== "union") continue;
    if (used.has(type.name)) continue;
    used.add(type.name);
    for (const field of byName.get(type.name)?.fields ?? []) pending.push(field.type);
  }
  return { ...program, types: program.types.filter(({ name }) => used.has(name)) };
};

const removeValueSets = (program: Program): Program => {
  const used = new Set(
    program.states.flatMap(({ transition }) =>
      transition.kind === "goto"
        ? []
        : transition.rows.flatMap(({ patterns }) =>
            patterns.flatMap((pattern) => (pattern.kind === "value-set" ? [pattern.name] : [])),
          ),
    ),
  );
  return { ...program, valueSets: program.valueSets.filter(({ name }) => used.has(name)) };
};

export const removeUnused = (program: Program): Program =>
  removeValueSets(removeTypes(removeLocals(program)));
