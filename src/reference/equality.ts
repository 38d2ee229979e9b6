import { CompilerBug } from "../diagnostics/bug.ts";
import type { HeaderValue, Value } from "./values.ts";

const allEqual = (left: readonly Value[], right: readonly Value[]): boolean =>
  left.length === right.length &&
  left.every((value, index) => {
    const other = right[index];
    return other !== undefined && equal(value, other);
  });

/** Both invalid, or both valid with equal fields (specification 8.17). */
const equalHeaders = (left: HeaderValue, right: HeaderValue): boolean =>
  left.valid === right.valid && (!left.valid || allEqual(left.fields, right.fields));

/** `==` of two values of one type (specification 8.16 to 8.20). A stack's next index does not take part. */
export const equal = (left: Value, right: Value): boolean => {
  if (typeof left !== "object" || typeof right !== "object") return left === right;
  if (left.kind === "varbit" && right.kind === "varbit")
    return left.length === right.length && left.value === right.value;
  if (left.kind === "header" && right.kind === "header") return equalHeaders(left, right);
  if (left.kind === "struct" && right.kind === "struct") return allEqual(left.fields, right.fields);
  if (left.kind === "union" && right.kind === "union") return allEqual(left.members, right.members);
  if (left.kind === "stack" && right.kind === "stack") return allEqual(left.elements, right.elements);
  throw new CompilerBug(`a ${left.kind} can't be compared with a ${right.kind}`);
};
