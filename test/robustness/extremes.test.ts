/** Programs of extreme size or depth, at moderate sizes: each ends in a clear message, or is taken, in bounded time. */
import { describe, expect, test } from "vitest";
import { analyzeText, codes, findings, inStart } from "../analyze/front-end.ts";

const DEPTH = 10_000;
const LONG = 100_000;
const nested = (open: string, inner: string, close: string): string =>
  open.repeat(DEPTH) + inner + close.repeat(DEPTH);

/** No message is longer than a screen, whatever the program holds. */
const bounded = (text: string): string => {
  const outcome = analyzeText(text);
  const shown = findings(outcome);
  for (const { message, help, notes } of outcome.sink.all)
    for (const part of [message, help ?? "", ...notes.map((note) => note.message)])
      expect(part.length).toBeLessThan(1000);
  return shown;
};

test("many misspelt names are found in time that grows with their number alone", () => {
  const count = 20_000;
  const names = Array.from(
    { length: count },
    (_, index) => `const bit<8> some_longer_name${index} = some_longer_nome${index};`,
  );
  const states = Array.from({ length: count }, (_, index) => `state s${index} { transition t${index}; }`);
  const parser = `parser P() { state start { transition s0; }\n${states.join("\n")} }`;
  const { sink } = analyzeText(`${names.join("\n")}\n${parser}`, { requireParser: false });
  expect(sink.errorCount).toBe(2 * count);
  expect(sink.all[9]?.help).toMatch(/did you mean/);
});

describe("nested deep", () => {
  test.each([
    ["parentheses", inStart(`meta.x = ${nested("(", "1", ")")};`)],
    ["blocks", inStart(nested("{", "", "}"))],
    ["conditions", inStart(`${"if (true) ".repeat(DEPTH)}{}`)],
    ["else branches", inStart(`${"if (meta.flag) {} else ".repeat(DEPTH)}{}`)],
    ["unary operators", inStart(`meta.x = ${"~".repeat(DEPTH)}1;`)],
    ["conditional operators", inStart(`meta.x = ${"true ? 1 : ".repeat(DEPTH)}1;`)],
    ["indices", inStart(`meta.x = ${nested("meta[", "0", "]")};`)],
    ["member chains", inStart(`meta${".x".repeat(DEPTH)} = 1;`)],
    ["type arguments", inStart("", `struct s { ${nested("tuple<", "bit<8>", ">")} x; }`)],
    ["lists", inStart("", `const bit<8> x = ${nested("{", "1", "}")};`)],
  ])("%s", (_, text) => {
    expect(bounded(text)).toMatch(/nested (too deep|more than \d+ levels deep)/);
  });

  test("a chain of operators is no nesting", () => {
    const text = inStart("", `const bit<32> x = 1${" + 1".repeat(DEPTH)};`);
    expect(codes(analyzeText(text))).toEqual([]);
  });

  test.each([
    ["#if", `#if ${nested("(", "1", ")")}\n#endif`, /nests more than 200 deep/],
    [
      "macros",
      `#define a0 x\n${Array.from({ length: 40 }, (_, i) => `#define a${i + 1} a${i} a${i}\n`).join("")}a40`,
      /too much text/,
    ],
  ])("%s", (_, text, message) => {
    expect(bounded(text)).toMatch(message);
  });
});

describe("long", () => {
  const name = "n".repeat(LONG);
  test.each([
    ["an unknown name", inStart(`${name} = 1;`)],
    ["a name twice", inStart("", `const bit<8> ${name} = 1;\nconst bit<8> ${name} = 1;`)],
    ["an unknown field", inStart(`meta.${name} = 1;`)],
    ["an unknown state", inStart("", "", `transition ${name};`)],
    ["a string", inStart("", `const bit<8> x = "${name}";`)],
    ["an open comment", `${inStart("")}/* ${name}`],
    ["an open string", `${inStart("")}" ${name}`],
    ["a number", inStart("", `const int x = ${"9".repeat(LONG)};`)],
    ["a width", inStart("", `const bit<${"9".repeat(1000)}> x = 1;`)],
    ["a directive", `#${name}\n`],
  ])("%s", (_, text) => {
    expect(bounded(text).length).toBeLessThan(4000);
    expect(bounded(text)).toMatch(/error/);
  });

  test("many lines", () => {
    expect(bounded(`${"// line\n".repeat(LONG)}${inStart("oops = 1;")}`)).toMatch(
      /test\.p4:1000\d\d:\d+: error/,
    );
  });

  test("many errors", () => {
    const fields = Array.from({ length: 5000 }, (_, index) => `meta.y${index} = 1;`).join("\n");
    expect(codes(analyzeText(inStart(fields)))).toHaveLength(5000);
  });

  test("many syntax errors end the parse", () => {
    expect(codes(analyzeText("@\n".repeat(LONG))).length).toBeLessThan(200);
  });
});

describe("numbers out of range", () => {
  test.each([
    ["bit<2147483648> x;", /from 1 to 2048 bits, but this is 2147483648/],
    ["bit<8> x = 1 / 0;", /division by zero/],
    ["bit<8> x = 1 % 0;", /division by zero/],
    ["bit<8> x = (bit<8>)(1 << 1000000000000);", /more than 65536 bits/],
    ["one_t[2147483648] x;", /from 1 to 4096, but this is 2147483648/],
  ])("%s", (statement, message) => {
    expect(bounded(inStart(statement))).toMatch(message);
  });
});
