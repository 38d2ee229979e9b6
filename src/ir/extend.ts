/** Places that an extract extends a stack by: its next element, or a member of that where it is a union. */
import type { Place } from "./ir.ts";

/** How many steps lead to the stack; undefined where the place is no stack's next. */
export const stepsToStack = ({ path }: Place): number | undefined => {
  if (path.at(-1)?.kind === "next") return path.length - 1;
  return path.at(-2)?.kind === "next" ? path.length - 2 : undefined;
};

/** Whether an extract into the place moves a stack's next index on. */
export const extendsStack = (place: Place): boolean => stepsToStack(place) !== undefined;
