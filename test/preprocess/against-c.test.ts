/** Macros and conditionals mean what a C compiler's preprocessor makes of them: both read the same random texts. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runText } from "./helper.ts";

const COMPILERS = ["gcc", "cc", "clang", "clang-19", "clang-14"];
const compiler = COMPILERS.find((name) => spawnSync(name, ["--version"]).status === 0);
const ARGUMENTS = ["-E", "-P", "-undef", "-nostdinc", "-x", "c", "-std=c99", "-"];

const macro = fc.constantFrom("A", "B", "C", "F", "G", "H");
const parameter = fc.constantFrom("p", "q");
const integer = fc.constantFrom("0", "1", "2", "3", "0x10", "7", "15", "010");
const other = fc.constantFrom("x", "y", "+", "-", "<", "==", ";", '"s,t"', "'a'", "/* c */", "...");
const listOf = (part: fc.Arbitrary<string>, separator: string, maxLength: number): fc.Arbitrary<string> =>
  fc.array(part, { maxLength }).map((parts) => parts.join(separator));

const argument = fc.oneof(integer, macro, other, fc.constantFrom("", "(1, 2)", "F(2)", "G(A, B)", "F"));
const call = fc
  .tuple(macro, fc.constantFrom("", " ", "\n"), listOf(argument, ", ", 3))
  .map(([name, blank, list]) => `${name}${blank}(${list})`);
const plain = fc.oneof(integer, macro, other, call);
const within = fc.oneof(
  plain,
  parameter,
  parameter.map((name) => `#${name}`),
  fc.tuple(parameter, fc.oneof(parameter, fc.constantFrom("1", "A", "x"))).map((both) => both.join(" ## ")),
);
const definition = fc.oneof(
  fc.tuple(macro, listOf(plain, " ", 4)).map(([name, body]) => `#undef ${name}\n#define ${name} ${body}`),
  fc
    .tuple(macro, fc.constantFrom("p", "p, q", "p,q"), listOf(within, " ", 5))
    .map(([name, list, body]) => `#undef ${name}\n#define ${name}(${list}) ${body}`),
  macro.map((name) => `#undef ${name}`),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small" },
    fc.oneof(
      integer,
      macro,
      macro.map((name) => `defined ${name}`),
      macro.map((name) => `defined(${name})`),
    ),
    fc
      .tuple(fc.constantFrom("!", "~", "- ", "+ "), tie("condition"))
      .map(([operator, of]) => `${operator}(${of})`),
    fc
      .tuple(
        tie("condition"),
        fc.constantFrom(..."+ - * / % << >> < > <= >= == != & | ^ && ||".split(" ")),
        tie("condition"),
      )
      .map((parts) => parts.join(" ")),
    fc
      .tuple(tie("condition"), tie("condition"), tie("condition"))
      .map(([key, yes, no]) => `(${key} ? ${yes} : ${no})`),
  ),
}));
const line = fc.tuple(fc.nat(99), listOf(plain, " ", 4)).map(([number, text]) => `line${number} ${text}`);
const group = fc
  .tuple(
    fc.oneof(
      condition.map((of) => `#if ${of}`),
      macro.map((name) => `#ifdef ${name}`),
      macro.map((name) => `# ifndef ${name}`),
    ),
    listOf(fc.oneof(line, definition), "\n", 3),
    condition,
    listOf(fc.oneof(line, definition), "\n", 2),
    line,
  )
  .map(([open, first, second, text, last]) =>
    [open, first, `#elif ${second}`, text, "#else", last, "#endif"].join("\n"),
  );
const program = fc
  .tuple(
    fc.array(definition, { minLength: 3, maxLength: 6 }),
    fc.array(fc.oneof(line, definition, group), { minLength: 4, maxLength: 10 }),
  )
  .map((parts) => `${parts.flat().join("\n")}\n`);

/** Tokens with one blank between them, without comments. */
const tokens = (text: string): string =>
  (
    text
      .replace(/\/\*.*?\*\//gs, " ")
      .match(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\w+|<<|>>|[<>=!]=|&&|\|\||\S/g) ?? []
  ).join(" ");

describe.skipIf(compiler === undefined)("beside a C compiler", () => {
  it("makes the same of macros and conditionals", () => {
    let agreed = 0;
    fc.assert(
      fc.property(program, (text) => {
        const { status, stdout } = spawnSync(compiler ?? "", ARGUMENTS, { input: text, encoding: "utf8" });
        // It refuses more: `--` in conditions, and pastes that make no token of C's.
        if (status !== 0) return;
        const { result, findings } = runText(text);
        expect(findings).toEqual([]);
        expect(tokens(result.text)).toBe(tokens(stdout));
        agreed += 1;
      }),
      { numRuns: 100 },
    );
    expect(agreed).toBeGreaterThan(10);
  });
});
