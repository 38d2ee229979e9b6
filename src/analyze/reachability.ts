/** Which states `start` leads to, and whether it leads to an end. */
import type { ParserDeclaration } from "../../grammar/ast.ts";
import type { Env } from "./context.ts";
import type { TypedState, TypedTransition } from "./typed.ts";

type Case = Extract<TypedTransition, { readonly kind: "select" }>["cases"][number];

const isCatchAll = ({ keysets }: Case): boolean => keysets.every((keyset) => keyset.kind === "any");

const targetsOf = (transition: TypedTransition): readonly string[] =>
  transition.kind === "direct" ? [transition.next] : transition.cases.map((each) => each.next);

/** The targets of what can be taken: cases behind one that matches everything cannot. None matching: it rejects. */
const liveTargets = (transition: TypedTransition): readonly string[] => {
  if (transition.kind === "direct") return [transition.next];
  const first = transition.cases.findIndex(isCatchAll);
  const live = first < 0 ? transition.cases : transition.cases.slice(0, first + 1);
  return [...live.map((each) => each.next), ...(first < 0 ? ["reject"] : [])];
};

/** The names of states, and of ends, that `start` leads to. */
const reachedFrom = (
  states: ReadonlyMap<string, TypedState>,
  targets: (transition: TypedTransition) => readonly string[],
): ReadonlySet<string> => {
  const reached = new Set(["start"]);
  const work = ["start"];
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    const state = states.get(name);
    for (const target of state === undefined ? [] : targets(state.transition))
      if (!reached.has(target)) {
        reached.add(target);
        work.push(target);
      }
  }
  return reached;
};

/** Warns of states that nothing leads to; reports a parser that cannot come to an end. */
export const checkReachability = (
  parser: ParserDeclaration,
  states: readonly TypedState[],
  { analysis }: Env,
): void => {
  const byName = new Map(states.map((state) => [state.name, state]));
  const reached = reachedFrom(byName, targetsOf);
  for (const state of states)
    if (!reached.has(state.name))
      analysis.sink.report(
        "P0311",
        `no transition leads from \`start\` to state \`${state.name}\``,
        state.span,
      );
  // What is no state is an end, or is not declared, which has been reported.
  const ends = [...reachedFrom(byName, liveTargets)].some((name) => !byName.has(name));
  if (!ends)
    analysis.sink.report(
      "P0315",
      `parser \`${parser.name.text}\` never comes to an end: nothing leads from \`start\` to \`accept\` or \`reject\``,
      parser.name.span,
      { help: "`transition accept;` ends a parser" },
    );
};
