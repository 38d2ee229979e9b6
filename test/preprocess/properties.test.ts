import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPreprocessed } from "../../grammar/index.ts";
import { type Files, type Outcome, run, runFlattened, squeeze } from "./helper.ts";

const word = fc.constantFrom(
  "alpha",
  "beta",
  "gamma",
  "A",
  "F",
  "G",
  "__LINE__",
  "__FILE__",
  "1",
  "8w3",
  '"s A"',
);
const symbol = fc.constantFrom(
  "+",
  "-",
  "&",
  "<",
  ">",
  "(",
  ")",
  ",",
  ";",
  "//",
  "/* A */",
  "/* \n */",
  "\\",
  "é€",
  "\ufeff",
);
const lineOf = fc
  .array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: symbol }), { maxLength: 5 })
  .chain((parts) => fc.constantFrom("", " ").map((blank) => parts.join(blank === "" ? " " : "\t ")));
const call = fc
  .tuple(lineOf, fc.constantFrom("F(1)", "F (A, 2)", "G(F(A))", "F\n(\n3)", "F"))
  .map((both) => both.join(" "));
const define = fc.constantFrom(
  "#define A alpha",
  "#define A",
  "#define F(...) f(__VA_ARGS__ A)",
  "#define G(x) x #x x##1",
  "#undef A",
  "#undef F",
  '#line 7 "g.p4"',
  "# 3",
  "#pragma x",
  "# define A \\\n  1 /* c\n d */",
);
const include = fc.constantFrom(
  ...[
    '#include "a"',
    "#include <b>",
    '#include "d/c"',
    "#include <core.p4>",
    ' # include "a" // c',
    '/* A */ #include "d/c" /* \n */',
  ],
  ...['#define H "a"\n#include H', '#inc\\\nlude "d/c"\\\n', "#pragma once"],
);
const conditional = fc
  .tuple(
    fc.constantFrom("#if 0", "#ifdef A", "#ifndef F", "#if A + 1", "#if defined(F) || 1 > 2"),
    fc.array(fc.oneof(lineOf, include, define), { maxLength: 3 }),
    lineOf,
  )
  .map(([test, inner, other]) => [test, ...inner, "#else", other, "#endif /* c */"].join("\n"));
const item = fc.oneof(
  { weight: 4, arbitrary: lineOf },
  { weight: 2, arbitrary: call },
  { weight: 2, arbitrary: include },
  { weight: 2, arbitrary: define },
  { weight: 1, arbitrary: conditional },
);
const file = fc
  .tuple(
    fc.array(item, { maxLength: 6 }),
    fc.constantFrom("\n", "\r\n"),
    fc.constantFrom("", "\n", "\\", "\\\n", " // x \\"),
    fc.constantFrom("", "\ufeff"),
  )
  .map(([items, lineEnd, end, start]) => start + items.join("\n").replaceAll("\n", lineEnd) + end);
/** Files that include only files behind them, so that no include is without end. */
const files: fc.Arbitrary<Files> = fc
  .record({
    main: file,
    a: file,
    c: file,
    b: file,
    core: file,
    defines: fc.subarray(["A", "F(x)=x x", "N=2"]),
  })
  .map(({ main, a, b, c, core, defines }) => ({
    user: {
      "main.p4": main,
      a: a.replaceAll('"a"', '"d/c"'),
      "d/c": c.replace(/.*(?:include|H).*/g, "c"),
      "i/b": b.replace(/.*(?:include|H).*/g, "b"),
    },
    system: { "core.p4": core.replace(/.*(?:include|H).*/g, "core") },
    includeDirs: ["i"],
    defines,
  }));

const isGood = ({ findings }: Outcome): boolean =>
  !findings.some(({ code }) => !["P0114", "P0117", "P0126"].includes(code));

/** Comments and blanks are between tokens only; nothing else may differ. */
const tokensOf = (outcome: Outcome): string => squeeze(outcome.result.text);

