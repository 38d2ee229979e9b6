import { describe, expect, it } from "vitest";
import { printProgram } from "../../grammar/index.ts";
import { parseText } from "./parsed.ts";

const inControl = (text: string): string => `control Test() { apply { ${text} } }`;
const nest = (count: number, open: string, middle: string, close: string): string =>
  open.repeat(count) + middle + close.repeat(count);

const nestings: readonly (readonly [what: string, source: (count: number) => string])[] = [
  ["parentheses", (count) => inControl(`x = ${nest(count, "(", "1", ")")};`)],
  ["unclosed parentheses", (count) => inControl(`x = ${"(".repeat(count)}`)],
  ["braces of lists", (count) => inControl(`x = ${nest(count, "{", "1", "}")};`)],
  ["arguments", (count) => inControl(`x = ${nest(count, "f(", "1", ")")};`)],
  ["subscripts", (count) => inControl(`x = ${nest(count, "a[", "1", "]")};`)],
  ["conditions", (count) => inControl(`x = ${nest(count, "a ? ", "b", " : c")};`)],
  ["blocks", (count) => inControl(nest(count, "{", "", "}"))],
  ["if", (count) => inControl(`${"if (a) ".repeat(count)};`)],
  ["types", (count) => `const ${nest(count, "tuple<", "bool", ">")} x = 1;`],
  ["widths", (count) => `const ${nest(count, "bit<((", "8", "))>")} x = 1;`],
];

describe("nesting", () => {
  it.each(nestings)("10,000 %s are refused with one message", (_what, source) => {
    const { messages } = parseText(source(10_000));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/P0206 nested too deep|P0201/);
  });

  it.each(nestings.filter(([what]) => what !== "unclosed parentheses" && what !== "widths"))(
    "50 %s are fine",
    (_what, source) => {
      expect(parseText(source(50)).messages).toEqual([]);
    },
  );
});

const chains: readonly (readonly [what: string, source: (count: number) => string])[] = [
  ["terms of a sum", (count) => inControl(`x = 1${" + 1".repeat(count)};`)],
  ["members", (count) => inControl(`x = a${".b".repeat(count)};`)],
  ["casts", (count) => inControl(`x = ${"(bit<8>) ".repeat(count)}1;`)],
  ["unary operators", (count) => inControl(`x = ${"~".repeat(count)}1;`)],
  ["conditional alternatives", (count) => inControl(`x = ${"a ? b : ".repeat(count)}c;`)],
  ["else if", (count) => inControl(`${"if (a) { } else ".repeat(count)}{ }`)],
];

describe("chains", () => {
  it.each(chains)("10,000 %s are parsed and printed", (_what, source) => {
    const { program, messages } = parseText(source(10_000));
    expect(messages).toEqual([]);
    expect(program === undefined ? 0 : printProgram(program).length).toBeGreaterThan(10_000);
  });
});

describe("long tokens", () => {
  it.each([
    ["a comment", `/*${"*a".repeat(1_000_000)}*/ struct S {}`, 0],
    ["a string", `const string s = "${"\\a".repeat(1_000_000)}";`, 0],
    ["a string without end", `const string s = "${"\\a".repeat(1_000_000)}`, 1],
    ["a name", `struct ${"a".repeat(1_000_000)} {}`, 0],
    ["a number", `const int x = ${"9".repeat(1_000_000)};`, 1],
  ])("%s of a megabyte", (_what, source, mistakes) => {
    expect(parseText(source).messages).toHaveLength(mistakes);
  });
});
