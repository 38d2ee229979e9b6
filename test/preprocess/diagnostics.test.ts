import { describe, expect, it } from "vitest";
import { preprocess as entries } from "../../src/diagnostics/catalogue/preprocess.ts";
import { type Files, type Finding, run, runText } from "./helper.ts";

const place = ({ at }: Finding): string =>
  at === undefined ? "" : `${at.file}:${at.line}:${at.column}-${at.endColumn}`;

/** code, source, place of the first finding, part of its message */
const cases: readonly (readonly [keyof typeof entries, string | Buffer, string, string])[] = [
  ["P0101", 'x\n  #include "nowhere.p4"\n', "main.p4:2:12-24", "'nowhere.p4' is not found"],
  ["P0101", "#include <nowhere.p4>\n", "main.p4:1:10-22", "'nowhere.p4' is not found"],
  ["P0102", "#include\n", "main.p4:1:1-9", 'needs "FILE" or <FILE>'],
  ["P0102", "#include core.p4\n", "main.p4:1:10-17", 'needs "FILE" or <FILE>'],
  ["P0102", '#include "core.p4\n', "main.p4:1:10-18", 'needs "FILE" or <FILE>'],
  ["P0102", "#include <core.p4> x\n", "main.p4:1:20-21", "behind the name"],
  ["P0103", '#include "main.p4"\n', "main.p4:1:10-19", "nest more than 200 deep"],
  ["P0105", "#include_next <core.p4>\n", "main.p4:1:1-24", "#include_next is not supported"],
  ["P0105", "#import <core.p4>\n", "main.p4:1:1-18", "#import is not supported"],
  ["P0106", "\n#if 1\nx\n", "main.p4:2:1-6", "#if without #endif"],
  ["P0106", "#ifdef A\n#else\n", "main.p4:1:1-9", "#ifdef without #endif"],
  ["P0107", "x\n#endif\n", "main.p4:2:1-7", "#endif without #if"],
  ["P0107", "#else\n", "main.p4:1:1-6", "#else without #if"],
  ["P0107", "#elif 1\n", "main.p4:1:1-6", "#elif without #if"],
  ["P0108", "#if 1\n#else\n#else\n#endif\n", "main.p4:3:1-6", "#else after #else"],
  ["P0108", "#if 0\n#else\n#elif 1\n#endif\n", "main.p4:3:1-6", "#elif after #else"],
  ["P0109", "#if\n#endif\n", "main.p4:1:1-4", "without an expression"],
  ["P0109", "#if 1 +\n#endif\n", "main.p4:1:1-8", "a value expected before the line's end"],
  ["P0109", "#if 1 2\n#endif\n", "main.p4:1:7-8", "an operator expected before '2'"],
  ["P0109", "#if (1\n#endif\n", "main.p4:1:1-7", "')' expected"],
  ["P0109", "#if 1 ? 2\n#endif\n", "main.p4:1:1-10", "':' expected"],
  ["P0109", "#if 1 / 0\n#endif\n", "main.p4:1:7-8", "division by zero"],
  ["P0109", "#if 1 % (2 - 2)\n#endif\n", "main.p4:1:7-8", "division by zero"],
  ["P0109", "#if 8w5\n#endif\n", "main.p4:1:5-8", "not an integer"],
  ["P0109", "#if 089\n#endif\n", "main.p4:1:5-8", "not an integer"],
  ["P0109", "#if 99999999999999999999\n#endif\n", "main.p4:1:5-25", "not an integer"],
  ["P0109", '#if "a"\n#endif\n', "main.p4:1:5-8", "a value expected"],
  ["P0109", "#if F(1)\n#endif\n", "main.p4:1:5-6", "not defined as a macro with arguments"],
  ["P0109", "#if defined\n#endif\n", "main.p4:1:5-12", "'defined' needs a macro's name"],
  ["P0109", "#if defined(1)\n#endif\n", "main.p4:1:5-12", "'defined' needs a macro's name"],
  ["P0109", "#if __has_include(<a>)\n#endif\n", "main.p4:1:5-18", "not supported"],
  ["P0109", "#ifdef\n#endif\n", "main.p4:1:1-7", "needs a macro's name"],
  ["P0109", "#ifndef 1\n#endif\n", "main.p4:1:9-10", "needs a macro's name"],
  ["P0109", `#if ${"(".repeat(5000)}1\n#endif\n`, "main.p4:1:206-207", "nests more than 200 deep"],
  ["P0109", `#if ${"!".repeat(5000)}1\n#endif\n`, "main.p4:1:206-207", "nests more than 200 deep"],
  ["P0111", "x /* a\n b", "main.p4:1:3-5", "comment is never closed"],
  ["P0111", "#define A /* a\n b", "main.p4:1:11-13", "comment is never closed"],
  ["P0111", "#if 0\n /* a\n#endif\n", "main.p4:2:2-4", "comment is never closed"],
  ["P0112", '\n @name("x)\n', "main.p4:2:8-11", "string is never closed"],
  ["P0113", "#define\n", "main.p4:1:1-8", "without a macro's name"],
  ["P0113", "#define 1\n", "main.p4:1:9-10", "must be an identifier"],
  ["P0113", "#define defined\n", "main.p4:1:9-16", "cannot be defined"],
  ["P0113", "#define __LINE__ 1\n", "main.p4:1:9-17", "predefined"],
  ["P0113", "#define F(a, a)\n", "main.p4:1:14-15", "is there twice"],
  ["P0113", "#define F(a b)\n", "main.p4:1:13-14", "',' or ')' expected"],
  ["P0113", "#define F(a,)\n", "main.p4:1:13-14", "must be a name"],
  ["P0113", "#define F(..., a)\n", "main.p4:1:14-15", "must be the last parameter"],
  ["P0113", "#define F(a\n", "main.p4:1:1-12", "',' or ')' expected"],
  ["P0113", "#define F(a) #b\n", "main.p4:1:14-15", "not followed by one of the macro's parameters"],
  ["P0113", "#define F(a) ## a\n", "main.p4:1:14-16", "either end"],
  ["P0113", "#define A a ##\n", "main.p4:1:13-15", "either end"],
  ["P0113", "#define F(a) __VA_ARGS__\n", "main.p4:1:14-25", "last parameter is '...'"],
  ["P0113", "#define F(...) __VA_OPT__(a)\n", "main.p4:1:16-26", "'__VA_OPT__' is not supported"],
  ["P0113", "#define A+1\n", "main.p4:1:10-11", "a blank must come between"],
  ["P0113", '#define A "x\n', "main.p4:1:11-13", "must end on its line"],
  ["P0113", "#undef\n", "main.p4:1:1-7", "needs a macro's name"],
  ["P0113", "#undef __FILE__\n", "main.p4:1:8-16", "predefined"],
  ["P0114", "#define A 1\n#define A 2\n", "main.p4:2:9-10", "'A' is redefined"],
  ["P0115", "#define F(a, b) a\n F(1)\n", "main.p4:2:2-6", "takes 2 arguments, but is given 1"],
  ["P0115", "#define F() a\nF(1, 2)\n", "main.p4:2:1-8", "takes 0 arguments, but is given 2"],
  ["P0115", "#define F(a, b, ...) a\nF()\n", "main.p4:2:1-4", "takes at least 2 arguments, but is given 0"],
  ["P0116", "#define F(a) a\nx F(1,\n", "main.p4:2:3-1", "has no closing ')'"],
  ["P0116", "#define F(a) a\n#if F(1\n#endif\n", "main.p4:2:1-8", "has no closing ')'"],
  ["P0117", "#define F(a) a ## +\nF(x)\n", "main.p4:2:1-5", "'x' and '+' put together are not one token"],
  ["P0118", "\n#error  not  'this  // c\n", "main.p4:2:1-19", "#error not 'this"],
  ["P0119", '#warning "w"\n', "main.p4:1:1-13", '#warning "w"'],
  ["P0120", "#defin A\n", "main.p4:1:1-9", "#defin is no directive"],
  ["P0120", "# !\n", "main.p4:1:1-4", "'#' followed by '!' is no directive"],
  ["P0121", "#line\n", "main.p4:1:1-6", "needs a line number"],
  ["P0121", "#line x\n", "main.p4:1:7-8", "needs a line number"],
  ["P0121", "#line 0x10\n", "main.p4:1:7-11", "needs a line number"],
  ["P0121", "#line 3000000000\n", "main.p4:1:7-17", "needs a line number"],
  ["P0121", "#line 3 x\n", "main.p4:1:9-10", "in double quotes"],
  ["P0121", '#line 3 "x" 1\n', "main.p4:1:13-14", "text behind"],
  ["P0121", '# 3 "x" 7\n', "main.p4:1:9-10", "text behind"],
  ["P0122", bomb(), "main.p4:32:1-4", "too much text"],
  [
    "P0123",
    `#define F(x) x\n${"F(".repeat(300)}1${")".repeat(300)}\n`,
    "main.p4:2:1-902",
    "nest more than 200 deep",
  ],
  ["P0124", Buffer.from("x\0"), "main.p4:1:1-1", "holds NUL bytes"],
  ["P0124", Buffer.from("\ufeffx", "utf16le"), "main.p4:1:1-1", "is UTF-16"],
  ["P0125", Buffer.from('x "\xe9"', "latin1"), "main.p4:1:3-6", "not valid UTF-8"],
  ["P0126", "", "main.p4:1:1-1", "main.p4 is empty"],
  ["P0127", "#if 1\n#endif NAME\n", "main.p4:2:8-12", "behind #endif is ignored"],
  ["P0127", "#ifdef A B\n#endif\n", "main.p4:1:10-11", "behind #ifdef is ignored"],
];

