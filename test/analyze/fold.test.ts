/** Constants are folded exactly: against big integers, and against the spelling of the specification. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TypedExpression } from "../../src/analyze/typed.ts";
import { analyzeText, codes } from "./front-end.ts";

/** The folded value of an expression as a constant of a type, through the whole front end; stored form. */
const fold = (type: string, text: string): bigint | boolean | undefined => {
  const program = `parser P(out ${type} result) { state start { result = ${text}; transition accept; } }`;
  const { typed } = analyzeText(program);
  const [statement] = typed?.parser.states[0]?.statements ?? [];
  const value: TypedExpression | undefined = statement?.kind === "assign" ? statement.value : undefined;
  return value?.kind === "number" || value?.kind === "boolean" ? value.value : undefined;
};

const wrap = (value: bigint, width: number): bigint => BigInt.asUintN(width, value);
const literal = (value: bigint): string => (value < 0n ? `(-${-value})` : `${value}`);

const arithmetic = {
  "+": (a: bigint, b: bigint) => a + b,
  "-": (a: bigint, b: bigint) => a - b,
  "*": (a: bigint, b: bigint) => a * b,
  "&": (a: bigint, b: bigint) => a & b,
  "|": (a: bigint, b: bigint) => a | b,
  "^": (a: bigint, b: bigint) => a ^ b,
} as const;
const operators = fc.constantFrom(
  "+" as const,
  "-" as const,
  "*" as const,
  "&" as const,
  "|" as const,
  "^" as const,
);

describe("folding", () => {
  it("of int is exact", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), operators, (a, b, operator) => {
        expect(fold("bit<2048>", `${literal(a)} ${operator} ${literal(b)}`)).toBe(
          wrap(arithmetic[operator](a, b), 2048),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("of bits wraps, of either sign", () => {
    const widths = fc.integer({ min: 2, max: 200 });
    fc.assert(
      fc.property(
        widths,
        fc.boolean(),
        fc.bigInt(),
        fc.bigInt(),
        operators,
        (width, signed, x, y, operator) => {
          const read = signed ? BigInt.asIntN : BigInt.asUintN;
          const [a, b] = [read(width, x), read(width, y)];
          const type = `${signed ? "int" : "bit"}<${width}>`;
          expect(fold(type, `(${type})${literal(a)} ${operator} (${type})${literal(b)}`)).toBe(
            wrap(arithmetic[operator](a, b), width),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ["bit<8>", "8w200 |+| 8w100", 255n],
    ["bit<8>", "8w10 |-| 8w100", 0n],
    ["int<8>", "8s100 |+| 8s100", 127n],
    ["int<8>", "-8s100 |-| 8s100", 128n],
    ["bit<8>", "8w1 << 9", 0n],
    ["bit<8>", "8w255 >> 4", 15n],
    ["int<8>", "-8s128 >> 7", 255n],
    ["int<8>", "-8s1 >> 4000000000000", 255n],
    ["bit<8>", "7 / 2", 3n],
    ["bit<8>", "8w7 % 4", 3n],
    ["bit<8>", "~8w1", 254n],
    ["int<8>", "-(8s5)", 251n],
    ["bit<4>", "12w0xabc[7:4]", 0xbn],
    ["bit<4>", "0xabc[11:8]", 0xan],
    ["bit<16>", "8w0xab ++ 8w0xcd", 0xabcdn],
    ["int<9>", "(int<9>)8s5 ", 5n],
    ["int<16>", "(int<16>)-8s1", 0xffffn],
    ["bit<16>", "(bit<16>)(bit<8>)-8s1", 255n],
    ["bit<1>", "(bit<1>)true", 1n],
    ["bool", "(bool)1w1", true],
    ["bool", "8s200 < 8s1", true],
    ["bool", "8w200 < 8w1", false],
    ["bool", "false && true || !false", true],
    ["bit<8>", "true ? 1 : 2", 1n],
    ["bit<8>", "1 << 100 >> 98", 4n],
  ] as const)("%s: %s", (type, text, value) => {
    expect(fold(type, text)).toBe(value);
  });

  it.each(["1 / 0", "1 % 0", "8w1 / 8w0", "-4 / 2", "1 << -1", "8w1 / -8w1[0:0]"])("refuses %s", (text) => {
    expect(fold("bit<8>", text)).toBeUndefined();
  });

  it("bounds the size of int", () => {
    const program = (text: string) => codes(analyzeText(`const int c = ${text};`, { requireParser: false }));
    expect(program("1 << 65535")).toEqual([]);
    expect(program("1 << 65536")).toEqual(["P0415"]);
    expect(program("1 << 99999999999999999999")).toEqual(["P0415"]);
    expect(program("0 << 99999999999999999999")).toEqual([]);
    expect(program("1 >> 99999999999999999999")).toEqual([]);
  });
});
