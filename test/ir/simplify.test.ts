import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberOf } from "../../src/ir/arithmetic.ts";
import { bits, bool, castTo, compare, not, read } from "../../src/ir/build.ts";
import type { BinaryOperator, Expression, Place, Program } from "../../src/ir/ir.ts";
import { simplify } from "../../src/ir/simplify.ts";
import { spellExpression } from "../../src/ir/spell.ts";
import { BOOL, bitsType, sameType } from "../../src/ir/types.ts";
import { validate } from "../../src/ir/validate.ts";
import { evaluate } from "../lower/evaluate.ts";

const origin = { span: { start: 0, end: 0 }, line: 0 };
const type = bitsType(8);
const place = (root: string): Place => ({ root, path: [], type });
const x = read(place("x"));
const flag: Expression = { kind: "read", place: { root: "flag", path: [], type: BOOL }, type: BOOL };

const numbers: fc.Arbitrary<Expression> = fc.oneof(
  fc.nat(255).map((value) => bits(value, 8)),
  fc.constantFrom(bits(0, 8), bits(255, 8), x, x),
);

const operators: readonly BinaryOperator[] = [
  "add",
  "sub",
  "mul",
  "add-sat",
  "sub-sat",
  "and",
  "or",
  "xor",
  "shl",
  "shr",
];

const grow: (depth: number) => { number: fc.Arbitrary<Expression>; truth: fc.Arbitrary<Expression> } = (
  depth,
) => {
  if (depth === 0) return { number: numbers, truth: fc.constantFrom(bool(true), bool(false), flag) };
  const { number, truth } = grow(depth - 1);
  const binary = fc
    .tuple(fc.constantFrom(...operators), number, number)
    .map(([operator, left, right]): Expression => ({ kind: "binary", operator, left, right, type }));
  const mux = fc
    .tuple(truth, number, number)
    .map(([condition, then, otherwise]): Expression => ({ kind: "mux", condition, then, otherwise, type }));
  const slice = number.map(
    (operand): Expression => ({
      kind: "cast",
      operand: { kind: "slice", operand, high: 5, low: 2, type: bitsType(4) },
      type,
    }),
  );
  const unary = fc
    .tuple(fc.constantFrom("negate" as const, "complement" as const), number)
    .map(([operator, operand]): Expression => ({ kind: "unary", operator, operand, type }));
  const signed = number.map((operand): Expression => {
    const narrow: Expression = { kind: "cast", operand, type: bitsType(5, true) };
    return { kind: "cast", operand: { kind: "cast", operand: narrow, type: bitsType(8, true) }, type };
  });
  const comparison = fc
    .tuple(fc.constantFrom("eq" as const, "ne" as const, "lt" as const, "ge" as const), number, number)
    .map(([operator, left, right]): Expression => ({ kind: "binary", operator, left, right, type: BOOL }));
  const logic = fc
    .tuple(
      fc.constantFrom("logical-and" as const, "logical-or" as const, "eq" as const, "ne" as const),
      truth,
      truth,
    )
    .map(([operator, left, right]): Expression => ({ kind: "binary", operator, left, right, type: BOOL }));
  const muxed = fc
    .tuple(truth, truth, truth)
    .map(
      ([condition, then, otherwise]): Expression => ({ kind: "mux", condition, then, otherwise, type: BOOL }),
    );
  const negated = truth.map(
    (operand): Expression => ({ kind: "unary", operator: "not", operand, type: BOOL }),
  );
  const back = truth.map(
    (operand): Expression => ({
      kind: "cast",
      operand: { kind: "cast", operand, type: bitsType(1) },
      type: BOOL,
    }),
  );
  return {
    number: fc.oneof(numbers, binary, mux, slice, unary, signed),
    truth: fc.oneof(truth, comparison, logic, muxed, negated, back),
  };
};

const programOf = (value: Expression): Program => ({
  version: 1,
  name: "t",
  sourceFile: "t.p4",
  parser: "P",
  architecture: "parser_model",
  errors: ["NoError"],
  types: [],
  parameters: [
    { name: "x", role: "input", direction: "in", type, origin },
    { name: "flag", role: "input", direction: "in", type: BOOL, origin },
    { name: "result", role: "output", direction: "out", type, origin },
  ],
  locals: [],
  valueSets: [],
  init: [],
  states: [
    {
      name: "start",
      operations: [{ kind: "assign", target: place("result"), value, origin }],
      transition: { kind: "goto", next: { kind: "accept" }, origin },
      origin,
    },
  ],
});

const resultOf = (value: Expression, inputs: ReadonlyMap<string, bigint>): unknown => {
  const program = programOf(value);
  validate(program);
  const observed = evaluate(program, new Uint8Array(), inputs);
  return observed.verdict === "accept" ? observed.parameters.get("result") : observed;
};

describe("simplify", () => {
  it("keeps type and value", () => {
    fc.assert(
      fc.property(grow(3).number, fc.nat(255), fc.boolean(), (expression, value, truth) => {
        const inputs = new Map([
          ["x", BigInt(value)],
          ["flag", truth ? 1n : 0n],
        ]);
        const simple = simplify(expression);
        expect(sameType(simple.type, expression.type)).toBe(true);
        expect(resultOf(simple, inputs)).toBe(resultOf(expression, inputs));
      }),
      { numRuns: 500 },
    );
  });

  it("leaves no operator on constants", () => {
    const sum = simplify({ kind: "binary", operator: "add", left: bits(200, 8), right: bits(100, 8), type });
    expect(spellExpression(sum)).toBe("8w0x2c");
    expect(spellExpression(not(not(flag)))).toBe("flag");
    expect(spellExpression(compare("lt", bits(-1, 4, true), bits(1, 4, true)))).toBe("true");
    expect(spellExpression(castTo(bits(-2, 4, true), bitsType(8, true)))).toBe("8s0xfe");
  });

  it("reads patterns by their sign", () => {
    expect(numberOf(0xffn, { width: 8, signed: true })).toBe(-1n);
    expect(numberOf(0xffn, { width: 8, signed: false })).toBe(255n);
  });
});
