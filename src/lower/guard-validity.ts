/**
 * Raw IR to IR, where it comes to validity: a dataflow analysis over the graph of states finds what is known at the
 * start of each, then each state is rewritten with it. Tells the author of reads before writes and of headers that
 * may be invalid.
 */
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Expression, Operation, Place, Program, State, Transition } from "../ir/ir.ts";
import { spellPlace } from "../ir/spell.ts";
import { typeTable } from "../ir/types.ts";
import { nextsOf, operationsWithin } from "../ir/walk.ts";
import { copyFacts, type Facts, initialFacts, joinFacts } from "./facts.ts";
import { graphOf, search } from "./graph.ts";
import { type Findings, guardExpression, refineFacts } from "./guard-expressions.ts";
import { type GuardContext, type Guarded, guardOperations } from "./guard-operations.ts";
import { leavesOf } from "./leaves.ts";
import type { Translation } from "./translate.ts";

const WIDEN_AFTER = 8;

const silent: Findings = { unwritten: () => {}, invalid: () => {}, varbitMadeValid: () => {} };

/** Reports each finding once for each place of the source, though that may have been inlined several times. */
const reporter = (
  sink: DiagnosticSink,
  sourceNames: ReadonlyMap<string, string>,
): GuardContext["findingsAt"] => {
  const spell = (place: Place): string =>
    spellPlace({ ...place, root: sourceNames.get(place.root) ?? place.root }).replaceAll(
      /<(next|last)>/g,
      "$1",
    );
  const told = new Set<string>();
  const once = (code: "P0501" | "P0511" | "P0512", message: string, origin: Operation["origin"]): void => {
    const key = `${origin.span.start} ${origin.span.end} ${message}`;
    if (told.has(key)) return;
    told.add(key);
    sink.report(code, message, origin.span);
  };
  return ({ origin }) => ({
    unwritten: (place, certain) => {
      const may = certain ? "is" : "may be";
      once("P0511", `${spell(place)} ${may} read before it is written; it reads as zero`, origin);
    },
    invalid: (header, certain) => {
      const is = certain ? "is" : "may be";
      once(
        "P0512",
        `header ${spell(header)} ${is} invalid here: its fields read as zero, and what is written to them is lost`,
        origin,
      );
    },
    varbitMadeValid: (header) =>
      once(
        "P0501",
        `setValid on ${spell(header)}, whose varbit may hold bytes, and which may be invalid here: it can only become valid by extract or by a copy`,
        origin,
      ),
  });
};

/** A key that is a boolean in disguise, and whether the pattern asks for true. */
const truthOfRow = (
  keys: readonly Expression[],
  row: Extract<Transition, { kind: "select" }>["rows"][number],
): { readonly condition: Expression; readonly truth: boolean } | undefined => {
  for (const [index, key] of keys.entries()) {
    const pattern = row.patterns[index];
    if (key.kind !== "cast" || key.operand.type.kind !== "bool" || pattern?.kind !== "value") continue;
    return { condition: key.operand, truth: pattern.value === 1n };
  }
  return undefined;
};

/** A header's name, whichever of a stack's elements it is. */
const nameOf = ({ root, path }: Place): string =>
  [root, ...path.map((step) => (step.kind === "field" ? step.name : "[]"))].join(".");

/**
 * Headers whose varbits may hold bytes: those that something is extracted or copied into, whether they are valid then
 * or not; and all that are handed in, of which nobody says what they held before.
 */
const filledHeaders = ({ init, states, locals }: Program): ((header: Place) => boolean) => {
  const own = new Set(locals.map(({ name }) => name));
  const filled = new Set<string>();
  const lists = [init, ...states.map(({ operations }) => operations)];
  for (const operation of lists.flatMap((operations) => [...operationsWithin(operations)])) {
    if (operation.kind === "extract-varbit") filled.add(nameOf(operation.header));
    if (operation.kind === "copy-header") filled.add(nameOf(operation.target));
  }
  return (header) => !own.has(header.root) || filled.has(nameOf(header));
};

interface Exit {
  readonly name: string;
  readonly facts: Facts;
}

