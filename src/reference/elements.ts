/** Elements of header stacks (specification 8.18), with what happens outside of them (DESIGN: StackOutOfBounds). */
import type { Type } from "../analyze/typed.ts";
import { CompilerBug } from "../diagnostics/bug.ts";
import { reject } from "./rejection.ts";
import type { Evaluate } from "./scope.ts";
import { numeric, underlying } from "./types.ts";
import { asBits, type StackValue, type Value } from "./values.ts";

/** The element of a stack, which must have it. */
export const elementAt = (stack: StackValue, index: number): Value => {
  const element = stack.elements[index];
  if (element === undefined) throw new CompilerBug(`a stack without an element ${index}`);
  return element;
};

/** Evaluates an index into a stack: outside of it the parser rejects. */
export const stackIndex = (evaluate: Evaluate, indexType: Type, stackType: Type): (() => number) => {
  const plain = underlying(stackType);
  if (plain.kind !== "stack") throw new CompilerBug(`an index into a ${plain.kind}`);
  const size = BigInt(plain.size);
  const shape = numeric(indexType);
  return () => {
    const stored = asBits(evaluate());
    const index = shape?.signed === true ? BigInt.asIntN(shape.width, stored) : stored;
    return index < 0n || index >= size ? reject("StackOutOfBounds") : Number(index);
  };
};

/** The index that `.next` (offset 0) or `.last` (offset -1) stands for. */
export const nextOrLast = (stack: StackValue, offset: 0 | -1): number => {
  const index = stack.next + offset;
  return index < 0 || index >= stack.elements.length ? reject("StackOutOfBounds") : index;
};
