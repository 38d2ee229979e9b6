/** Programs that nest, repeat or grow without bound end in a result or in one clear finding, soon. */
import { describe, expect, it } from "vitest";
import { analyzeText, codes, inStart } from "./front-end.ts";

const many = (count: number, text: (index: number) => string, separator = "\n"): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(separator);

const declarationsOf = (text: string): readonly string[] =>
  codes(analyzeText(inStart("", text))).filter((code) => code < "P05");
const statementsOf = (text: string, declarations = ""): readonly string[] =>
  codes(analyzeText(inStart(text, declarations)));

describe("accepts", () => {
  it("10,000 constants in one sum", () => {
    expect(statementsOf(`meta.y = ${many(10_000, () => "1", " + ")};`)).toEqual([]);
  });
  it("constants made of constants, 3,000 deep", () => {
    const constants = `const int c0 = 1;\n${many(3_000, (index) => `const int c${index + 1} = c${index} + 1;`)}`;
    expect(statementsOf("meta.y = c3000;", constants)).toEqual([]);
  });
  it("an enum of 3,000 members, each made of the one before", () => {
    const members = many(3_000, (index) => `m${index} = ${index === 0 ? "0" : `m${index - 1} + 1`}`, ", ");
    expect(statementsOf("meta.y = E.m2999;", `enum bit<16> E { ${members} }`)).toEqual([]);
  });
  it("300 branches one after the other", () => {
    const branches = many(300, (index) => `if (meta.y == ${index}) { meta.x = 1; }`, " else ");
    expect(statementsOf(branches)).toEqual([]);
  });
});

describe("refuses with one finding", () => {
  it.each([
    ["a sum of 10,000 variables", `meta.y = ${many(10_000, () => "meta.y", " + ")};`, "P0416"],
    ["10,000 branches", many(10_000, (index) => `if (meta.y == ${index}) { }`, " else "), "P0416"],
    ["10,000 slices of slices", `meta.x = meta.x${"[7:0]".repeat(10_000)};`, "P0416"],
    ["10,000 complements", `meta.x = ${"~".repeat(10_000)}meta.x;`, "P0416"],
    ["10,000 conditionals", `meta.x = ${"meta.flag ? 1 : ".repeat(10_000)}meta.x;`, "P0416"],
  ])("%s", (_, statements, code) => {
    expect(statementsOf(statements)).toEqual([code]);
  });

  it.each([
    ["structs in structs", (index: number) => `struct T${index + 1} { T${index} a; }`],
    ["structs that double", (index: number) => `struct T${index + 1} { T${index} a; T${index} b; }`],
    ["tuples that double", (index: number) => `typedef tuple<T${index}, T${index}> T${index + 1};`],
    ["new types of new types", (index: number) => `type T${index} T${index + 1};`],
    ["type arguments", (index: number) => `typedef box_t<T${index}> T${index + 1};`],
    [
      "type arguments that double",
      (index: number) => `typedef two_box_t<T${index}, T${index}> T${index + 1};`,
    ],
  ])("%s", (_, declaration) => {
    const boxes = "struct box_t<T> { bit<8> a; }\nstruct two_box_t<A, B> { A a; }";
    expect(declarationsOf(`${boxes}\ntypedef bit<8> T0;\n${many(500, declaration)}`)).toEqual(["P0427"]);
  });

  it("functions that call one another too deep", () => {
    const functions = `bit<8> f0(in bit<8> a) { return a; }\n${many(
      100,
      (index) => `bit<8> f${index + 1}(in bit<8> a) { return f${index}(a); }`,
    )}`;
    expect(statementsOf("meta.x = f100(1);", functions)).toContain("P0429");
  });
});
