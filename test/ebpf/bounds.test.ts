import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maximumOf, zeroBitsOf } from "../../backends/ebpf/values/bounds.ts";
import type { BinaryOperator, Expression } from "../../src/ir/ir.ts";

const bitsOf = (width: number) => ({ kind: "bits", width, signed: false }) as const;
const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;
const read = (name: string, width: number): Expression => ({
  kind: "read",
  place: { root: name, path: [], type: bitsOf(width) },
  type: bitsOf(width),
});
const constant = (value: bigint, width: number): Expression => ({ kind: "bits", value, type: bitsOf(width) });
const cast = (operand: Expression, width: number): Expression => ({
  kind: "cast",
  operand,
  type: bitsOf(width),
});
const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
  type: left.type,
});

const WIDTH = 12;

/** What an expression over the variable v gives, by the rules of P4. */
const evaluate = (expression: Expression, v: bigint): bigint => {
  const width = expression.type.kind === "bits" ? expression.type.width : 1;
  switch (expression.kind) {
    case "bits":
      return expression.value;
    case "read":
      return v & ones(width);
    case "cast":
      return evaluate(expression.operand, v) & ones(width);
    case "binary": {
      const [left, right] = [evaluate(expression.left, v), evaluate(expression.right, v)];
      switch (expression.operator) {
        case "add":
          return (left + right) & ones(width);
        case "sub":
          return (left - right) & ones(width);
        case "mul":
          return (left * right) & ones(width);
        case "and":
          return left & right;
        case "or":
          return left | right;
        case "xor":
          return left ^ right;
        case "shl":
          return (left << right) & ones(width);
        case "shr":
          return left >> right;
        default:
          throw new Error(expression.operator);
      }
    }
    default:
      throw new Error(expression.kind);
  }
};

const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.bigInt(0n, ones(WIDTH)).map((value) => constant(value, WIDTH)),
    fc.constant(read("v", WIDTH)),
    fc.constant(cast(read("v", 4), WIDTH)),
    fc.tuple(tie("tree"), fc.integer({ min: 1, max: 16 })).map(([e, width]) => cast(cast(e, width), WIDTH)),
    fc
      .tuple(
        fc.constantFrom<BinaryOperator>("add", "sub", "mul", "and", "or", "xor"),
        tie("tree"),
        tie("tree"),
      )
      .map(([operator, left, right]) => binary(operator, left, right)),
    fc
      .tuple(fc.constantFrom<BinaryOperator>("shl", "shr"), tie("tree"), fc.bigInt(0n, 15n))
      .map(([operator, left, amount]) => binary(operator, left, constant(amount, 8))),
  ),
}));

describe("what is known of a number", () => {
  it("holds for whatever the expression reads", () => {
    fc.assert(
      fc.property(tree, fc.bigInt(0n, ones(WIDTH)), (expression, v) => {
        const value = evaluate(expression, v);
        expect(value <= maximumOf(expression)).toBe(true);
        expect(value & ones(zeroBitsOf(expression))).toBe(0n);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds the length of IPv4's options: at most 60 bytes, whole ones", () => {
    const words = binary("sub", read("ihl", 4), constant(5n, 4));
    const amount = binary("shl", cast(words, 32), constant(5n, 32));
    expect(maximumOf(amount)).toBe(480n);
    expect(zeroBitsOf(amount)).toBe(5);
  });

  it("does not trust a sum that may wrap around", () => {
    expect(maximumOf(binary("add", read("a", 8), constant(1n, 8)))).toBe(255n);
    expect(maximumOf(binary("add", cast(read("a", 8), 16), constant(1n, 16)))).toBe(256n);
  });
});
