import { describe, expect, it } from "vitest";
import { type Files, type Outcome, run, runText } from "./helper.ts";

/** Where the `nth` occurrence of a word of the translation unit comes from: "file:line:column-endLine:endColumn". */
const where = ({ result }: Outcome, word: string, nth = 1): string => {
  let start = -1;
  for (let count = 0; count < nth; count += 1) start = result.text.indexOf(word, start + 1);
  expect(start).toBeGreaterThanOrEqual(0);
  const { file, line, column, endLine, endColumn } = result.sourceMap.resolve({
    start,
    end: start + word.length,
  });
  return `${file}:${line}:${column}-${endLine}:${endColumn}`;
};

const flatLine = ({ result }: Outcome, word: string): number | undefined =>
  result.sourceMap.flatLine(result.text.indexOf(word));

describe("resolve", () => {
  it.each([
    ["one\n  two", "two", "main.p4:2:3-2:6"],
    ["one\r\n\ttwo\r\n", "two", "main.p4:2:2-2:5"],
    ["a \\\n b two", "two", "main.p4:2:4-2:7"],
    ["tw\\\no x", "two", "main.p4:1:1-2:2"],
    ["a \\\r\n b\r\n two", "two", "main.p4:3:2-3:5"],
    ["#define W 8\nbit< W > a", "8", "main.p4:2:6-2:7"],
    ["#define F(x) f(x)\n  F( 1\n).", "f(1)", "main.p4:2:3-3:2"],
    ["#define F(x) x\nF(1) two", "two", "main.p4:2:6-2:9"],
    ["#if 0\n\n#endif\n two", "two", "main.p4:4:2-4:5"],
    ["\ufefftwo", "two", "main.p4:1:1-1:4"],
    ["/* é€😀 */ two", "two", "main.p4:1:12-1:15"],
    ["/*\n*/ two", "two", "main.p4:2:4-2:7"],
    ['#line 70 "g.p4"\n\n two', "two", "g.p4:71:2-71:5"],
    ['# 5 "a b.p4" 1 3\ntwo', "two", "a b.p4:5:1-5:4"],
    ["#line 9\ntwo", "two", "main.p4:9:1-9:4"],
    ['# 5 "c:\\\\x\\"y"\ntwo', "two", 'c:\\x"y:5:1-5:4'],
  ])("%j", (source, word, expected) => {
    expect(where(runText(source), word)).toBe(expected);
  });

  it("counts columns in decoded text, also around bytes that are no UTF-8", () => {
    expect(where(runText(Buffer.from("/* \xe9 */ two", "latin1")), "two")).toBe("main.p4:1:9-1:12");
  });

  it("gives the line's text without its line end", () => {
    const { result } = runText("one\r\n  two three\r\n");
    const start = result.text.indexOf("two");
    expect(result.sourceMap.resolve({ start, end: start + 3 }).text).toBe("  two three");
  });

  it("covers spans over several lines, and cuts those that end in another file", () => {
    const outcome = run({ user: { "main.p4": 'one\n#include "a"\nthree\n', a: "two\n" } });
    const { text, sourceMap } = outcome.result;
    const all = sourceMap.resolve({ start: 0, end: text.indexOf("three") + 5 });
    expect(all).toMatchObject({ file: "main.p4", line: 1, column: 1, endLine: 3, endColumn: 6 });
    const cut = sourceMap.resolve({ start: 0, end: text.indexOf("two") + 3 });
    expect(cut).toMatchObject({ file: "main.p4", line: 1, column: 1, endLine: 1, endColumn: 4 });
  });

  it.each([
    [0, 0],
    [3, 3],
    [100, 100],
    [-5, 2],
    [Number.NaN, Number.NaN],
  ])("answers for any span: %d to %d", (start, end) => {
    expect(runText("abc").result.sourceMap.resolve({ start, end }).file).toBe("main.p4");
    expect(runText("").result.sourceMap.resolve({ start, end })).toEqual({
      ...{ file: "main.p4", line: 1, column: 1, endLine: 1, endColumn: 1, text: "" },
    });
  });

  it("points at the end of the file", () => {
    const { result } = runText("abc\n  def");
    const end = result.text.trimEnd().length;
    expect(result.sourceMap.resolve({ start: end, end })).toMatchObject({ line: 2, column: 6 });
  });
});

describe("files", () => {
  const files: Files = {
    main: "d/main.p4",
    user: {
      "d/main.p4": 'm1\n#include "a.p4"\nm3\n#include <core.p4>\nm5\n#include "a.p4" // again\nm7',
      "d/a.p4": '#line 40 "a.in"\na2\n#include <b.p4>\na4',
      "inc/b.p4": "b1\nb2\n",
    },
    system: { "core.p4": "\n c2\n" },
    includeDirs: ["inc"],
  };
  const outcome = run(files);

  it.each([
    ["m1", "d/main.p4:1:1-1:3"],
    ["a2", "a.in:40:1-40:3"],
    ["b2", "inc/b.p4:2:1-2:3"],
    ["a4", "a.in:42:1-42:3"],
    ["m3", "d/main.p4:3:1-3:3"],
    ["c2", "<core.p4>:2:2-2:4"],
    ["m5", "d/main.p4:5:1-5:3"],
    ["again", "d/main.p4:6:20-6:25"],
    ["m7", "d/main.p4:7:1-7:3"],
  ])("%s is at %s", (word, expected) => {
    expect(where(outcome, word)).toBe(expected);
  });

  it("counts lines of the flattened source, none in system includes", () => {
    const lines = outcome.flattened.split("\n");
    for (const word of ["m1", "a2", "b1", "b2", "a4", "m3", "m5", "again", "m7"]) {
      const line = flatLine(outcome, word);
      expect(line).toBeDefined();
      expect(lines[(line ?? 0) - 1]).toContain(word);
    }
    expect(flatLine(outcome, "c2")).toBeUndefined();
  });

  it("counts -D lines in the flattened source", () => {
    expect(flatLine(run({ ...files, defines: ["A", "B"] }), "m1")).toBe(3);
    expect(where(run({ ...files, defines: ["A", "B"] }), "m1")).toBe("d/main.p4:1:1-1:3");
  });

  it("gives an expansion the line of its macro's use", () => {
    const flat = runText("#define F(x) x use\n\nF(\n1\n) after");
    expect(flatLine(flat, "use")).toBe(3);
    expect(flatLine(flat, "after")).toBe(5);
  });
});
