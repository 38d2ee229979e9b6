/** Widths and depth of expressions. */
import type { Expression } from "../../src/ir/ir.ts";
import { operandsOf } from "../../src/ir/walk.ts";
import { divisionWidth, isShiftTooFar } from "./legalize/arithmetic.ts";

export interface Measure {
  /** The widest value that is formed on the way, in bits. */
  readonly width: number;
  readonly depth: number;
  /** Whether a shift has an amount that cannot be written. */
  readonly isShiftedTooFar: boolean;
}

const widthOf = (expression: Expression): number => {
  const own = expression.type.kind === "bits" ? expression.type.width : 1;
  if (expression.kind !== "binary" || (expression.operator !== "div" && expression.operator !== "mod"))
    return own;
  return expression.right.kind === "bits" ? Math.max(own, divisionWidth(own, expression.right.value)) : own;
};

/** Without recursion, since the depth is what is asked. Stops at `most` levels. */
export const measure = (expression: Expression, most: number): Measure => {
  let width = 0;
  let depth = 0;
  let isShiftedTooFar = false;
  const left: { readonly expression: Expression; readonly level: number }[] = [{ expression, level: 1 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { level } = next;
    width = Math.max(width, widthOf(next.expression));
    depth = Math.max(depth, level);
    isShiftedTooFar ||= isShiftTooFar(next.expression);
    if (level > most) break;
    for (const operand of operandsOf(next.expression)) left.push({ expression: operand, level: level + 1 });
  }
  return { width, depth, isShiftedTooFar };
};
