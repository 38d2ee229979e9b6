/** Which states `start` leads to, and whether it leads to an end. */
import type { ParserDeclaration } from "../../grammar/ast.ts";
import type { Env } from "./context.ts";
import type { TypedState, TypedTransition } from "./typed.ts";

const targetsOf = (transition: TypedTransition): readonly string[] =>
  transition.kind === "direct" ? [transition.next] : transition.cases.map((each) => each.next);

/** Whether a select can find no case that matches: then it rejects. */
const mayFail = (transition: TypedTransition): boolean =>
  transition.kind === "select" &&
  !transition.cases.some(({ keysets }) => keysets.every((keyset) => keyset.kind === "any"));

/** Warns of states that nothing leads to; reports a parser that cannot come to an end. */
export const checkReachability = (
  parser: ParserDeclaration,
  states: readonly TypedState[],
  { analysis }: Env,
): void => {
  const byName = new Map(states.map((state) => [state.name, state]));
  const reached = new Set(["start"]);
  const work = ["start"];
  let ends = false;
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    const transition = byName.get(name)?.transition;
    // An end, or a name that is not declared and has been reported.
    if (transition === undefined || mayFail(transition)) ends = true;
    for (const target of transition === undefined ? [] : targetsOf(transition))
      if (!reached.has(target)) {
        reached.add(target);
        work.push(target);
      }
  }
  for (const state of states)
    if (!reached.has(state.name))
      analysis.sink.report(
        "P0311",
        `no transition leads from \`start\` to state \`${state.name}\``,
        state.span,
      );
  if (!ends)
    analysis.sink.report(
      "P0315",
      `parser \`${parser.name.text}\` never comes to an end: nothing leads from \`start\` to \`accept\` or \`reject\``,
      parser.name.span,
      { help: "`transition accept;` ends a parser" },
    );
};
