/** A value set with entries is as many rows as it has entries; without any it matches nothing. */
import { type Entries, sourceNameOf } from "../engines/index.ts";
import type { Program, Row, State } from "../ir/ir.ts";

export const expandValueSets = (program: Program, entries: Entries): Program => {
  const byName = new Map(
    program.valueSets.map((set) => [set.name, entries.get(sourceNameOf(set)) ?? []] as const),
  );
  const expand = (row: Row): readonly Row[] => {
    const [pattern] = row.patterns;
    const given = pattern?.kind === "value-set" ? byName.get(pattern.name) : undefined;
    if (given === undefined || given.length === 0) return [row];
    return given.map((patterns) => ({ ...row, patterns }));
  };
  const inState = (state: State): State =>
    state.transition.kind === "goto"
      ? state
      : { ...state, transition: { ...state.transition, rows: state.transition.rows.flatMap(expand) } };
  return program.valueSets.length === 0 ? program : { ...program, states: program.states.map(inState) };
};
