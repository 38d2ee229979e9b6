import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vocabulary } from "../../grammar/lexer/index.ts";
import { parseText } from "./parsed.ts";
import { everything, programs } from "./programs.ts";

/** Whatever the text: no exception, every message has a place in it, and no two stand at the same place. */
const survives = (text: string): void => {
  const { messages } = parseText(text);
  const places = messages.map((message) => message.split(" ", 1)[0]);
  expect(places).not.toContain("?");
  expect(new Set(places).size).toBe(places.length);
};

const words = vocabulary.flatMap(({ PATTERN }) => (typeof PATTERN === "string" ? [PATTERN] : []));
const token = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  {
    weight: 3,
    arbitrary: fc.constantFrom("a", "b", "T", "S", "start", "1", "8w3", "0x", '"s"', "// c\n", "\n"),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
);
const source = fc.constantFrom(everything, ...programs.map(([, text]) => text));
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const at = (text: string, part: number): number => Math.floor(text.length * part);

describe("the parser survives", () => {
  it("random characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), survives), { numRuns: 300 });
  });

  it("random tokens", () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => survives(tokens.join(" "))),
      { numRuns: 1500 },
    );
  });

  it("random tokens in a state, a control and a table", () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), fc.constantFrom(0, 1, 2), (tokens, place) => {
        const inner = tokens.join(" ");
        if (place === 0)
          survives(`struct T {} parser p(packet_in b) { state start { ${inner} } state next { } }`);
        else if (place === 1) survives(`struct T {} control c() { apply { ${inner} } }`);
        else survives(`control c() { table t { key = { a: exact; } ${inner} } apply { } } struct S { }`);
      }),
      { numRuns: 1500 },
    );
  });

  it("truncated programs", () => {
    fc.assert(
      fc.property(source, fraction, (text, end) => survives(text.slice(0, at(text, end)))),
      { numRuns: 200 },
    );
  });

  it("programs with a piece removed, doubled or replaced", () => {
    fc.assert(
      fc.property(
        source,
        fraction,
        fc.nat(30),
        fc.array(token, { maxLength: 3 }),
        (text, start, length, tokens) => {
          const from = at(text, start);
          survives(`${text.slice(0, from)} ${tokens.join(" ")} ${text.slice(from + length)}`);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("a program with any one token removed: no avalanche of messages", () => {
    const pieces = everything.split(/(\s+|[(){};,<>=])/);
    const counts = pieces.flatMap((piece, index) =>
      piece.trim() === "" ? [] : [parseText(pieces.toSpliced(index, 1).join("")).messages.length],
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(6);
    expect(counts.filter((count) => count > 2).length / counts.length).toBeLessThan(0.03);
  });
});
