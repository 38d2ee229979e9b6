/**
 * The decisions of a random program, as a list of numbers. Generators ask for one decision after the other; a list
 * that is too short goes on with zeros, and zero is always the simplest answer. So a shorter list or smaller
 * numbers give a simpler program, and shrinking the list shrinks the program.
 */
export interface Choices {
  /** A number from 0 to bound - 1. */
  readonly below: (bound: number) => number;
  /** A number from low to high, both included; low is the simplest. */
  readonly between: (low: number, high: number) => number;
  /** True in `times` of 100 cases; false is simpler. */
  readonly chance: (times: number) => boolean;
  /** One of them; the first is the simplest. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** Up to `count` of them, in their order. */
  readonly some: <T>(items: readonly T[], count: number) => readonly T[];
  /** A number of `width` bits, often one with few or nearly all bits set. */
  readonly bits: (width: number) => bigint;
}

export const MAX_CHOICE = 0xffff;

export const choicesOf = (list: readonly number[]): Choices => {
  let position = 0;
  const draw = (): number => {
    const value = list[position] ?? 0;
    position += 1;
    return value;
  };
  const below = (bound: number): number => (bound <= 1 ? 0 : draw() % bound);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  const random = (width: number): bigint => {
    let value = 0n;
    for (let done = 0; done < width; done += 16) value = (value << 16n) | BigInt(below(0x10000));
    return BigInt.asUintN(width, value);
  };
  const bits = (width: number): bigint => {
    const top = (1n << BigInt(width)) - 1n;
    switch (below(6)) {
      case 0:
        return BigInt.asUintN(width, BigInt(below(8)));
      case 1:
        return top;
      case 2:
        return 1n << BigInt(below(width));
      case 3:
        return top >> 1n;
      default:
        return random(width);
    }
  };
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (times) => below(100) >= 100 - times,
    pick,
    some: (items, count) => {
      const chosen = new Set(
        items.length <= count ? items : Array.from({ length: count }, () => pick(items)),
      );
      return items.filter((item) => chosen.has(item));
    },
    bits,
  };
};