describe("the flattened source", () => {
  it("is a fixed point with the same text", () => {
    let good = 0;
    fc.assert(
      fc.property(files, (input) => {
        const outcome = run(input);
        if (!isGood(outcome)) return;
        good += 1;
        const again = runFlattened(outcome, input);
        expect(again.flattened).toBe(outcome.flattened);
        expect(tokensOf(again)).toBe(tokensOf(outcome));
        expect(isGood(again)).toBe(true);
      }),
      { numRuns: 1500 },
    );
    expect(good).toBeGreaterThan(300);
  });

  it("of files without includes, defines and macros is the file", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).map((text) => text.replace(/[#"\0]|\/\*/g, "")),
        (text) => {
          const outcome = run({ user: { "main.p4": text } });
          expect(outcome.result.flattened).toEqual(Buffer.from(text));
        },
      ),
    );
  });
});

describe("any bytes", () => {
  const check = (bytes: Buffer): void => {
    const outcome = run({ user: { "main.p4": bytes, a: bytes }, system: { "core.p4": "core" } });
    const { sourceMap, text, flattened } = outcome.result;
    sourceMap.resolve({ start: 0, end: text.length });
    printPreprocessed(outcome.result);
    if (outcome.findings.length === 0 && !bytes.includes("include")) expect(flattened).toEqual(bytes);
  };

  it("end in findings, not in exceptions", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => check(Buffer.from(bytes))));
  });

  it("nor do directives cut anywhere", () => {
    const piece = fc.constantFrom(
      ...[
        "#",
        "define",
        "F",
        "(",
        ")",
        "x",
        ",",
        "...",
        "##",
        " ",
        "\n",
        "\\",
        "\\\n",
        '"',
        "/*",
        "*/",
        "//",
      ],
      ...[
        "#if ",
        "#elif",
        "#else",
        "#endif\n",
        "#include ",
        '"a"',
        "<core.p4>",
        "#line",
        "1",
        "__VA_ARGS__",
        "\r\n",
        "\xff",
        "\0",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) =>
        check(Buffer.from(pieces.join(""), "latin1")),
      ),
      { numRuns: 1000 },
    );
  });
});

describe("positions", () => {
  it("lead each word back to itself, in the file and in the flattened source", () => {
    const plain = fc.constantFrom(
      "one",
      "two",
      "three",
      "é",
      "\t",
      "\r\n",
      "\n",
      "\\\n",
      " /* c\n */ ",
      "// d\n",
      '\n#include "a"\n',
      "\n#if 0\nno\n#endif\n",
      "\n#include <core.p4>\n",
    );
    const text = fc.array(plain, { maxLength: 30 }).map((parts) => parts.join(" "));
    fc.assert(
      fc.property(text, text, (main, included) => {
        const a = included.replace(/#include.*/g, "");
        const outcome = run({ user: { "main.p4": main, a }, system: { "core.p4": "\n core\n" } });
        expect(isGood(outcome)).toBe(true);
        const flatLines = outcome.flattened.split("\n");
        const { sourceMap } = outcome.result;
        for (const match of outcome.result.text.matchAll(/one|two|three|core/g)) {
          const span = { start: match.index, end: match.index + match[0].length };
          const at = sourceMap.resolve(span);
          expect(at.text.slice(at.column - 1, at.endColumn - 1)).toBe(match[0]);
          const flat = sourceMap.flatLine(span.start);
          if (match[0] === "core") expect(flat).toBeUndefined();
          else expect(flatLines[(flat ?? 0) - 1]).toContain(match[0]);
          expect((at.file === "a" ? a : main).split("\n")[at.line - 1] ?? "").toContain(
            at.file === "<core.p4>" ? "" : at.text,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it("are the same after -E", () => {
    fc.assert(
      fc.property(files, (input) => {
        const outcome = run({ ...input, defines: [] });
        if (!isGood(outcome)) return;
        // A stray "#" or backslash might start a line or end one there; P4 has neither.
        if (/[#\\]/.test(outcome.result.text)) return;
        const again = run({ user: { "main.p4": printPreprocessed(outcome.result) } });
        expect(isGood(again)).toBe(true);
        expect(tokensOf(again)).toBe(tokensOf(outcome));
      }),
      { numRuns: 500 },
    );
  });
});
