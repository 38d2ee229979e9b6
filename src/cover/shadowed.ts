import type { Program } from "../ir/ir.ts";
import { Constraints } from "./constraints.ts";
import { type Evaluator, widthOf } from "./evaluate.ts";
import type { Goals } from "./goals.ts";
import { rowGoal, rowLiterals } from "./transitions.ts";

/** Rows that earlier ones leave nothing to, or that nothing matches: decided with keys of any value. `state|row`. */
export const shadowedRows = (
  { states }: Program,
  evaluator: Evaluator,
  goals: Goals,
): ReadonlySet<string> => {
  const { circuit } = evaluator;
  const found = new Set<string>();
  for (const { name, transition } of states) {
    if (transition.kind === "goto") continue;
    const keys = transition.keys.map((key) =>
      Array.from({ length: widthOf(key.type) }, () => circuit.unknown()),
    );
    const literals = rowLiterals(evaluator, transition, keys);
    let none = 1;
    for (const [row, literal] of [...literals, 1].entries()) {
      const taken = circuit.and(none, literal);
      none = circuit.and(none, literal ^ 1);
      const isOtherwise = row === literals.length;
      const goal = rowGoal(name, isOtherwise ? "otherwise" : row);
      if (!goals.isOpen(goal)) continue;
      if (new Constraints(circuit).assume(taken) === undefined) found.add(`${name}|${goal.what}`);
    }
  }
  return found;
};
