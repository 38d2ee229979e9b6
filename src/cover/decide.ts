/** Gives words a value so that the way can go on: how far to advance, how long a varbit is, which element. */
import { type Literal, not, TRUE } from "./circuit.ts";
import type { Constraints } from "./constraints.ts";
import { pinKey } from "./evaluate.ts";
import { valueUnder } from "./packets.ts";
import { fork, type Path } from "./path.ts";
import { constant, type Word, Words } from "./words.ts";

const possible = (answer: Constraints | undefined | "unknown"): answer is Constraints =>
  answer !== undefined && answer !== "unknown";

/** Assumes the smallest or the largest value that is possible, bit by bit from the top. */
const extreme = (start: Constraints, word: Word, largest: boolean): Constraints => {
  let constraints = start;
  for (const literal of [...word].reverse()) {
    const next = constraints.assume(largest ? literal : not(literal));
    if (possible(next)) constraints = next;
  }
  return constraints;
};

export interface Wishes {
  /** Amounts beyond this (in the word's unit) are not tried for their own sake. */
  readonly limit: bigint;
  /** A particular value, such as a varbit's maximum. */
  readonly values: readonly bigint[];
  /** Of bits: also one that is no multiple of 8. */
  readonly unaligned: boolean;
}

/** A path on which the word has a value, within the limit, that is none of those tried before. */
export const decideAnew = (
  path: Path,
  word: Word,
  limit: bigint,
  tried: ReadonlySet<bigint>,
): { readonly path: Path; readonly value: bigint } | undefined => {
  const { constraints } = path;
  const { circuit } = constraints;
  const words = new Words(circuit);
  const top = (1n << BigInt(word.length)) - 1n;
  const others = [...tried].map((value) => not(words.equal(word, constant(value, word.length))));
  const within = limit >= top ? TRUE : not(words.less(constant(limit, word.length), word, false));
  const found = constraints.assume(circuit.all([within, ...others]));
  if (!possible(found)) return undefined;
  const value = valueUnder(found, word);
  const pinned = constraints.assume(words.equal(word, constant(value, word.length)));
  if (!possible(pinned)) return undefined;
  const next = fork(path);
  next.constraints = pinned;
  next.pinned.set(pinKey(word), value);
  return { path: next, value };
};

/** Paths on which the word has a value: the smallest, the largest up to the limit, and what is wished for. */
export const decide = (path: Path, word: Word, wishes: Wishes): readonly Path[] => {
  const { constraints } = path;
  const words = new Words(constraints.circuit);
  const top = (1n << BigInt(word.length)) - 1n;
  const within: Literal =
    wishes.limit >= top ? TRUE : not(words.less(constant(wishes.limit, word.length), word, false));
  const aligned = constraints.circuit.all(word.slice(0, 3).map(not));
  const found = new Map<bigint, Path>();
  const add = (candidate: Constraints): void => {
    const value = valueUnder(candidate, word);
    if (found.has(value)) return;
    const pinned = constraints.assume(words.equal(word, constant(value, word.length)));
    if (!possible(pinned)) return;
    const next = fork(path);
    next.constraints = pinned;
    next.pinned.set(pinKey(word), value);
    found.set(value, next);
  };
  const near = constraints.assume(within);
  if (!possible(near)) return [];
  add(extreme(near, word, false));
  const even = wishes.unaligned ? near.assume(aligned) : near;
  if (possible(even)) {
    add(extreme(even, word, false));
    add(extreme(even, word, true));
  }
  for (const value of wishes.values) {
    const wished = value > top ? undefined : near.assume(words.equal(word, constant(value, word.length)));
    if (possible(wished)) add(wished);
  }
  const odd = wishes.unaligned ? near.assume(not(aligned)) : undefined;
  if (possible(odd)) add(odd);
  return [...found.values()];
};
