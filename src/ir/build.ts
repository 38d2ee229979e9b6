/** Short ways to make IR expressions and places. Each result is simplified at its root. */
import { CompilerBug } from "../diagnostics/bug.ts";
import type { BinaryOperator, Expression, Place, ScalarType, Step, Type } from "./ir.ts";
import { simplifyNode } from "./simplify.ts";
import { BIT32, BOOL, bitsType, ERROR, isScalar } from "./types.ts";

/** A constant of bits; any integer, taken modulo 2^width. */
export const bits = (value: bigint | number, width: number, signed = false): Expression => ({
  kind: "bits",
  value: BigInt.asUintN(width, BigInt(value)),
  type: bitsType(width, signed),
});

export const bool = (value: boolean): Expression => ({ kind: "bool", value, type: BOOL });

/** Zero, false, NoError. */
export const zeroOf = (type: ScalarType): Expression => {
  switch (type.kind) {
    case "bits":
      return { kind: "bits", value: 0n, type };
    case "bool":
      return bool(false);
    case "error":
      return { kind: "error", name: "NoError", type: ERROR };
  }
};

/** The place behind a step that leads to `type`. */
export const stepInto = (place: Place, step: Step, type: Type): Place => ({
  root: place.root,
  path: [...place.path, step],
  type,
});

export const fieldOf = (place: Place, name: string, type: Type): Place =>
  stepInto(place, { kind: "field", name }, type);

/** A read of a scalar place; a read of anything else is a compiler bug. */
export const read = (place: Place): Expression => {
  if (!isScalar(place.type)) throw new CompilerBug(`read of a ${place.type.kind}`);
  return { kind: "read", place, type: place.type };
};

export const isValid = (place: Place): Expression => ({ kind: "is-valid", place, type: BOOL });

export const nextIndex = (stack: Place): Expression => ({ kind: "next-index", stack, type: BIT32 });

export const not = (operand: Expression): Expression =>
  simplifyNode({ kind: "unary", operator: "not", operand, type: BOOL });

export const and = (left: Expression, right: Expression): Expression =>
  simplifyNode({ kind: "binary", operator: "logical-and", left, right, type: BOOL });

export const or = (left: Expression, right: Expression): Expression =>
  simplifyNode({ kind: "binary", operator: "logical-or", left, right, type: BOOL });

/** All of them, as a balanced tree; true of none. */
export const all = (conditions: readonly Expression[]): Expression => {
  const [first, second] = conditions;
  if (first === undefined) return bool(true);
  if (second === undefined) return first;
  const middle = conditions.length >> 1;
  return and(all(conditions.slice(0, middle)), all(conditions.slice(middle)));
};

/** A comparison of two operands of one type. */
export const compare = (
  operator: Extract<BinaryOperator, "eq" | "ne" | "lt" | "le" | "gt" | "ge">,
  left: Expression,
  right: Expression,
): Expression => simplifyNode({ kind: "binary", operator, left, right, type: BOOL });

export const castTo = (operand: Expression, type: ScalarType): Expression =>
  simplifyNode({ kind: "cast", operand, type });

export const mux = (condition: Expression, then: Expression, otherwise: Expression): Expression =>
  simplifyNode({ kind: "mux", condition, then, otherwise, type: then.type });
