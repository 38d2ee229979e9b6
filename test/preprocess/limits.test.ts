import { describe, expect, it } from "vitest";
import { runText, squeeze } from "./helper.ts";

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

describe("large and deep programs", () => {
  it.each([
    ["a chain of macros", `${times(50_000, (i) => `#define A${i + 1} A${i}\n`)}A50000\n`, "A0"],
    ["nested conditionals", `${"#if 1\n".repeat(50_000)}x\n${"#endif\n".repeat(50_000)}`, "x"],
    [
      "nested conditionals left out",
      `#if 0\n${"#if 1\n".repeat(50_000)}x\n${"#endif\n".repeat(50_000)}#endif\ny`,
      "y",
    ],
    ["many groups", `#if 0\n${"#elif 0\n".repeat(50_000)}#else\nx\n#endif\n`, "x"],
    ["a long expression", `#if 0${" + 1".repeat(50_000)} == 50000\nx\n#endif\n`, "x"],
    ["many arguments", `#define F(a, ...) a\nF(x${",y".repeat(50_000)})\n`, "x"],
    ["nested uses", `#define F(x) x\n${"F(".repeat(150)}x${")".repeat(150)}\n`, "x"],
    ["many lines of one statement", `x ${"\\\n".repeat(50_000)}\n`, "x"],
    ["brackets in arguments", `#define F(x) y\nF(${"(".repeat(50_000)}${")".repeat(50_000)})\n`, "y"],
  ])("%s", (_, source, expected) => {
    const { result, codes } = runText(source);
    expect(codes).toEqual([]);
    expect(squeeze(result.text)).toBe(expected);
  });

  it.each([
    ["doubling by objects", (i: number) => `#define A${i + 1} A${i} A${i}\n`, "A60"],
    ["doubling by arguments", (i: number) => `#define A${i + 1}(x) A${i}(x x)\n`, "A60(y)"],
    ["doubling by pasting", (i: number) => `#define A${i + 1}(x) A${i}(x##x)\n`, "A60(y)"],
    ["doubling by strings", (i: number) => `#define A${i + 1}(x) A${i}(#x #x)\n`, "A60(y)"],
    [
      "doubling on each of many lines",
      (i: number) => `#define A${i + 1} A${i % 17} A${i % 17}\n`,
      "A17\n".repeat(2000),
    ],
  ])("stops %s", (_, line, use) => {
    const base = line(0).includes("(x)") ? "#define A0(x) x\n" : "#define A0 x\n";
    const { codes } = runText(`${base}${times(60, line)}${use}\n`);
    expect(codes.filter((code) => code !== "P0117")).toEqual(["P0122"]);
  });
});
