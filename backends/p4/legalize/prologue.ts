/**
 * Puts what runs before the first state where P4 has a place for it: the initial value of a local into its
 * declaration, the rest in front of the first state's operations.
 */
import { zeroOf } from "../../../src/ir/build.ts";
import type { Expression, Operation, Program, State } from "../../../src/ir/ir.ts";
import { isScalar } from "../../../src/ir/types.ts";
import {
  expressionsOf,
  expressionsWithin,
  operationsWithin,
  successorsOf,
  targetsOf,
} from "../../../src/ir/walk.ts";
import type { Fresh } from "./fresh.ts";

export interface Begun {
  /** Its init is empty. */
  readonly program: Program;
  /** Of every local that is a scalar. */
  readonly initial: ReadonlyMap<string, Expression>;
}

const isConstant = ({ kind }: Expression): boolean => kind === "bits" || kind === "bool" || kind === "error";

/** A header begins as invalid by itself. */
const isRedundant = (operation: Operation): boolean => operation.kind === "set-validity" && !operation.valid;

const mentions = (operation: Operation, local: string): boolean =>
  [...operationsWithin([operation])].some(
    (inner) =>
      targetsOf(inner).some(({ root }) => root === local) ||
      expressionsOf(inner).some((whole) =>
        [...expressionsWithin(whole)].some((each) => each.kind === "read" && each.place.root === local),
      ),
  );

export const placeInit = (program: Program, fresh: Fresh): Begun => {
  const locals = new Set(program.locals.map(({ name }) => name));
  const initial = new Map<string, Expression>();
  const rest: Operation[] = [];
  for (const operation of program.init) {
    if (isRedundant(operation)) continue;
    const declares =
      operation.kind === "assign" &&
      locals.has(operation.target.root) &&
      operation.target.path.length === 0 &&
      operation.slice === undefined &&
      isConstant(operation.value);
    if (declares && !rest.some((each) => mentions(each, operation.target.root)))
      initial.set(operation.target.root, operation.value);
    else rest.push(operation);
  }
  for (const { name, type } of program.locals) {
    if (isScalar(type) && !initial.has(name)) initial.set(name, zeroOf(type));
  }
  return { program: { ...program, init: [], states: begin(program.states, rest, fresh) }, initial };
};

const begin = (states: readonly State[], prologue: readonly Operation[], fresh: Fresh): readonly State[] => {
  const [first, ...others] = states;
  if (first === undefined || prologue.length === 0) return states;
  const isReentered = states.some((state) => successorsOf(state).includes(first.name));
  if (!isReentered) return [{ ...first, operations: [...prologue, ...first.operations] }, ...others];
  const origin = { span: first.origin.span, line: 0 };
  const start: State = {
    name: fresh.state("p4twin_start"),
    operations: prologue,
    transition: { kind: "goto", next: { kind: "state", name: first.name }, origin },
    origin,
  };
  return [start, ...states];
};
