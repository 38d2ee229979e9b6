/** What rests on arithmetic is checked by arithmetic: over all values of small widths, or random ones of large. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rewriteArithmetic, trailingZeros } from "../../backends/p4/legalize/arithmetic.ts";
import {
  covers,
  expansionOf,
  flipSign,
  increment,
  masksOf,
  normalise,
} from "../../backends/p4/legalize/patterns.ts";
import { createScope } from "../../backends/p4/names.ts";
import { bits, castTo, mux } from "../../src/ir/build.ts";
import type { BinaryOperator, Expression, Pattern } from "../../src/ir/ir.ts";
import { simplify } from "../../src/ir/simplify.ts";
import { bitsType } from "../../src/ir/types.ts";

const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
  type: left.type,
});

/** The value of an expression of constants. */
const evaluate = (expression: Expression): bigint => {
  const result = simplify(expression);
  if (result.kind !== "bits") throw new Error(`not constant: ${result.kind}`);
  return result.value;
};

const matches = (pattern: Pattern, value: bigint): boolean => {
  switch (pattern.kind) {
    case "any":
      return true;
    case "value":
      return value === pattern.value;
    case "mask":
      return (value & pattern.mask) === (pattern.value & pattern.mask);
    case "range":
      return pattern.low <= value && value <= pattern.high;
    case "value-set":
      return false;
  }
};

const WIDTH = 5;
const all = Array.from({ length: 1 << WIDTH }, (_, value) => BigInt(value));
const small = fc.bigInt({ min: 0n, max: (1n << BigInt(WIDTH)) - 1n });
const patterns: fc.Arbitrary<Pattern> = fc
  .oneof(
    fc.constant<Pattern>({ kind: "any" }),
    small.map((value): Pattern => ({ kind: "value", value })),
    fc.tuple(small, small).map(([value, mask]): Pattern => ({ kind: "mask", value, mask })),
    fc
      .tuple(small, small)
      .map(([a, b]): Pattern => ({ kind: "range", low: a < b ? a : b, high: a < b ? b : a })),
  )
  .map((pattern) => normalise(pattern, WIDTH));

describe("division by a constant", () => {
  test.each([1, 2, 3, 4, 5, 6])("of every value of %i bits by every divisor", (width) => {
    for (let divisor = 1n; divisor < 1n << BigInt(width); divisor++) {
      for (let dividend = 0n; dividend < 1n << BigInt(width); dividend++) {
        const [left, right] = [bits(dividend, width), bits(divisor, width)];
        expect(evaluate(rewriteArithmetic(binary("div", left, right)))).toBe(dividend / divisor);
        expect(evaluate(rewriteArithmetic(binary("mod", left, right)))).toBe(dividend % divisor);
      }
    }
  });

  test("of large values", () => {
    const pair = fc
      .integer({ min: 9, max: 300 })
      .chain((width) =>
        fc.tuple(
          fc.constant(width),
          fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n }),
          fc.bigInt({ min: 1n, max: (1n << BigInt(width)) - 1n }),
        ),
      );
    fc.assert(
      fc.property(pair, ([width, dividend, divisor]) => {
        const rewritten = rewriteArithmetic(binary("div", bits(dividend, width), bits(divisor, width)));
        expect(evaluate(rewritten)).toBe(dividend / divisor);
      }),
    );
  });
});

