import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addAll,
  copyBits,
  hasBit,
  newBitSet,
  newPairs,
  pairAt,
  putBit,
  putPair,
  sameBits,
} from "../../src/lower/bit-set.ts";

const SIZE = 3000;
const members = fc.array(fc.nat(SIZE - 1), { maxLength: 60 });
const setOf = (bits: readonly number[]) => {
  const set = newBitSet(SIZE);
  for (const bit of bits) putBit(set, bit, true);
  return set;
};
const contents = (set: ReturnType<typeof newBitSet>): readonly number[] =>
  Array.from({ length: SIZE }, (_, bit) => bit).filter((bit) => hasBit(set, bit));
const sorted = (bits: Iterable<number>): readonly number[] => [...new Set(bits)].sort((a, b) => a - b);

describe("bit sets", () => {
  test("behave as sets, and copies stay as they were", () => {
    fc.assert(
      fc.property(members, members, members, (a, b, gone) => {
        const into = setOf(a);
        const kept = copyBits(into);
        const changed = addAll(into, setOf(b));
        expect(contents(into)).toEqual(sorted([...a, ...b]));
        expect(changed).toBe(sorted([...a, ...b]).length > sorted(a).length);
        for (const bit of gone) putBit(into, bit, false);
        expect(contents(into)).toEqual(sorted([...a, ...b]).filter((bit) => !gone.includes(bit)));
        expect(contents(kept)).toEqual(sorted(a));
        expect(sameBits(kept, setOf(a))).toBe(true);
        expect(sameBits(kept, setOf(b))).toBe(String(sorted(a)) === String(sorted(b)));
      }),
      { numRuns: 50 },
    );
  });

  test("hold numbers from 0 to 3", () => {
    const pairs = newPairs(SIZE, 2);
    putPair(pairs, 0, 1);
    putPair(pairs, SIZE - 1, 3);
    putPair(pairs, 1023, 0);
    expect([0, 1, 1022, 1023, 1024, SIZE - 1].map((index) => pairAt(pairs, index))).toEqual([
      1, 2, 2, 0, 2, 3,
    ]);
    expect(addAll(pairs, newPairs(SIZE, 1))).toBe(true);
    expect([0, 1, 1023].map((index) => pairAt(pairs, index))).toEqual([1, 3, 1]);
  });
});
