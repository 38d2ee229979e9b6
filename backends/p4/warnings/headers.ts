/**
 * Whether a parser uses a header that p4c does not know to be valid and filled: it knows of extracts, copies and
 * setValid on every way that leads there, and of no test.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Expression, Operation, Place, Program, State } from "../../../src/ir/ir.ts";
import { spellPlace } from "../../../src/ir/spell.ts";
import { stepType } from "../../../src/ir/types.ts";
import {
  expressionsOf,
  expressionsWithin,
  operationsWithin,
  successorsOf,
  valuesOf,
} from "../../../src/ir/walk.ts";
import { type Variables, variablesOf } from "../legalize/indices.ts";

/** Headers that are valid, spelled; those that are filled, and single fields that are, with `=` in front. */
type Known = ReadonlySet<string>;

const filled = (header: string): string => `=${header}`;

/** The header that a place is, or lies in. */
const headerOf = (place: Place, variables: Variables): Place | undefined => {
  let type = variables.typeOf(place.root);
  for (const [at, step] of place.path.entries()) {
    if (type?.kind === "header") return { root: place.root, path: place.path.slice(0, at), type };
    type = type === undefined ? undefined : stepType(variables.types, type, step);
  }
  return type?.kind === "header" ? { ...place, type } : undefined;
};

/** How a header is called behind an extract: what was the next element of a stack is the last then. */
const nameAfter = (place: Place): string => {
  const last = place.path.at(-1);
  return last?.kind === "next"
    ? spellPlace({ ...place, path: [...place.path.slice(0, -1), { kind: "last" }] })
    : spellPlace(place);
};

const without = (known: Known, lost: (header: string) => boolean): Set<string> =>
  new Set([...known].filter((each) => !lost(each.replace(/^=/, ""))));

/** A header's own entry, and those of its fields. */
const belongsTo =
  (header: string) =>
  (entry: string): boolean =>
    entry === header || entry.startsWith(`${header}.`);

/** Without the siblings of a union's member. */
const withoutSiblings = (known: Known, header: Place, variables: Variables): Set<string> => {
  const parent = { ...header, path: header.path.slice(0, -1) };
  let type = variables.typeOf(parent.root);
  for (const step of parent.path)
    type = type === undefined ? undefined : stepType(variables.types, type, step);
  if (type?.kind !== "union") return new Set(known);
  const prefix = `${spellPlace(parent)}.`;
  return without(known, (each) => each.startsWith(prefix));
};

const meet = (one: Known, other: Known): Known => new Set([...one].filter((each) => other.has(each)));

const hasChoice = (operation: Operation): boolean =>
  valuesOf(operation).some((value) => [...expressionsWithin(value)].some(({ kind }) => kind === "mux"));

/** Follows operations; `undefined` as soon as one uses a header that is not known. */
const follow = (before: Known, operations: readonly Operation[], variables: Variables): Known | undefined => {
  let known = new Set(before);
  for (const operation of operations) {
    if (expressionsOf(operation).some((each) => !isRead(each, known, variables))) return undefined;
    switch (operation.kind) {
      case "extract":
      case "extract-varbit": {
        known = withoutSiblings(known, operation.header, variables);
        const name = nameAfter(operation.header);
        // p4c makes branches of a `?:` in the size, and loses what the extract did.
        if (hasChoice(operation)) known = without(known, belongsTo(name));
        else known.add(name).add(filled(name));
        break;
      }
      case "copy-header": {
        const source = spellPlace(operation.source);
        if (!known.has(filled(source)) || !known.has(source)) return undefined;
        known = withoutSiblings(known, operation.target, variables);
        const name = spellPlace(operation.target);
        known.add(name).add(filled(name));
        break;
      }
      case "set-validity": {
        const name = spellPlace(operation.header);
        known = withoutSiblings(known, operation.header, variables);
        if (operation.valid) known.add(name);
        else known = without(known, belongsTo(name));
        break;
      }
      case "push":
      case "pop": {
        const prefix = spellPlace(operation.stack);
        known = without(known, (each) => each.startsWith(prefix));
        break;
      }
      case "assign":
      case "lookahead": {
        const targets =
          operation.kind === "assign" ? [operation.target] : operation.loads.map(({ target }) => target);
        const isPart = operation.kind === "assign" && operation.slice !== undefined;
        for (const target of targets) {
          const header = headerOf(target, variables);
          if (header === undefined) continue;
          // The rest of a field that is written in part is read.
          if (isPart ? !isKnown(target, header, known) : !known.has(spellPlace(header))) return undefined;
          known.add(filled(spellPlace(target)));
        }
        break;
      }
      case "if": {
        const then = follow(known, operation.then, variables);
        const otherwise = follow(known, operation.otherwise, variables);
        if (then === undefined || otherwise === undefined) return undefined;
        known = new Set(meet(then, otherwise));
        break;
      }
      default:
    }
  }
  return known;
};

/** Whether a field can be read: its header is valid, and it or all of that is filled. */
const isKnown = (field: Place, header: Place, known: Known): boolean => {
  const name = spellPlace(header);
  return known.has(name) && (known.has(filled(name)) || known.has(filled(spellPlace(field))));
};

/** Whether an expression reads only headers that are known. */
const isRead = (whole: Expression, known: Known, variables: Variables): boolean => {
  for (const expression of expressionsWithin(whole)) {
    if (expression.kind !== "read") continue;
    const header = headerOf(expression.place, variables);
    if (header === undefined) continue;
    if (!isKnown(expression.place, header, known)) return false;
  }
  return true;
};

/** Headers that are made invalid somewhere: p4c loses track of them in loops. */
const invalidated = (program: Program): ReadonlySet<string> =>
  new Set(
    program.states.flatMap(({ operations }) =>
      [...operationsWithin(operations)].flatMap((operation) =>
        operation.kind === "set-validity" && !operation.valid ? [spellPlace(operation.header)] : [],
      ),
    ),
  );

const followState = (state: State, before: Known, variables: Variables): Known | undefined => {
  const after = follow(before, state.operations, variables);
  if (after === undefined || state.transition.kind === "goto") return after;
  return state.transition.keys.every((key) => isRead(key, after, variables)) ? after : undefined;
};

const callsWithChoice = ({ operations }: State): boolean =>
  [...operationsWithin(operations)].some(
    (operation) =>
      (operation.kind === "extract-varbit" || operation.kind === "advance" || operation.kind === "verify") &&
      hasChoice(operation),
  );

export const hasUnprovenHeaders = (program: Program): boolean => {
  const variables = variablesOf(program);
  const lost = invalidated(program);
  const states = new Map(program.states.map((state) => [state.name, state]));
  const before = new Map<string, Known>();
  const left: string[] = [];
  const [first] = program.states;
  if (first === undefined) return false;
  before.set(first.name, new Set());
  left.push(first.name);
  // What is known only shrinks: a use that fails on the way fails in the end too.
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const state = must(states.get(name), `state ${name}`);
    const already = must(before.get(name), "what is known");
    const followed = followState(state, already, variables);
    if (followed === undefined) return true;
    // What p4c learns in a state behind a `?:` in a call, which it makes branches of, it does not take along.
    const learnt = callsWithChoice(state) ? meet(already, followed) : followed;
    const after = without(learnt, (entry) => [...lost].some((header) => belongsTo(header)(entry)));
    for (const next of successorsOf(state)) {
      const old = before.get(next);
      const met = old === undefined ? after : meet(old, after);
      if (old !== undefined && met.size === old.size) continue;
      before.set(next, met);
      left.push(next);
    }
  }
  return false;
};
