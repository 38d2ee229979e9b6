import { describe, expect, it } from "vitest";
import { expand } from "./helper.ts";

const holds = (expression: string, before = ""): boolean =>
  expand(`${before}#if ${expression}\nyes\n#else\nno\n#endif\n`) === "yes";

describe("#if expressions", () => {
  it.each([
    ["1", true],
    ["0", false],
    ["undefined_name", false],
    ["1 + 2 * 3 == 7", true],
    ["(1 + 2) * 3 == 9", true],
    ["10 - 4 - 3 == 3", true],
    ["1 << 4 >> 2 == 4", true],
    ["-7 / 2 == -3 && -7 % 2 == -1", true],
    ["!0 && ~0 == -1 && - -1 == 1 && +1 == 1", true],
    ["1 ? 2 : 3", true],
    ["0 ? 1 : 0 ? 1 : 0", false],
    ["0x10 == 16 && 010 == 8 && 0b11 == 3 && 5UL == 5", true],
    ["-1 > 0u", true],
    ["-1 > 0", false],
    ["0xffffffffffffffff == -1", true],
    ["9223372036854775807 + 1 < 0", true],
    ["18446744073709551615 > 0", true],
    ["0 && 1 / 0", false],
    ["1 || 1 / 0", true],
    ["1 ? 1 : 1 / 0", true],
    ["1 | 2 ^ 3 & 4", true],
    ["2 < 3 == 1", true],
    ["1 << 64", false],
    ["-1 >> 200 == -1", true],
    ["defined N || defined(N)", false],
  ])("%s is %s", (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it("expands macros, and `defined` does not expand its operand", () => {
    expect(holds("V(2) == 3 && defined V && defined ( E )", "#define V(x) x + 1\n#define E\n")).toBe(true);
    expect(holds("HAS", "#define V 1\n#define HAS defined(V) && defined V\n")).toBe(true);
    expect(holds("V", "#define V V\n")).toBe(false);
  });
});

describe("groups", () => {
  it.each([
    ["#if 0\na\n#elif 1\nb\n#elif 1\nc\n#else\nd\n#endif", "b"],
    ["#if 0\na\n#elif 0\nb\n#else\nd\n#endif", "d"],
    ["#if 1\na\n#elif 1/0\nb\n#endif", "a"],
    ["#ifdef A\na\n#endif\n#ifndef A\nb\n#endif", "b"],
    ["#define A\n#if 0\n#elifdef A\na\n#endif\n#if 0\n#elifndef A\nb\n#endif", "a"],
    ["#if 0\n#if 1\na\n#else\nb\n#endif\n#else\nc\n#endif", "c"],
    ["#if 0\n#error no\n#nonsense\n#include <nowhere>\n'\"\n#endif\nx", "x"],
    ["#if 0\n/*\n#endif\n*/\na\n#endif\nb", "b"],
    ['#if 0\n"/*"\n#endif\nb', "b"],
    ["#if 0\na # endif\n#endif\nb", "b"],
    ["#if 1 /* over\nlines */ && 0\na\n#endif\nb", "b"],
    ["#if 1 \\\n && 0\na\n#endif\nb", "b"],
    ["  #  if  1\na\n#\tendif // x\n#\nb", "a b"],
  ])("%j", (source, expected) => {
    expect(expand(source)).toBe(expected);
  });
});
