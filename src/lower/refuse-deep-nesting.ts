/**
 * Refuses programs that nest deeper than any program that a person writes, so that the passes behind may recurse.
 * Itself it keeps its own stack.
 */
import type { TypedExpression, TypedParser, TypedStatement } from "../analyze/typed.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { childrenOf, expressionsIn, statementsIn } from "./typed-walk.ts";

/** Levels of statements, expressions, and functions and sub-parsers within one another. */
export const MAX_NESTING = 500;

type Item =
  | { readonly depth: number; readonly statement: TypedStatement }
  | { readonly depth: number; readonly expression: TypedExpression };

const statementsOf = (parser: TypedParser): readonly TypedStatement[] => [
  ...parser.locals,
  ...parser.states.flatMap(({ statements }) => statements),
];

const keysOf = (parser: TypedParser): readonly TypedExpression[] =>
  parser.states.flatMap(({ transition }) => (transition.kind === "select" ? transition.keys : []));

/** Reports P0502 and answers false where something is nested deeper than MAX_NESTING. */
export const refuseDeepNesting = (main: TypedParser, sink: DiagnosticSink): boolean => {
  const pending: Item[] = [];
  const seen = new Set<object>();
  const add = (
    statements: readonly TypedStatement[],
    expressions: readonly TypedExpression[],
    depth: number,
  ) => {
    for (const statement of statements) pending.push({ depth, statement });
    for (const expression of expressions) pending.push({ depth, expression });
  };
  /** A body that several calls share is looked at once; how deep the calls themselves nest is bounded by inlining. */
  const addBody = (body: object, statements: readonly TypedStatement[], keys: readonly TypedExpression[]) => {
    if (seen.has(body)) return;
    seen.add(body);
    add(statements, keys, 0);
  };
  addBody(main, statementsOf(main), keysOf(main));
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const node = "statement" in item ? item.statement : item.expression;
    if (item.depth > MAX_NESTING) {
      sink.report("P0502", `nested more than ${MAX_NESTING} levels deep`, node.span);
      return false;
    }
    if ("statement" in item) {
      const { statement } = item;
      add(statementsIn(statement), expressionsIn(statement), item.depth + 1);
      if (statement.kind === "apply") {
        addBody(statement.parser, statementsOf(statement.parser), keysOf(statement.parser));
      }
    } else {
      const { expression } = item;
      add([], childrenOf(expression), item.depth + 1);
      if (expression.kind === "call") addBody(expression.function, expression.function.body, []);
    }
  }
  return true;
};
