/** Maps over a whole program, for the passes. */
import type { Expression, Operation, Place, Program, State } from "../../../src/ir/ir.ts";
import { mapOperation, mapPlace, mapTransition, rewriteExpression } from "../../../src/ir/walk.ts";

export interface Rewrite {
  /** Called on every place, its indices already rewritten. */
  readonly place?: (place: Place) => Place;
  /** Called on every expression node from the leaves up, its places already rewritten. */
  readonly node?: (expression: Expression) => Expression;
}

const withPlace = (expression: Expression, onPlace: (place: Place) => Place): Expression => {
  switch (expression.kind) {
    case "read":
    case "is-valid":
      return { ...expression, place: onPlace(expression.place) };
    case "next-index":
      return { ...expression, stack: onPlace(expression.stack) };
    default:
      return expression;
  }
};

/** Rewrites one expression, leaves first. */
export const rewriteWhole = (expression: Expression, rewrite: Rewrite): Expression =>
  rewriteExpression(expression, (node) => {
    const placed = rewrite.place === undefined ? node : withPlace(node, rewrite.place);
    return rewrite.node === undefined ? placed : rewrite.node(placed);
  });

/** Rewrites one operation, those within it included. */
export const rewriteOperation = (operation: Operation, rewrite: Rewrite): Operation => {
  const whole = (expression: Expression): Expression => rewriteWhole(expression, rewrite);
  return mapOperation(operation, whole, (place) => {
    const inner = mapPlace(place, whole);
    return rewrite.place === undefined ? inner : rewrite.place(inner);
  });
};

/** Rewrites all expressions and places of a program. */
export const rewriteProgram = (program: Program, rewrite: Rewrite): Program => ({
  ...program,
  init: program.init.map((operation) => rewriteOperation(operation, rewrite)),
  states: program.states.map((state) => ({
    ...state,
    operations: state.operations.map((operation) => rewriteOperation(operation, rewrite)),
    transition: mapTransition(state.transition, (key) => rewriteWhole(key, rewrite)),
  })),
});

/** Replaces every list of operations, innermost first: `change` sees a list whose `if`s are already changed. */
export const rewriteLists = (
  operations: readonly Operation[],
  change: (operations: readonly Operation[]) => readonly Operation[],
): readonly Operation[] =>
  change(
    operations.map((operation) =>
      operation.kind === "if"
        ? {
            ...operation,
            then: rewriteLists(operation.then, change),
            otherwise: rewriteLists(operation.otherwise, change),
          }
        : operation,
    ),
  );

/** The same for all lists of a program. */
export const rewriteAllLists = (
  program: Program,
  change: (operations: readonly Operation[]) => readonly Operation[],
): Program => ({
  ...program,
  init: rewriteLists(program.init, change),
  states: program.states.map((state) => ({ ...state, operations: rewriteLists(state.operations, change) })),
});

export const mapStates = (program: Program, change: (state: State) => State): Program => ({
  ...program,
  states: program.states.map(change),
});
