/** Long lines of emitted programs are broken, and say the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wrapLines } from "../../backends/p4/wrap.ts";
import { p4Targets } from "../../src/output/p4-targets.ts";
import { decisionsOf, programOf } from "../differential/seeds.ts";
import { emit, readProgram } from "./pipeline.ts";

const a = "headers.first_name_that_is_long";
const b = "headers.second_name_that_is_long";
const c = "headers.third_name_that_is_long";

describe("a line of more than 100 columns", () => {
  test.each([
    [
      "behind the weakest operator",
      `        verify(${a} == 8w1 && ${b} + 8w7 == ${c}, error.E);`,
      [`        verify(${a} == 8w1 &&`, `               ${b} + 8w7 == ${c}, error.E);`],
    ],
    [
      "behind a comma rather than within an argument",
      `        packet.extract(${a}, (bit<32>) ${b} * 32w8 + 32w100);`,
      [`        packet.extract(${a},`, `                       (bit<32>) ${b} * 32w8 + 32w100);`],
    ],
    [
      "between keys",
      `        transition select(${a}, ${b}, ${c}) {`,
      [`        transition select(${a}, ${b},`, `                          ${c}) {`],
    ],
    [
      "not below an if as its block is",
      `        if (${a} == 8w1 && ${b} == ${c}) {`,
      [`        if (${a} == 8w1 &&`, `                ${b} == ${c}) {`],
    ],
    [
      "without brackets",
      `        ${a} = ${b} + ${c} + 8w1;`,
      [`        ${a} = ${b} +`, `                ${c} + 8w1;`],
    ],
    [
      "not to the far right",
      `        ${a} = ${b} + (bit<8>) (${c} == 8w1 ? 8w2 : 8w3) * 8w10;`,
      [`        ${a} = ${b} +`, `                (bit<8>) (${c} == 8w1 ? 8w2 : 8w3) * 8w10;`],
    ],
    [
      "behind the assignment where there is nothing else",
      `        ${a} = ${"x".repeat(80)};`,
      [`        ${a} =`, `                ${"x".repeat(80)};`],
    ],
  ])("is broken %s", (_, line, expected) => {
    expect(wrapLines(`one\n${line}\nthree`).split("\n")).toEqual(["one", ...expected, "three"]);
  });

  test.each([
    ["a comment", `    // ${"word, ".repeat(30)}`],
    ["an annotation", `@pkginfo(name="${"word, ".repeat(30)}")`],
    ["one without a place to break it", `        ${"x".repeat(120)};`],
    ["a short one", `${"x, ".repeat(33)}y`],
  ])("is left alone: %s", (_, line) => {
    expect(wrapLines(line)).toBe(line);
  });
});

test("nothing but blanks changes, and lines are short where they can be", () => {
  const words = fc.constantFrom(
    "a",
    "field_of_a_header",
    "+",
    "&&",
    "(",
    ")",
    "==",
    "x,",
    "?",
    ":",
    "f(",
    ");",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 200 }), (line) => {
      const text = `    ${line.join(" ")}`;
      const wrapped = wrapLines(text);
      expect(wrapped.replace(/\s+/g, "")).toBe(text.replace(/\s+/g, ""));
      expect(wrapLines(wrapped)).toBe(wrapped);
    }),
    { numRuns: 300 },
  );
});

test("a very long chain of operators is broken in no time", () => {
  const text = `        x = f(${"value + ".repeat(20_000)}value);`;
  expect(
    Math.max(
      ...wrapLines(text)
        .split("\n")
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100);
});

test.each(p4Targets)("for %s: random programs have no long lines", (arch) => {
  let seen = 0;
  for (let seed = 9000; seed < 9020; seed++) {
    const text = emit(readProgram("random.p4", programOf(decisionsOf(seed))), arch);
    if (text === undefined) continue;
    // A constant is one word, however wide it is.
    const long = text.split("\n").filter((line) => line.length > 100 && !/^\s*(\/\/|@|\S+$)/.test(line));
    expect(long).toEqual([]);
    seen += 1;
  }
  expect(seen).toBeGreaterThan(10);
});
