/** The states and rows of the source, named as the reference's trace names them, and what is known of rows not reached. */
import type { TypedCase, TypedParser, TypedProgram, TypedStatement } from "../analyze/typed.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Explored } from "./explore.ts";

export interface SourceRow {
  /** The state's name; a sub-parser's states are named `instance.state`. */
  readonly state: string;
  /** undefined: no row matches, which rejects with NoMatch. */
  readonly index: number | undefined;
  readonly span: Span;
  /** Of the whole select. */
  readonly select: Span;
  readonly isValueSet: boolean;
}

export interface SourceState {
  readonly name: string;
  readonly span: Span;
}

const isCatchAll = ({ keysets }: TypedCase): boolean => keysets.every(({ kind }) => kind === "any");

type Apply = Extract<TypedStatement, { readonly kind: "apply" }>;

const applications = (statements: readonly TypedStatement[]): readonly Apply[] =>
  statements.flatMap((statement): readonly Apply[] => {
    switch (statement.kind) {
      case "apply":
        return [statement];
      case "block":
        return applications(statement.statements);
      case "if":
        return [...applications(statement.then), ...applications(statement.otherwise)];
      case "switch":
        return [
          ...statement.cases.flatMap(({ body }) => applications(body)),
          ...applications(statement.otherwise),
        ];
      default:
        return [];
    }
  });

const rowsOf = (state: TypedParser["states"][number], name: string): readonly SourceRow[] => {
  const { transition } = state;
  if (transition.kind === "direct") return [];
  const last = transition.cases.findIndex(isCatchAll);
  const live = last < 0 ? transition.cases : transition.cases.slice(0, last + 1);
  const select = transition.span;
  const rows = live.map((row, index): SourceRow => {
    const isValueSet = row.keysets.some(({ kind }) => kind === "value-set");
    return { state: name, index, span: row.span, select, isValueSet };
  });
  return last < 0
    ? [...rows, { state: name, index: undefined, span: select, select, isValueSet: false }]
    : rows;
};

const collect = (parser: TypedParser, prefix: string, states: SourceState[], rows: SourceRow[]): void => {
  for (const state of parser.states) {
    const name = `${prefix}${state.name}`;
    states.push({ name, span: state.span });
    rows.push(...rowsOf(state, name));
    for (const { parser: inner, instance } of applications(state.statements))
      collect(inner, `${prefix}${instance}.`, states, rows);
  }
};

/** Everything that a packet could come through. Two applications of one instance count once. */
export const sourceRows = (
  typed: TypedProgram,
): { readonly states: readonly SourceState[]; readonly rows: readonly SourceRow[] } => {
  const states: SourceState[] = [];
  const rows: SourceRow[] = [];
  collect(typed.parser, "", states, rows);
  const once = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => [
    ...new Map(items.map((item) => [key(item), item])).values(),
  ];
  return {
    states: once(states, ({ name }) => name),
    rows: once(rows, ({ state, index }) => `${state}#${index}`),
  };
};

const same = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/**
 * Whether it is proven that no packet takes a row that none took: everything was tried; its state, or the row
 * itself, has not survived lowering; or earlier rows leave nothing to it. hasOther: packets took another row there.
 */
export const isUnreachable = (
  { program, shadowed, isExhaustive }: Explored,
  row: SourceRow,
  hasOther: boolean,
): boolean => {
  if (isExhaustive) return true;
  const states = program.states.filter(({ transition }) => same(transition.origin.span, row.select));
  return states.every(({ name, transition }) => {
    // Constant keys decide: always for the same row.
    if (transition.kind === "goto") return hasOther;
    const index = transition.rows.findIndex(({ origin }) => same(origin.span, row.span));
    if (index >= 0) return shadowed.has(`${name}|${index}`);
    // A row that is no more is either the catch-all, which became `otherwise`, or matches nothing.
    const isLast =
      row.index === undefined || row.span.start > (transition.rows.at(-1)?.origin.span.start ?? 0);
    return isLast ? shadowed.has(`${name}|otherwise`) : true;
  });
};
