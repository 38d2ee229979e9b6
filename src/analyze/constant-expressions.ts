/** Expressions that must be known at compile time: widths, sizes, counts, labels (specification 18.1). */
import type { Expression } from "../../grammar/ast.ts";
import type { Env } from "./context.ts";
import { enumToNumber } from "./convert.ts";
import { describeType } from "./print-type.ts";
import type { TypedExpression } from "./typed.ts";
import { isConstant, isUnknownExpression, numberOf } from "./values.ts";

/** Reports an expression that is not constant. `what` names its use: "the width". */
export const requireConstant = (
  expression: TypedExpression,
  what: string,
  env: Env,
): TypedExpression | undefined => {
  if (isUnknownExpression(expression)) return undefined;
  if (isConstant(expression)) return expression;
  env.analysis.sink.report("P0403", `${what} must be known at compile time`, expression.span);
  return undefined;
};

/** The integer that a constant expression has, or undefined (reported). */
export const constantInteger = (node: Expression, what: string, env: Env): bigint | undefined => {
  const value = requireConstant(enumToNumber(env.analysis.check.expression(node, env)), what, env);
  if (value === undefined) return undefined;
  if (value.kind === "number") return numberOf(value);
  env.analysis.sink.report(
    "P0401",
    `${what} must be an integer, but this is ${describeType(value.type)}`,
    value.span,
  );
  return undefined;
};
