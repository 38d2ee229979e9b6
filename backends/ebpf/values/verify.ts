/** verify(condition, error) as C. */
import type { Expression } from "../../../src/ir/ir.ts";
import type { Block, Comparison } from "../text/block.ts";
import { type Code, tight } from "../text/c-code.ts";
import { isSigned, widthOf } from "./arithmetic.ts";
import type { Expressions } from "./expressions.ts";

/** The text of a negated condition. */
export const negated = (condition: Code): string =>
  /^![A-Za-z(]/.test(condition.text) && condition.rank === "unary"
    ? condition.text.slice(1)
    : `!${tight(condition)}`;

/** The comparison that rejects where this one is verified. */
const REJECTING: ReadonlyMap<string, Comparison> = new Map([
  ["eq", "!="],
  ["ne", "=="],
  ["lt", ">="],
  ["le", ">"],
  ["gt", "<="],
  ["ge", "<"],
]);

/** The parts of a condition of which each has to hold. */
export const conjuncts = (condition: Expression): readonly Expression[] => {
  const found: Expression[] = [];
  const open = [condition];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === "binary" && next.operator === "logical-and") open.push(next.right, next.left);
    else found.push(next);
  }
  return found;
};

/** How the C of a part rejects where it is one comparison of numbers; undefined where it is more. */
export const rejectingOf = (part: Expression): Comparison | undefined => {
  if (part.kind !== "binary" || part.left.type.kind !== "bits" || isSigned(part.left.type)) return undefined;
  return widthOf(part.left.type) <= 64 ? REJECTING.get(part.operator) : undefined;
};

/** Goes to a label unless the condition holds. */
export const printVerify = (
  condition: Expression,
  label: string,
  expressions: Expressions,
  block: Block,
): void => {
  if (condition.kind === "bool" && !condition.value) {
    block.emit(`goto ${label};`);
    return;
  }
  for (const part of block.rejectsFirst ? conjuncts(condition) : [condition]) {
    const comparison = block.rejectsFirst ? rejectingOf(part) : undefined;
    if (comparison !== undefined && part.kind === "binary") {
      const left = tight(expressions.print(part.left, block));
      block.rejectWhere(left, comparison, tight(expressions.print(part.right, block)), label);
    } else block.rejectIf(negated(expressions.print(part, block)), label);
  }
};
