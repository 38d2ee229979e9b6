/**
 * Elements of stacks at indices that are not known. In memory an address is computed, as anyone would. But a variable
 * of the caller's that is addressed so has to lie on the BPF stack as a whole, where the kernel allows such addresses
 * only from 5.12 on, and where clang keeps what nobody reads. So two functions go with each such stack, and clang
 * takes the way that fits: for what it knows, a case for each element; for all else, an address.
 */
import { indent } from "../text/block.ts";
import type { CType } from "../text/c-types.ts";

type Stack = CType & { readonly kind: "stack" };

/** Longer stacks are addressed only: the cases would be too many. */
const MOST_CASES = 32;

/** Whether a stack has the two functions. */
export const hasCases = ({ count }: Stack): boolean => count <= MOST_CASES;

/** The functions that read and write an element. */
export const readerOf = ({ tag }: Stack): string => `${tag}_at`;
export const writerOf = ({ tag }: Stack): string => `${tag}_put`;

/** The parameter that leads to a place. */
const parameterOf = (text: string): string => /^\w+/.exec(text)?.[0] ?? text;

/** A condition that clang decides: whether it knows the variable that a parameter, which a text begins with, points to. */
export const isOwn = (text: string): string => `P4TWIN_IS_OWN(${parameterOf(text)})`;

/** What says the same to the functions that read and write an element. */
export const sizeOfOwn = (text: string): string => `P4TWIN_SIZE(${parameterOf(text)})`;

/** Behind what is done to one element of a stack (its address): keeps clang from doing it to a chosen address instead. */
export const apart = (stack: string, index: number): string => `P4TWIN_APART(${stack}, ${index});`;

/** The cases of a switch over an index that is in range. */
export const casesOf = (count: number, lineOf: (index: number) => readonly string[]): readonly string[] => [
  ...Array.from({ length: count - 1 }, (_, index) => [`case ${index}:`, ...indent(lineOf(index))]).flat(),
  "default:",
  ...indent(lineOf(count - 1)),
];

export interface StackView {
  readonly tag: string;
  readonly element: string;
  readonly reader: string;
  readonly writer: string;
  readonly count: number;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** For the template. */
export const viewOfStack = (stack: Stack): StackView => ({
  tag: stack.tag,
  element: stack.element.tag,
  reader: readerOf(stack),
  writer: writerOf(stack),
  count: stack.count,
  reads: casesOf(stack.count, (index) => [
    `element = stack->element[${index}];`,
    apart("stack", index),
    "return element;",
  ]),
  writes: casesOf(stack.count, (index) => [
    `stack->element[${index}] = *element;`,
    apart("stack", index),
    "return;",
  ]),
});
