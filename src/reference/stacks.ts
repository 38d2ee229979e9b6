import type { StackValue } from "./values.ts";

/**
 * push_front(count), after the specification's pseudocode (8.18): the first `count` elements become invalid, what
 * is shifted out is lost. `empty` is a fresh stack of the same type, whose elements may be taken.
 */
export const pushFront = (stack: StackValue, count: number, empty: StackValue): void => {
  const size = stack.elements.length;
  const kept = stack.elements.slice(0, Math.max(0, size - count));
  stack.elements.splice(0, size, ...empty.elements.slice(0, size - kept.length), ...kept);
  stack.next = Math.min(stack.next + count, size);
};

/** pop_front(count): the last `count` elements become invalid. */
export const popFront = (stack: StackValue, count: number, empty: StackValue): void => {
  const size = stack.elements.length;
  const kept = stack.elements.slice(count);
  stack.elements.splice(0, size, ...kept, ...empty.elements.slice(0, size - kept.length));
  stack.next = Math.max(stack.next - count, 0);
};
