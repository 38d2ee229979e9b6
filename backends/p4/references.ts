/** Which variables and value sets a program refers to. */
import type { Place, Program } from "../../src/ir/ir.ts";
import { expressionsOf, expressionsWithin, operationsWithin, targetsOf } from "../../src/ir/walk.ts";

export const variablesIn = (program: Program): ReadonlySet<string> => {
  const found = new Set<string>();
  const place = ({ root }: Place): void => {
    found.add(root);
  };
  const expression = (whole: Parameters<typeof expressionsWithin>[0]): void => {
    for (const inner of expressionsWithin(whole)) {
      if (inner.kind === "read" || inner.kind === "is-valid") place(inner.place);
      if (inner.kind === "next-index") place(inner.stack);
    }
  };
  for (const state of program.states) {
    for (const operation of operationsWithin(state.operations)) {
      for (const target of targetsOf(operation)) place(target);
      if (operation.kind === "copy-header") place(operation.source);
      for (const whole of expressionsOf(operation)) expression(whole);
    }
    if (state.transition.kind === "goto") continue;
    for (const key of state.transition.keys) expression(key);
    for (const row of state.transition.rows) {
      for (const pattern of row.patterns) if (pattern.kind === "value-set") found.add(pattern.name);
    }
  }
  return found;
};
