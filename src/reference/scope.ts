import type { TypedExpression, TypedFunction, TypedStatement, Variable } from "../analyze/typed.ts";
import type { ValueSets } from "./environment.ts";
import type { Machine } from "./machine.ts";
import type { Trace } from "./trace.ts";
import { zeroOf } from "./types.ts";
import type { Value } from "./values.ts";

/** A place that holds a value. */
export interface Reference {
  /** The stored value itself, not a copy. */
  read(): Value;
  /** Stores the value; the caller has copied it where it is shared. */
  write(value: Value): void;
  /** Called after an extract into a place reached through a stack's `.next`. */
  readonly extracted?: () => void;
}

/** An l-value. fixed: where the place is the same every time, found once. */
export interface Located {
  readonly fixed?: Reference;
  /** Evaluates the indexes on the way to the place. */
  readonly locate: () => Reference;
}

export type Evaluate = () => Value;

/** How a statement ended: by going on (undefined), or by a jump that an enclosing loop or function takes up. */
export type Completion = undefined | "break" | "continue" | "return";

export type Execute = () => Completion;

/** A compiled function, and where its `return` leaves the value. */
export interface Body {
  readonly run: () => void;
  readonly result: Reference;
}

/**
 * What compiling a part of the tree needs to know. P4 has no recursion (specification 6.8.3), so one cell for each
 * variable object is enough, however often its parser or function is entered.
 */
export interface Scope {
  readonly machine: Machine;
  readonly cell: (variable: Variable) => Reference;
  /** The index of an error by its name. */
  readonly errors: ReadonlyMap<string, number>;
  /** The parser that an `apply` statement of the present instance runs: its locals, then its states. */
  readonly application: (statement: TypedStatement) => () => void;
  /** The present packet's value sets. */
  readonly valueSets: () => ValueSets;
  /** The name of the parser that the program is. */
  readonly mainParser: string;
  readonly trace: Trace;
  /** The functions compiled so far. */
  readonly bodies: Map<TypedFunction, Body>;
  /** Where the present function's `return` leaves its value. */
  readonly result: Reference;
  /** The same with something else in it. */
  readonly within: (change: Partial<Pick<Scope, "result" | "application">>) => Scope;
  // The tree's kinds contain one another; so do these.
  readonly expression: (expression: TypedExpression) => Evaluate;
  readonly reference: (expression: TypedExpression) => Located;
  readonly statements: (statements: readonly TypedStatement[]) => Execute;
}

/** A place of its own, beginning with `value`. */
export const newCell = (value: Value): Reference => {
  let stored = value;
  return {
    read: () => stored,
    write: (next) => {
      stored = next;
    },
  };
};

/** Makes the cells: one for each variable. */
export const newCells = (): ((variable: Variable) => Reference) => {
  const cells = new Map<Variable, Reference>();
  return (variable) => {
    const known = cells.get(variable);
    if (known !== undefined) return known;
    const cell = newCell(zeroOf(variable.type)());
    cells.set(variable, cell);
    return cell;
  };
};