describe("other operators", () => {
  test("shifts by the width or more", () => {
    const negative = bits(-3, 8, true);
    expect(evaluate(rewriteArithmetic(binary("shl", bits(5, 8), bits(8, 32))))).toBe(0n);
    expect(evaluate(rewriteArithmetic(binary("shr", bits(5, 8), bits(200, 32))))).toBe(0n);
    expect(evaluate(rewriteArithmetic(binary("shr", negative, bits(99, 32))))).toBe(0xffn);
  });

  test("concatenation and slices of signed values are of their bits", () => {
    const joined: Expression = {
      kind: "binary",
      operator: "concat",
      left: bits(-1, 4, true),
      right: bits(2, 4, true),
      type: bitsType(8, true),
    };
    expect(evaluate(rewriteArithmetic(joined))).toBe(0xf2n);
    const cut: Expression = { kind: "slice", operand: bits(-1, 4, true), high: 2, low: 1, type: bitsType(2) };
    expect(evaluate(rewriteArithmetic(cut))).toBe(3n);
  });

  test("a signed value is cut on its bits", () => {
    for (let value = -8; value < 8; value++) {
      const cast: Expression = { kind: "cast", operand: bits(value, 4, true), type: bitsType(3, true) };
      expect(evaluate(rewriteArithmetic(cast))).toBe(BigInt.asUintN(3, BigInt(value)));
    }
  });

  test("trailing zeros are never more than there are", () => {
    const leaf = fc
      .tuple(fc.nat(255), fc.integer({ min: 1, max: 8 }))
      .map(([value, width]) => bits(value, width));
    const tree: fc.Arbitrary<Expression> = fc.letrec<{ node: Expression }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc
          .tuple(tie("node"), tie("node"), fc.constantFrom("add", "sub", "mul", "and", "or", "xor", "concat"))
          .map(([left, right, operator]): Expression => {
            if (operator === "concat") {
              const width = widthOf(left) + widthOf(right);
              return { kind: "binary", operator, left, right, type: bitsType(width) };
            }
            return binary(operator, left, castTo(right, left.type));
          }),
        fc.tuple(tie("node"), fc.nat(9)).map(([left, by]) => binary("shl", left, bits(by, 8))),
        fc.tuple(tie("node"), fc.integer({ min: 1, max: 40 })).map(([left, w]) => castTo(left, bitsType(w))),
        fc
          .tuple(fc.boolean(), tie("node"), tie("node"))
          .map(([test, then, otherwise]) =>
            mux({ kind: "bool", value: test, type: { kind: "bool" } }, then, castTo(otherwise, then.type)),
          ),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (expression) => {
        const zeros = trailingZeros(expression);
        expect(evaluate(expression) & ((1n << BigInt(zeros)) - 1n)).toBe(0n);
      }),
    );
  });
});

const widthOf = (expression: Expression): number =>
  expression.type.kind === "bits" ? expression.type.width : 1;

describe("patterns", () => {
  test("a range is the masks that it is made of", () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const masks = masksOf(low, high, WIDTH);
        expect(masks.length).toBeLessThanOrEqual(2 * WIDTH - 2);
        for (const value of all) {
          const hits = masks.filter((mask) => matches(mask, value)).length;
          expect(hits).toBe(low <= value && value <= high ? 1 : 0);
        }
      }),
    );
    expect(expansionOf({ kind: "range", low: 1n, high: 30n }, WIDTH)).toBe(8);
  });

  test("a pattern that covers another matches what that one matches", () => {
    fc.assert(
      fc.property(patterns, patterns, (outer, inner) => {
        if (!covers(outer, inner, WIDTH)) return;
        for (const value of all) if (matches(inner, value)) expect(matches(outer, value)).toBe(true);
      }),
    );
  });

  test("a signed key's patterns keep their meaning with the sign turned over", () => {
    const sign = 1n << BigInt(WIDTH - 1);
    const signed = (value: bigint): bigint => BigInt.asIntN(WIDTH, value);
    fc.assert(
      fc.property(patterns, (pattern) => {
        const flipped = flipSign(pattern, WIDTH);
        for (const value of all) {
          const expected =
            pattern.kind === "range"
              ? signed(pattern.low) <= signed(value) && signed(value) <= signed(pattern.high)
              : matches(pattern, value);
          const isOrdered = pattern.kind !== "range" || signed(pattern.low) <= signed(pattern.high);
          if (isOrdered) expect(matches(flipped, value ^ sign)).toBe(expected);
        }
      }),
    );
  });

  test("a pattern for the next larger key", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const next = increment(pattern, WIDTH);
        if (next === undefined) return;
        for (const value of all) {
          expect(matches(next, (value + 1n) & 31n)).toBe(matches(pattern, value));
        }
      }),
    );
  });
});

describe("names", () => {
  test("those that can stay do, whatever comes first", () => {
    const scope = createScope((name) => name === "hash");
    expect(
      scope.claimAll([
        { name: "hash", kind: "state" },
        { name: "hash_state", kind: "state" },
        { name: "if", kind: "field" },
        { name: "type", kind: "field" },
        { name: "type", kind: "var" },
        { name: "a.b", kind: "field" },
        { name: "0", kind: "field" },
        { name: "__LINE__", kind: "var" },
        { name: "hash_state", kind: "state" },
      ]),
    ).toEqual([
      "hash_state_b",
      "hash_state",
      "if_field",
      "type",
      "type_var",
      "a_b",
      "_0",
      "LINE",
      "hash_state_state",
    ]);
  });
});
