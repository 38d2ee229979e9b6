/** A state's transition on a path whose packet is unknown: one way for each row that can be taken. */
import { must } from "../diagnostics/bug.ts";
import type { Next, State, Transition } from "../ir/ir.ts";
import { acceptedGoals, passed } from "./accepted.ts";
import { type Literal, not } from "./circuit.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Goal, Goals } from "./goals.ts";
import type { Path } from "./path.ts";
import { matches, probes } from "./patterns.ts";
import type { Reached, Walker } from "./walker.ts";
import { constant, type Word } from "./words.ts";

type Select = Extract<Transition, { readonly kind: "select" }>;

/** A path behind a transition. */
export interface Way {
  readonly path: Path;
  readonly next: Next;
}

/** The row's number from 0, or `otherwise`. */
export const rowGoal = (state: string, row: number | "otherwise"): Goal => ({
  kind: "row",
  state,
  what: String(row),
});

const probeGoal = (state: string, row: number, key: number, value: bigint): Goal => ({
  kind: "probe",
  state,
  what: `${row}: key ${key} is 0x${value.toString(16)}`,
});

/** Every goal that the rows of a state set. */
export const transitionGoals = ({ name, transition }: State): readonly Goal[] => {
  if (transition.kind === "goto") return [];
  const keyWidth = (key: number): number => {
    const type = transition.keys[key]?.type;
    return type?.kind === "bits" ? type.width : 1;
  };
  return [
    ...transition.rows.flatMap(({ patterns }, row) => [
      rowGoal(name, row),
      ...patterns.flatMap((pattern, key) =>
        probes(pattern, keyWidth(key)).map((value) => probeGoal(name, row, key, value)),
      ),
    ]),
    rowGoal(name, "otherwise"),
  ];
};

/** For each row the literal that says that it matches. */
export const rowLiterals = (
  evaluator: Evaluator,
  select: Select,
  keys: readonly Word[],
): readonly Literal[] =>
  select.rows.map(({ patterns }) =>
    evaluator.circuit.all(
      patterns.map((pattern, key) =>
        matches(
          evaluator.circuit,
          pattern,
          keys[key] ?? [],
          must(select.keys[key] ?? select.keys[0], "a key").type,
        ),
      ),
    ),
  );

const tryProbes = (select: Select, state: string, path: Path, keys: readonly Word[], tools: Tools): void => {
  const { evaluator, walker, goals, reached } = tools;
  for (const [row, { patterns }] of select.rows.entries())
    for (const [key, pattern] of patterns.entries()) {
      const word = keys[key];
      if (word === undefined) continue;
      for (const value of probes(pattern, word.length)) {
        const goal = probeGoal(state, row, key, value);
        if (!goals.isWorthTrying(goal)) continue;
        const others = patterns.flatMap((other, index) => {
          const type = select.keys[index]?.type;
          return index === key || type === undefined
            ? []
            : [matches(evaluator.circuit, other, keys[index] ?? [], type)];
        });
        const exact = evaluator.words.equal(word, constant(value, word.length));
        const probed = walker.assume(path, evaluator.circuit.all([exact, ...others]));
        if (probed !== undefined) reached([goal], probed);
      }
    }
};

export interface Tools {
  readonly evaluator: Evaluator;
  readonly walker: Walker;
  readonly goals: Goals;
  readonly reached: Reached;
}

const endGoal = (state: string, row: string): Goal => ({ kind: "end", state, what: `accepts by ${row}` });

/** Where the transition can lead. wanted: only to this state, as far as no goal asks for the others. */
export const leave = (state: State, path: Path, tools: Tools, wanted?: string): readonly Way[] => {
  const { evaluator, walker, goals, reached } = tools;
  const { transition } = state;
  const take = (next: Next, on: Path, row: string): Way => {
    const again = passed(on, state.name, row);
    if (next.kind !== "accept") reached([again], on);
    else reached([endGoal(state.name, row), ...acceptedGoals(on)], on, Math.ceil(on.demanded / 8));
    return { path: on, next };
  };
  if (transition.kind === "goto") return [take(transition.next, path, "its end")];
  const keys = transition.keys.map((key) => evaluator.value(path, key));
  tryProbes(transition, state.name, path, keys, tools);
  const literals = rowLiterals(evaluator, transition, keys);
  const ways: Way[] = [];
  let none: Literal = 1;
  const rows: readonly (readonly [number | "otherwise", Literal, Next])[] = [
    ...transition.rows.map((row, index) => [index, literals[index] ?? 0, row.next] as const),
    ["otherwise", 1, transition.otherwise],
  ];
  for (const [row, literal, next] of rows) {
    const goal = rowGoal(state.name, row);
    const condition = evaluator.circuit.and(none, literal);
    none = evaluator.circuit.and(none, not(literal));
    const isWanted = wanted === undefined || (next.kind === "state" && next.name === wanted);
    if (!isWanted && !goals.isOpen(goal)) continue;
    const taken = walker.assume(path, condition);
    if (taken === undefined) continue;
    reached([goal], taken);
    ways.push(take(next, taken, String(row)));
  }
  return ways;
};
