/** Comparisons with a constant: the constant and its neighbours are worth a packet each. */
import type { Expression } from "../ir/ir.ts";

export interface Boundary {
  readonly operand: Expression;
  readonly value: bigint;
}

const COMPARISONS = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

/** Of a condition that is a comparison; none of another. */
export const boundariesOf = (condition: Expression): readonly Boundary[] => {
  if (condition.kind !== "binary" || !COMPARISONS.has(condition.operator)) return [];
  const { left, right } = condition;
  const [operand, limit] = left.kind === "bits" ? [right, left] : [left, right];
  if (limit.kind !== "bits" || operand.kind === "bits") return [];
  const { value, type } = limit;
  const values = [value - 1n, value, value + 1n].map((one) => BigInt.asUintN(type.width, one));
  return [...new Set(values)].map((one) => ({ operand, value: one }));
};
