/** Generic walks over the typed tree. */
import type { ForCollection, TypedExpression, TypedStatement } from "../analyze/typed.ts";
import { unreachable } from "../diagnostics/bug.ts";

/** The operands of an expression in order of evaluation. */
export const childrenOf = (expression: TypedExpression): readonly TypedExpression[] => {
  switch (expression.kind) {
    case "number":
    case "boolean":
    case "string":
    case "error":
    case "enum-member":
    case "variable":
    case "invalid-header":
    case "default-value":
    case "discard":
    case "lookahead":
    case "packet-length":
      return [];
    case "field":
    case "element":
    case "slice":
      return [expression.base];
    case "index":
      return [expression.base, expression.index];
    case "stack-next":
    case "stack-last":
    case "stack-last-index":
      return [expression.stack];
    case "unary":
    case "cast":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.condition, expression.then, expression.otherwise];
    case "aggregate":
      return expression.elements;
    case "is-valid":
      return [expression.header];
    case "call":
    case "extern-call":
      return expression.arguments;
    default:
      return unreachable(expression);
  }
};

const collected = (collection: ForCollection): readonly TypedExpression[] => {
  switch (collection.kind) {
    case "range":
      return [collection.low, collection.high];
    case "list":
      return collection.elements;
    case "stack":
      return [collection.stack];
    default:
      return unreachable(collection);
  }
};

/** The expressions that a statement evaluates itself. */
export const expressionsIn = (statement: TypedStatement): readonly TypedExpression[] => {
  switch (statement.kind) {
    case "declare":
    case "return":
      return statement.value === undefined ? [] : [statement.value];
    case "assign":
      return [statement.target, statement.value];
    case "extract":
      return [
        ...(statement.header === undefined ? [] : [statement.header]),
        ...(statement.bits === undefined ? [] : [statement.bits]),
      ];
    case "advance":
      return [statement.bits];
    case "verify":
      return [statement.condition, statement.error];
    case "set-validity":
      return [statement.header];
    case "push":
    case "pop":
      return [statement.stack];
    case "evaluate":
      return [statement.expression];
    case "apply":
      return statement.arguments;
    case "if":
      return [statement.condition];
    case "switch":
      return [statement.value, ...statement.cases.flatMap(({ labels }) => labels)];
    case "for":
      return statement.condition === undefined ? [] : [statement.condition];
    case "for-in":
      return collected(statement.collection);
    case "block":
    case "break":
    case "continue":
    case "exit":
      return [];
    default:
      return unreachable(statement);
  }
};

/** The statements within a statement. */
export const statementsIn = (statement: TypedStatement): readonly TypedStatement[] => {
  switch (statement.kind) {
    case "block":
      return statement.statements;
    case "if":
      return [...statement.then, ...statement.otherwise];
    case "switch":
      return [...statement.cases.flatMap(({ body }) => body), ...statement.otherwise];
    case "for":
      return [...statement.initializers, ...statement.updates, ...statement.body];
    case "for-in":
      return statement.body;
    default:
      return [];
  }
};

/** Whether a sub-parser is applied in one of the statements or within. */
export const applies = (statements: readonly TypedStatement[]): boolean =>
  statements.some((statement) => statement.kind === "apply" || applies(statementsIn(statement)));

/** Whether one of the statements, or one within, extracts into a stack's `.next`. */
export const extractsNext = (statements: readonly TypedStatement[]): boolean =>
  statements.some((statement) => {
    if (statement.kind === "extract" && statement.header !== undefined) {
      let place = statement.header;
      while (place.kind === "field" || place.kind === "index") place = place.base;
      if (place.kind === "stack-next") return true;
    }
    return extractsNext(statementsIn(statement));
  });

/** Whether evaluating the expression can change a variable: a call with out or inout arguments. */
export const writes = (expression: TypedExpression): boolean =>
  (expression.kind === "call" &&
    expression.function.parameters.some(({ direction }) => direction === "out" || direction === "inout")) ||
  childrenOf(expression).some(writes);