function bomb(): string {
  const doubling = Array.from({ length: 30 }, (_, index) => `#define A${index + 1} A${index} A${index}\n`);
  return `#define A0 x\n${doubling.join("")}A30\n`;
}

describe("findings", () => {
  it.each(cases.map((row) => ({ row, code: row[0], start: row[1].toString("latin1").slice(0, 40) })))(
    "$code $start",
    ({ row: [code, source, at, message] }) => {
      const { findings } = runText(source, { system: { "core.p4": "" } });
      const [first] = findings;
      expect(findings.map((finding) => finding.code)).toEqual([code]);
      expect(first?.message).toContain(message);
      expect(first === undefined ? "" : place(first)).toBe(at);
    },
  );

  it.each(["A=x\ny", "1", "", "A B=1", "A=x\\", "=1", "F(=1", "A=\0"])("P0128 for -D %j", (define) => {
    expect(runText("x", { defines: [define] }).codes).toEqual(["P0128"]);
  });

  it("names the -D in which something is wrong", () => {
    const { findings } = runText("x", { defines: ["A=/*"] });
    expect(findings.map(place)).toEqual(["<command line>:1:11-13"]);
  });

  it("has a test for each code", () => {
    const tested = new Set([...cases.map(([code]) => code), "P0128"]);
    expect(Object.keys(entries).filter((code) => !tested.has(code))).toEqual([]);
  });

  it("goes on after an error", () => {
    expect(runText('#include "a"\n#foo\n#else\nx').codes).toEqual(["P0101", "P0120", "P0107"]);
  });
});

