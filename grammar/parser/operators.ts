import { cover } from "../../src/diagnostics/span.ts";
import type { BinaryOperator, Expression, TypeRef, UnaryOperator } from "../ast.ts";

/**
 * How tight each binary operator binds (specification 8.1). As in C, but `&`, `^` and `|` bind tighter than the
 * comparisons. All are left-associative.
 */
const precedences: ReadonlyMap<string, { readonly operator: BinaryOperator; readonly precedence: number }> =
  new Map(
    (
      [
        ["||"],
        ["&&"],
        ["==", "!="],
        ["<", ">", "<=", ">="],
        ["|"],
        ["^"],
        ["&"],
        ["<<", ">>"],
        ["+", "-", "|+|", "|-|", "++"],
        ["*", "/", "%"],
      ] as const
    ).flatMap((level, precedence) =>
      level.map((operator): [string, { operator: BinaryOperator; precedence: number }] => [
        operator,
        { operator, precedence },
      ]),
    ),
  );

/** The precedence of the conditional operator is below all of these. */
export const precedenceOf = (operator: BinaryOperator): number => precedences.get(operator)?.precedence ?? 0;

const join = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
  span: cover(left.span, right.span),
});

/**
 * Builds the tree of `operands[0] operators[0] operands[1] …` by precedence. Neither it nor the parser recurses
 * over a chain of operators, so that chains may be as long as they like.
 */
export const foldBinary = (operands: readonly Expression[], operators: readonly string[]): Expression => {
  const done: Expression[] = [];
  const waiting: { readonly operator: BinaryOperator; readonly precedence: number }[] = [];
  const reduce = (atLeast: number): void => {
    for (let top = waiting.at(-1); top !== undefined && top.precedence >= atLeast; top = waiting.at(-1)) {
      waiting.pop();
      const right = done.pop();
      const left = done.pop();
      if (left !== undefined && right !== undefined) done.push(join(top.operator, left, right));
    }
  };
  operands.forEach((operand, index) => {
    done.push(operand);
    const entry = precedences.get(operators[index] ?? "");
    if (entry === undefined) return;
    reduce(entry.precedence);
    waiting.push(entry);
  });
  reduce(0);
  const [result] = done;
  return result ?? { kind: "dontcare", span: { start: 0, end: 0 } };
};

/** What may stand before an operand, with the offset at which it starts. */
export type Prefix = { readonly start: number } & (
  | { readonly operator: UnaryOperator }
  | { readonly type: TypeRef }
);

export const unaryOperator = (image: string): UnaryOperator =>
  image === "+" || image === "-" || image === "!" ? image : "~";

/** `- (T) ! x`: the last prefix binds first. */
export const applyPrefixes = (prefixes: readonly Prefix[], operand: Expression): Expression =>
  prefixes.reduceRight<Expression>((inner, prefix) => {
    const span = { start: prefix.start, end: inner.span.end };
    return "operator" in prefix
      ? { kind: "unary", operator: prefix.operator, operand: inner, span }
      : { kind: "cast", type: prefix.type, operand: inner, span };
  }, operand);

/** `[a, b, c, d, e]` for `a ? b : c ? d : e` */
export const foldConditional = (parts: readonly Expression[]): Expression => {
  let at = parts.length - 1;
  let result = parts[at];
  for (at -= 2; at >= 0; at -= 2) {
    const condition = parts[at];
    const then = parts[at + 1];
    if (condition === undefined || then === undefined || result === undefined) break;
    result = {
      kind: "conditional",
      condition,
      then,
      otherwise: result,
      span: { start: condition.span.start, end: result.span.end },
    };
  }
  return result ?? { kind: "dontcare", span: { start: 0, end: 0 } };
};
