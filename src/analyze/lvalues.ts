/** What can be assigned to (specification 6.6). */
import type { Note } from "../diagnostics/diagnostic.ts";
import type { Env } from "./context.ts";
import type { TypedExpression, Variable } from "./typed.ts";
import { isUnknownExpression } from "./values.ts";

/** The variable that an l-value is a part of; undefined where the expression is no l-value. */
export const rootOf = (expression: TypedExpression): Variable | undefined => {
  let at = expression;
  for (;;)
    switch (at.kind) {
      case "variable":
        return at.variable;
      case "field":
      case "index":
      case "element":
      case "slice":
        at = at.base;
        break;
      case "stack-next":
      case "stack-last":
        at = at.stack;
        break;
      default:
        return undefined;
    }
};

/** Reports an expression that cannot be written. `what` names the use: "the target of an assignment". */
export const requireWritable = (expression: TypedExpression, what: string, env: Env): boolean => {
  if (isUnknownExpression(expression)) return false;
  const { sink, readOnly } = env.analysis;
  const root = rootOf(expression);
  if (root === undefined) {
    sink.report("P0408", `${what} must be a variable, a field or an element of one`, expression.span, {
      help: "a constant or the result of an operation cannot be written",
    });
    return false;
  }
  const reason = readOnly.get(root);
  if (reason === undefined) return true;
  const notes: readonly Note[] = [{ message: `\`${root.name}\` is declared here`, span: root.span }];
  sink.report("P0408", `\`${root.name}\` cannot be written: it is ${reason}`, expression.span, { notes });
  return false;
};

/** Whether evaluating it twice is the same as evaluating it once. */
export const isRepeatable = (expression: TypedExpression): boolean => {
  switch (expression.kind) {
    case "call":
    case "extern-call":
    case "lookahead":
      return false;
    case "field":
    case "element":
    case "slice":
      return isRepeatable(expression.base);
    case "index":
      return isRepeatable(expression.base) && isRepeatable(expression.index);
    case "stack-next":
    case "stack-last":
    case "stack-last-index":
      return isRepeatable(expression.stack);
    case "unary":
    case "cast":
      return isRepeatable(expression.operand);
    case "binary":
      return isRepeatable(expression.left) && isRepeatable(expression.right);
    case "conditional":
      return (
        isRepeatable(expression.condition) &&
        isRepeatable(expression.then) &&
        isRepeatable(expression.otherwise)
      );
    case "aggregate":
      return expression.elements.every(isRepeatable);
    case "is-valid":
      return isRepeatable(expression.header);
    default:
      return true;
  }
};