describe("missing includes", () => {
  const missing = (main: string, more: Partial<Files> = {}): Finding | undefined =>
    run({ main: "d/main.p4", ...more, user: { ...more.user, "d/main.p4": main } }).findings[0];

  it("tells where it looked", () => {
    expect(missing('#include "x.p4"', { includeDirs: ["i", "j/"] })?.notes).toEqual([
      "looked for d/x.p4",
      "looked for i/x.p4",
      "looked for j/x.p4",
      "looked for the system includes",
    ]);
    expect(missing("#include </x.p4>")?.notes).toEqual([
      "looked for /x.p4",
      "looked for the system includes",
    ]);
  });

  it.each([
    ["#include <x.p4>", '"x.p4"'],
    ['#include "x"', '"x.p4"'],
    ['#include "X.p4"', '"x.p4"'],
    ['#include "y/x.p4"', '"x.p4"'],
    ["#include <cor.p4>", "<core.p4>"],
    ["#include <Core.p4>", "<core.p4>"],
    ["#include <flow-dissector-model.p4>", "<flow_dissector_model.p4>"],
  ])("%s: did you mean %s", (main, suggestion) => {
    const finding = missing(main, {
      user: { "d/x.p4": "" },
      system: { "core.p4": "", "flow_dissector_model.p4": "" },
    });
    expect(finding?.help).toBe(`did you mean #include ${suggestion}?`);
  });
});

describe("includes without end", () => {
  it("names the files of a cycle", () => {
    const { findings } = run({
      user: { "main.p4": '#include "a"\n', a: '#include "b"\n', b: '#include "a"\n' },
    });
    expect(findings.map(({ code }) => code)).toEqual(["P0103"]);
    expect(findings[0]?.notes).toEqual(["a includes b includes a"]);
  });

  it("stops a fan of includes", () => {
    const user: Record<string, string> = { "main.p4": '#include "a0"\n', a40: "x\n" };
    for (let index = 0; index < 40; index += 1)
      user[`a${index}`] = `#include "a${index + 1}"\n#include "a${index + 1}"\n`;
    expect(run({ user }).codes).toEqual(["P0103"]);
  });

  it("allows a cycle with a guard", () => {
    const user = {
      "main.p4": '#pragma once\n#include "a"\nx',
      a: '#ifndef A\n#define A\n#include "main.p4"\n#include "a"\n#endif\n',
    };
    expect(run({ user }).codes).toEqual([]);
  });
});

describe("a macro's use over the edge of a file", () => {
  it.each<[string, Record<string, string>]>([
    ["name at the end of an included file", { "main.p4": '#define F(x) x\n#include "a"\n(1)\n', a: "F" }],
    ["arguments in an included file", { "main.p4": '#define F(x) x\nF\n#include "a"\n', a: "(1)\n" }],
    [
      "arguments that go on in an included file",
      { "main.p4": '#define F(x) x\nF(\n#include "a"\n', a: "1)\n" },
    ],
    ["over an empty file", { "main.p4": '#define F(x) x\nF\n#include "a"\n(1)\n', a: "\n" }],
  ])("%s", (_, user) => {
    expect(run({ user }).codes).toEqual(["P0116"]);
  });

  it("is none where the name stands for itself", () => {
    const user = { "main.p4": '#define F(x) x\nF\n#include "a"\n(1)\n', a: "2\nF\n#define G\n" };
    expect(run({ user }).codes).toEqual([]);
  });
});
