/** Generic walks and maps over expressions, places, operations and transitions. Maps keep a node that they don't change. */
import { unreachable } from "../diagnostics/bug.ts";
import type { Expression, Next, Operation, Place, State, Transition } from "./ir.ts";

type OnExpression = (expression: Expression) => Expression;
type OnPlace = (place: Place) => Place;

/** The operands of an expression, left to right; the indices within its place count. */
export const operandsOf = (expression: Expression): readonly Expression[] => {
  switch (expression.kind) {
    case "bits":
    case "bool":
    case "error":
    case "packet-length":
      return [];
    case "read":
    case "is-valid":
      return indicesOf(expression.place);
    case "next-index":
      return indicesOf(expression.stack);
    case "unary":
    case "slice":
    case "cast":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "mux":
      return [expression.condition, expression.then, expression.otherwise];
    default:
      return unreachable(expression);
  }
};

/** The variable indices on the way into a place. */
export const indicesOf = (place: Place): readonly Expression[] =>
  place.path.flatMap((step) => (step.kind === "index" ? [step.index] : []));

/** Maps the indices within a place. */
export const mapPlace = (place: Place, onExpression: OnExpression): Place => {
  if (!place.path.some((step) => step.kind === "index")) return place;
  const path = place.path.map((step) =>
    step.kind === "index" ? { ...step, index: onExpression(step.index) } : step,
  );
  return { ...place, path };
};

/** Replaces the operands of an expression, and its place if it has one. */
export const mapOperands = (
  expression: Expression,
  onExpression: OnExpression,
  onPlace: OnPlace = (place) => mapPlace(place, onExpression),
): Expression => {
  switch (expression.kind) {
    case "bits":
    case "bool":
    case "error":
    case "packet-length":
      return expression;
    case "read":
    case "is-valid": {
      const place = onPlace(expression.place);
      return place === expression.place ? expression : { ...expression, place };
    }
    case "next-index": {
      const stack = onPlace(expression.stack);
      return stack === expression.stack ? expression : { ...expression, stack };
    }
    case "unary":
    case "slice":
    case "cast": {
      const operand = onExpression(expression.operand);
      return operand === expression.operand ? expression : { ...expression, operand };
    }
    case "binary": {
      const left = onExpression(expression.left);
      const right = onExpression(expression.right);
      return left === expression.left && right === expression.right
        ? expression
        : { ...expression, left, right };
    }
    case "mux": {
      const condition = onExpression(expression.condition);
      const then = onExpression(expression.then);
      const otherwise = onExpression(expression.otherwise);
      return condition === expression.condition &&
        then === expression.then &&
        otherwise === expression.otherwise
        ? expression
        : { ...expression, condition, then, otherwise };
    }
    default:
      return unreachable(expression);
  }
};

/** Rewrites an expression from its leaves up. */
export const rewriteExpression = (expression: Expression, rewrite: OnExpression): Expression =>
  rewrite(mapOperands(expression, (operand) => rewriteExpression(operand, rewrite)));

/** Every expression within, itself included, in order of evaluation (operands first). */
export function* expressionsWithin(expression: Expression): Generator<Expression> {
  for (const operand of operandsOf(expression)) yield* expressionsWithin(operand);
  yield expression;
}

/** The values that an operation evaluates itself, not those of operations within it; indices of its places not counted. */
export const valuesOf = (operation: Operation): readonly Expression[] => {
  switch (operation.kind) {
    case "extract":
    case "lookahead":
    case "copy-header":
    case "set-validity":
    case "push":
    case "pop":
      return [];
    case "extract-varbit":
    case "advance":
      return [operation.bits];
    case "assign":
      return [operation.value];
    case "verify":
    case "if":
      return [operation.condition];
    default:
      return unreachable(operation);
  }
};

/** The places that an operation changes. Validity and a stack's next index count as part of the place. */
export const targetsOf = (operation: Operation): readonly Place[] => {
  switch (operation.kind) {
    case "extract":
    case "extract-varbit":
    case "set-validity":
      return [operation.header];
    case "lookahead":
      return operation.loads.map((load) => load.target);
    case "assign":
    case "copy-header":
      return [operation.target];
    case "push":
    case "pop":
      return [operation.stack];
    case "advance":
    case "verify":
    case "if":
      return [];
    default:
      return unreachable(operation);
  }
};

/** The expressions that an operation evaluates: its values and the indices of all its places. */
export const expressionsOf = (operation: Operation): readonly Expression[] => [
  ...targetsOf(operation).flatMap(indicesOf),
  ...(operation.kind === "copy-header" ? indicesOf(operation.source) : []),
  ...valuesOf(operation),
];

/** Maps the expressions and places of an operation; those of operations within an `if` too, its condition first. */
export const mapOperation = (
  operation: Operation,
  onExpression: OnExpression,
  onPlace: OnPlace = (place) => mapPlace(place, onExpression),
): Operation => {
  switch (operation.kind) {
    case "extract":
    case "set-validity":
      return { ...operation, header: onPlace(operation.header) };
    case "extract-varbit":
      return { ...operation, header: onPlace(operation.header), bits: onExpression(operation.bits) };
    case "lookahead":
      return {
        ...operation,
        loads: operation.loads.map((load) => ({ ...load, target: onPlace(load.target) })),
      };
    case "advance":
      return { ...operation, bits: onExpression(operation.bits) };
    case "assign":
      return { ...operation, target: onPlace(operation.target), value: onExpression(operation.value) };
    case "copy-header":
      return { ...operation, target: onPlace(operation.target), source: onPlace(operation.source) };
    case "push":
    case "pop":
      return { ...operation, stack: onPlace(operation.stack) };
    case "verify":
      return { ...operation, condition: onExpression(operation.condition) };
    case "if":
      return {
        ...operation,
        condition: onExpression(operation.condition),
        then: operation.then.map((inner) => mapOperation(inner, onExpression, onPlace)),
        otherwise: operation.otherwise.map((inner) => mapOperation(inner, onExpression, onPlace)),
      };
    default:
      return unreachable(operation);
  }
};

/** All operations in order, those within an `if` after it. */
export function* operationsWithin(operations: readonly Operation[]): Generator<Operation> {
  for (const operation of operations) {
    yield operation;
    if (operation.kind === "if") {
      yield* operationsWithin(operation.then);
      yield* operationsWithin(operation.otherwise);
    }
  }
}

/** Where a transition may lead, in order of the rows, duplicates kept. */
export const nextsOf = (transition: Transition): readonly Next[] =>
  transition.kind === "goto"
    ? [transition.next]
    : [...transition.rows.map((row) => row.next), transition.otherwise];

/** The names of the states that a state may lead to, in order of the rows, each once. */
export const successorsOf = (state: State): readonly string[] => [
  ...new Set(nextsOf(state.transition).flatMap((next) => (next.kind === "state" ? [next.name] : []))),
];

/** Maps the keys of a select. */
export const mapTransition = (transition: Transition, onExpression: OnExpression): Transition =>
  transition.kind === "goto" ? transition : { ...transition, keys: transition.keys.map(onExpression) };