/** What is known on each way out of a state. */
const exitsOf = (context: GuardContext, transition: Transition, facts: Facts): readonly Exit[] => {
  if (transition.kind === "goto") {
    return transition.next.kind === "state" ? [{ name: transition.next.name, facts }] : [];
  }
  const exits: Exit[] = [];
  const rest = copyFacts(facts);
  for (const row of transition.rows) {
    const here = copyFacts(rest);
    const asked = truthOfRow(transition.keys, row);
    const possible = asked === undefined || refineFacts(context.leaves, here, asked.condition, asked.truth);
    if (possible && row.next.kind === "state") exits.push({ name: row.next.name, facts: here });
    if (asked !== undefined && transition.keys.length === 1) {
      if (!refineFacts(context.leaves, rest, asked.condition, !asked.truth)) return exits;
    }
  }
  if (transition.otherwise.kind === "state") exits.push({ name: transition.otherwise.name, facts: rest });
  return exits;
};

/** Guards a state; `facts` become those at its end. */
const guardState = (context: GuardContext, state: State, facts: Facts): State => {
  const { operations, fails }: Guarded = guardOperations(context, facts, state.operations);
  const { transition } = state;
  if (fails !== undefined) {
    const next = { kind: "reject", error: fails } as const;
    return { ...state, operations, transition: { kind: "goto", next, origin: transition.origin } };
  }
  if (transition.kind === "goto") return { ...state, operations };
  const findings = context.findingsAt(transition);
  const keys = transition.keys.map((key) => guardExpression(context.leaves, facts, key, findings));
  return { ...state, operations, transition: { ...transition, keys } };
};

/** Makes reads and writes of header fields, and setValid, what the IR says they are. */
export const guardValidity = (
  program: Program,
  { zeros, sourceNames }: Pick<Translation, "zeros" | "sourceNames">,
  sink: DiagnosticSink,
): Program => {
  const leaves = leavesOf(program);
  const quiet: GuardContext = {
    leaves,
    types: typeTable(program),
    zeros,
    mayBeFilled: filledHeaders(program),
    findingsAt: () => silent,
  };
  const loud: GuardContext = { ...quiet, findingsAt: reporter(sink, sourceNames) };

  const atStart = initialFacts(leaves);
  const init = guardOperations(loud, atStart, program.init).operations;

  const graph = graphOf(program);
  const order = [...search(graph).postorder].reverse();
  const position = new Map(order.map((state, index) => [state.name, index]));
  const known = new Map<string, Facts>([[graph.start.name, atStart]]);
  const visits = new Map<string, number>();
  const dirty = new Set(order.slice(0, 1).map(({ name }) => name));
  while (dirty.size > 0) {
    for (const state of order) {
      if (!dirty.delete(state.name)) continue;
      const facts = known.get(state.name);
      if (facts === undefined) continue;
      const count = (visits.get(state.name) ?? 0) + 1;
      visits.set(state.name, count);
      const behind = copyFacts(facts);
      const { transition } = guardState(quiet, state, behind);
      for (const exit of exitsOf(quiet, transition, behind)) {
        if (!position.has(exit.name)) continue;
        const before = known.get(exit.name);
        if (before === undefined) known.set(exit.name, copyFacts(exit.facts));
        else if (!joinFacts(before, exit.facts, count > WIDEN_AFTER, leaves)) continue;
        dirty.add(exit.name);
      }
    }
  }
  const states = program.states.flatMap((state) => {
    const facts = known.get(state.name);
    return facts === undefined ? [] : [guardState(loud, state, copyFacts(facts))];
  });
  return { ...program, init, states: withoutMissing(states) };
};

/** Rows that lead to states which no packet can reach: dropped, with the states. */
const withoutMissing = (states: readonly State[]): readonly State[] => {
  const names = new Set(states.map(({ name }) => name));
  const missing = (state: State): boolean =>
    nextsOf(state.transition).some((next) => next.kind === "state" && !names.has(next.name));
  return states.map((state) => {
    const { transition } = state;
    if (transition.kind !== "select" || !missing(state)) return state;
    const rows = transition.rows.filter((row) => row.next.kind !== "state" || names.has(row.next.name));
    const { otherwise } = transition;
    const last =
      otherwise.kind === "state" && !names.has(otherwise.name)
        ? ({ kind: "reject", error: "NoMatch" } as const)
        : otherwise;
    return { ...state, transition: { ...transition, rows, otherwise: last } };
  });
};
