import { extendsStack } from "../ir/extend.ts";
import type { Operation } from "../ir/ir.ts";
import { boundariesOf } from "./comparisons.ts";
import type { Goal, GoalKind } from "./goals.ts";

/**
 * The goals that a state's operations set from the outset, because it may take many rounds of a loop to reach them:
 * both outcomes of conditions, full stacks. What else operations can come to is found on the way.
 */
export const operationGoals = (
  state: string,
  operations: readonly Operation[],
  prefix = "",
): readonly Goal[] =>
  operations.flatMap((operation, index) => {
    const id = `${prefix}${index}`;
    const goal = (kind: GoalKind, what: string): Goal => ({ kind, state, what: `${id} ${what}` });
    switch (operation.kind) {
      case "verify":
        return operation.condition.kind === "bool"
          ? [goal("branch", operation.condition.value ? "holds" : "fails")]
          : [
              goal("branch", "holds"),
              goal("branch", "fails"),
              ...boundariesOf(operation.condition).map(({ value }) => goal("comparison", `with ${value}`)),
            ];
      case "if":
        return [
          goal("branch", "then"),
          goal("branch", "else"),
          ...operationGoals(state, operation.then, `${id}.then.`),
          ...operationGoals(state, operation.otherwise, `${id}.else.`),
        ];
      case "extract":
      case "extract-varbit":
        return extendsStack(operation.header) ? [goal("stack", "full"), goal("stack", "one over")] : [];
      default:
        return [];
    }
  });
