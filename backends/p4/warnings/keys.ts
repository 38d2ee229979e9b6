/**
 * Whether p4c may take the keys of a select, or the condition of an `if` (of which it makes a select), for constants:
 * it follows constants within a state, and on through a state that only one other leads to.
 */
import { unreachable } from "../../../src/diagnostics/bug.ts";
import type { BinaryOperator, Expression, Operation, Program, State } from "../../../src/ir/ir.ts";
import { spellExpression, spellPlace } from "../../../src/ir/spell.ts";
import { successorsOf, targetsOf } from "../../../src/ir/walk.ts";

/** Places, spelled, that may hold a constant. */
type Constants = ReadonlySet<string>;

const isLiteral = ({ kind }: Expression): boolean => kind === "bits" || kind === "bool" || kind === "error";

/** Whether an operator with this constant on one side may give a constant whatever the other is. */
const canSwallow = (operator: BinaryOperator, literal: Expression): boolean => {
  if (["add", "sub", "xor", "concat", "eq", "ne"].includes(operator)) return false;
  if (literal.kind !== "bits") return true;
  const ones = (1n << BigInt(literal.type.width)) - 1n;
  return literal.value === 0n || literal.value === ones;
};

/** Whether an expression is surely no constant, even where both sides of an operator are one and the same. */
const varies = (expression: Expression, constants: Constants): boolean => {
  switch (expression.kind) {
    case "bits":
    case "bool":
    case "error":
      return false;
    case "read":
      return !constants.has(spellPlace(expression.place));
    case "is-valid":
    case "next-index":
    case "packet-length":
      return true;
    case "unary":
    case "cast":
    case "slice":
      return varies(expression.operand, constants);
    case "mux":
      return (
        varies(expression.condition, constants) &&
        spellExpression(expression.then) !== spellExpression(expression.otherwise)
      );
    case "binary": {
      const { left, right, operator } = expression;
      if (isLiteral(left)) return !canSwallow(operator, left) && varies(right, constants);
      if (isLiteral(right)) return !canSwallow(operator, right) && varies(left, constants);
      if (operator === "concat") return varies(left, constants) || varies(right, constants);
      const differ = spellExpression(left) !== spellExpression(right);
      return differ && varies(left, constants) && varies(right, constants);
    }
    default:
      return unreachable(expression);
  }
};

/**
 * What may be constant behind operations, a header that is extracted being none as a whole; undefined where a
 * condition may be constant.
 */
const follow = (before: Constants, operations: readonly Operation[]): Constants | undefined => {
  let constants = new Set(before);
  for (const operation of operations) {
    if (operation.kind === "if") {
      if (!varies(operation.condition, constants)) return undefined;
      const then = follow(constants, operation.then);
      const otherwise = follow(constants, operation.otherwise);
      if (then === undefined || otherwise === undefined) return undefined;
      constants = new Set([...then, ...otherwise]);
    } else if (operation.kind === "assign") {
      const target = spellPlace(operation.target);
      if (operation.slice === undefined && varies(operation.value, constants)) constants.delete(target);
      else constants.add(target);
    } else {
      const changed = targetsOf(operation).map(spellPlace);
      const isChanged = (place: string): boolean =>
        changed.some((each) => place === each || place.startsWith(`${each}.`));
      constants = new Set([...constants].filter((place) => !isChanged(place)));
    }
  }
  return constants;
};

/** initial: the values that locals begin with. */
export const hasConstantKeys = (program: Program, initial: ReadonlyMap<string, Expression>): boolean => {
  const states = new Map(program.states.map((state) => [state.name, state]));
  const entries = new Map<string, number>();
  // Behind a select p4c starts anew.
  const behindSelects = new Set<string>();
  for (const state of program.states) {
    for (const next of successorsOf(state)) {
      entries.set(next, (entries.get(next) ?? 0) + 1);
      if (state.transition.kind === "select") behindSelects.add(next);
    }
  }
  const isConstantIn = (state: State, constants: Constants): boolean =>
    state.transition.kind === "select" && !state.transition.keys.some((key) => varies(key, constants));
  for (const head of program.states) {
    // Each chain of states is followed once, from its head on.
    const isFirst = head === program.states[0];
    if (!isFirst && entries.get(head.name) === 1 && !behindSelects.has(head.name)) continue;
    let constants: Constants = isFirst ? new Set(initial.keys()) : new Set();
    const seen = new Set<string>();
    for (let state: State | undefined = head; state !== undefined && !seen.has(state.name); ) {
      seen.add(state.name);
      const after = follow(constants, state.operations);
      if (after === undefined) return true;
      constants = after;
      if (isConstantIn(state, constants)) return true;
      const [next, ...others] = successorsOf(state);
      const goesOn: boolean = others.length === 0 && next !== undefined && entries.get(next) === 1;
      state = goesOn && state.transition.kind === "goto" ? states.get(next ?? "") : undefined;
    }
  }
  return false;
};
