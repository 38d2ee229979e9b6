import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, editDistance } from "../../src/analyze/suggest.ts";

describe("edit distance", () => {
  const words = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });
  it("is 0 for equal words only, and the same both ways", () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const distance = editDistance(a, b, 100);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a, 100)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
  it("stops at its limit", () => {
    fc.assert(
      fc.property(words, words, fc.integer({ min: 0, max: 5 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(editDistance(a, b, 100), limit + 1));
      }),
    );
  });
});

describe("did you mean", () => {
  it.each([
    ["extrct", ["advance", "extract"], "did you mean `extract`?"],
    ["Foo", ["foo"], "did you mean `foo`?"],
    ["ipv4_src", ["ipv4_dst", "ipv4_scr"], "did you mean `ipv4_scr`?"],
    ["a", ["b"], undefined],
    ["metadata", ["meta"], undefined],
    ["x".repeat(1000), ["x".repeat(999)], undefined],
  ])("%s", (wrong, names, help) => {
    expect(didYouMean(wrong, names)).toBe(help);
  });
});
