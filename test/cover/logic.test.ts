/** Words of unknown bits against P4's arithmetic, and the solver against trying everything. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Circuit, type Literal, not } from "../../src/cover/circuit.ts";
import { Constraints } from "../../src/cover/constraints.ts";
import { solve } from "../../src/cover/solver.ts";
import { constant, constantOf, type Word, Words } from "../../src/cover/words.ts";
import { type ArithmeticOperator, compute } from "../../src/ir/arithmetic.ts";

const operators = [
  "add",
  "sub",
  "mul",
  "add-sat",
  "sub-sat",
  "div",
  "mod",
  "and",
  "or",
  "xor",
  "shl",
  "shr",
  "eq",
  "lt",
] as const satisfies readonly ArithmeticOperator[];

const apply = (
  words: Words,
  operator: (typeof operators)[number],
  left: Word,
  right: Word,
  signed: boolean,
): Word => {
  const { circuit } = words;
  switch (operator) {
    case "add":
      return words.add(left, right);
    case "sub":
      return words.sub(left, right);
    case "mul":
      return words.mul(left, right);
    case "add-sat":
      return words.saturated(left, right, "add", signed);
    case "sub-sat":
      return words.saturated(left, right, "sub", signed);
    case "div":
      return words.divide(left, right).quotient;
    case "mod":
      return words.divide(left, right).remainder;
    case "and":
      return words.bitwise(left, right, (a, b) => circuit.and(a, b));
    case "or":
      return words.bitwise(left, right, (a, b) => circuit.or(a, b));
    case "xor":
      return words.bitwise(left, right, (a, b) => circuit.xor(a, b));
    case "shl":
      return words.shift(left, right, "left", signed);
    case "shr":
      return words.shift(left, right, "right", signed);
    case "eq":
      return [words.equal(left, right)];
    case "lt":
      return [words.less(left, right, signed)];
  }
};

const unknownWord = (circuit: Circuit, width: number): Word =>
  Array.from({ length: width }, () => circuit.unknown());

const truesOf = (word: Word, value: bigint): readonly number[] =>
  word.flatMap((literal, bit) => (((value >> BigInt(bit)) & 1n) === 1n ? [literal >> 1] : []));

describe("words", () => {
  it.each(operators)("%s is P4's, also of unknown bits", (operator) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.bigInt({ min: 0n, max: 2n ** 40n }),
        fc.bigInt({ min: 0n, max: 2n ** 40n }),
        (wide, wish, a, b) => {
          const isDivision = operator === "div" || operator === "mod";
          const width = isDivision ? Math.min(wide, 9) : wide;
          const signed = wish && !isDivision;
          const left = BigInt.asUintN(width, a);
          const right = BigInt.asUintN(width, b);
          const expected = compute(operator, left, right, { width, signed }, width);
          if (expected === undefined) return;
          const number = typeof expected === "boolean" ? BigInt(expected) : expected;
          const circuit = new Circuit();
          const words = new Words(circuit);
          const folded = apply(words, operator, constant(left, width), constant(right, width), signed);
          expect(constantOf(folded)).toBe(number);
          const x = unknownWord(circuit, width);
          const y = unknownWord(circuit, width);
          const result = apply(words, operator, x, y, signed);
          const trues = new Set([...truesOf(x, left), ...truesOf(y, right)]);
          const evaluated = result.map((literal): bigint => (circuit.evaluate(literal, trues) ? 1n : 0n));
          expect(evaluated.reduceRight((sum, bit) => sum * 2n + bit, 0n)).toBe(number);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** A circuit over few unknowns, built by decisions. */
const build = (
  decisions: readonly number[],
): { circuit: Circuit; inputs: Word; roots: readonly Literal[] } => {
  const circuit = new Circuit();
  const inputs = unknownWord(circuit, 7);
  const pool: Literal[] = [...inputs];
  for (const decision of decisions) {
    const pick = (shift: number): Literal => {
      const literal = pool[(decision >> shift) % pool.length] ?? 0;
      return ((decision >> (shift + 6)) & 1) === 1 ? not(literal) : literal;
    };
    pool.push(decision % 3 === 0 ? circuit.xor(pick(1), pick(9)) : circuit.and(pick(1), pick(9)));
  }
  return { circuit, inputs, roots: pool.slice(-6) };
};

describe("the solver", () => {
  it("finds values where there are some, and only there", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffffff), { minLength: 4, maxLength: 60 }), (decisions) => {
        const { circuit, inputs, roots } = build(decisions);
        const holds = (trues: ReadonlySet<number>): boolean =>
          roots.every((root) => circuit.evaluate(root, trues));
        const isPossible = Array.from(
          { length: 2 ** inputs.length },
          (_, value) => new Set(truesOf(inputs, BigInt(value))),
        ).some(holds);
        const answer = solve(circuit, roots);
        expect(answer.kind).toBe(isPossible ? "possible" : "impossible");
        if (answer.kind === "possible") expect(holds(answer.trues)).toBe(true);
        let constraints: Constraints | undefined | "unknown" = new Constraints(circuit);
        for (const root of roots)
          if (constraints !== undefined && constraints !== "unknown") constraints = constraints.assume(root);
        expect(constraints !== undefined).toBe(isPossible);
        if (constraints !== undefined && constraints !== "unknown")
          expect(holds(constraints.trues)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
