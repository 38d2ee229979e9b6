import { describe, expect, it } from "vitest";
import { type Files, run, runFlattened, squeeze } from "./helper.ts";

/** Flattens, and checks on the way that flattening again changes nothing and gives the same text. */
const flatten = (files: Files): string => {
  const outcome = run(files);
  expect(outcome.findings).toEqual([]);
  const again = runFlattened(outcome, files);
  expect(again.flattened).toBe(outcome.flattened);
  expect(squeeze(again.result.text)).toBe(squeeze(outcome.result.text));
  return outcome.flattened;
};

const system = { "core.p4": "core;\n", "sub/a.p4": '#include "b.p4"\n', "sub/b.p4": "b;\n" };

describe("flattened source", () => {
  it.each([
    ["is the main file where nothing is included", { "main.p4": "a\r\n\tb // c \r\n" }, "a\r\n\tb // c \r\n"],
    ["keeps system includes", { "main.p4": "#include <core.p4>\nx\n" }, "#include <core.p4>\nx\n"],
    ["keeps quoted system includes", { "main.p4": '#include "core.p4"\n' }, '#include "core.p4"\n'],
    ["replaces the line", { "main.p4": 'x\n#include "a"\ny\n', a: "1\n2\n" }, "x\n1\n2\ny\n"],
    ["adds a missing line end", { "main.p4": 'x\n#include "a"\ny\n', a: "1" }, "x\n1\ny\n"],
    ["takes the line end there is", { "main.p4": 'x\r\n#include "a"\r\ny\r\n', a: "1" }, "x\r\n1\r\ny\r\n"],
    ["adds none at the end", { "main.p4": '#include "a"', a: "1" }, "1"],
    ["of an empty file is nothing", { "main.p4": 'x\n#include "a"\ny', a: "" }, "x\ny"],
    ["nests", { "main.p4": '#include "a"\nz\n', a: 'x\n#include "b"', b: "y" }, "x\ny\nz\n"],
    ["keeps comments", { "main.p4": '/* p */ #include "a" // s\ny\n', a: "1\n" }, "/* p */ 1\n // s\ny\n"],
    ["keeps comments behind half lines", { "main.p4": '#include "a" /* s */\n', a: "1" }, "1\n /* s */\n"],
    ["ends a continuation", { "main.p4": '#include "a"\ny\n', a: "// 1 \\" }, "// 1 \\\n\ny\n"],
    ["ends a spliced line", { "main.p4": '#include "a"\ny\n', a: "// 1 \\\n" }, "// 1 \\\n\ny\n"],
    ["reads a split directive", { "main.p4": 'x\n#incl\\\nude "a" \\\n\ny\n', a: "1\n" }, "x\n1\ny\n"],
    [
      "leaves what is not reached",
      { "main.p4": '#if 0\n#include "a"\n#endif\n' },
      '#if 0\n#include "a"\n#endif\n',
    ],
    [
      "expands #include MACRO",
      { "main.p4": '#define A "a"\n#include A\ny\n', a: "1\n" },
      '#define A "a"\n1\ny\n',
    ],
    [
      "expands guards as text",
      { "main.p4": '#include "a"\n#include "a"\n', a: "#ifndef A\n#define A\n1\n#endif\n" },
      "#ifndef A\n#define A\n1\n#endif\n#ifndef A\n#define A\n1\n#endif\n",
    ],
    [
      "takes #pragma once files once",
      { "main.p4": '#include "a"\n#include "./a"\ny\n', a: "#pragma once\n1\n", "./a": "#pragma once\n1\n" },
      "#pragma once\n1\ny\n",
    ],
    [
      "keeps byte order marks",
      { "main.p4": '\ufeffx\n#include "a"\n', a: "\ufeff1\n" },
      "\ufeffx\n\ufeff1\n",
    ],
    [
      "keeps a mark behind the name",
      { "main.p4": 'x\n#include "a"\ufeff/* é */\n', a: "1\n" },
      "x\n1\n\ufeff/* é */\n",
    ],
    ["goes on with any character", { "main.p4": '// é\n#include "a"\né', a: "1\n" }, "// é\n1\né"],
    [
      "keeps bytes that are no UTF-8",
      {
        "main.p4": Buffer.from('// \xe9\xff\n#include "a"\n/* \xe9 */ #include "a" // \xe9\n', "latin1"),
        a: "1\n",
      },
      "// \ufffd\ufffd\n1\n/* \ufffd */ 1\n // \ufffd\n",
    ],
  ])("%s", (_, user, expected) => {
    expect(flatten({ user, system })).toBe(expected);
  });

  it("is byte for byte, also around broken UTF-8", () => {
    const bytes = Buffer.from('/* \xe9\xe9 */ #include "a" // \xc3\n\xe2\x82 "\n', "latin1");
    const { result } = run({ user: { "main.p4": bytes, a: "1\n" } });
    expect(result.flattened.toString("latin1")).toBe('/* \xe9\xe9 */ 1\n // \xc3\n\xe2\x82 "\n');
  });

  it("starts with the defines", () => {
    const defines = ["A", "B=2", "C=", "F(x)=x + 1"];
    const flat = flatten({ user: { "main.p4": "\ufeffA B C F(3)\n" }, defines });
    expect(flat).toBe("#define A 1\n#define B 2\n#define C\n#define F(x) x + 1\n\ufeffA B C F(3)\n");
  });

  it("lists files in the order in which they are reached", () => {
    const { result } = run({
      main: "d/main.p4",
      user: { "d/main.p4": '#include "b"\n#include <a>\n#include "b"\n', "d/b": "b\n", "inc/a": "a\n" },
      includeDirs: ["inc"],
    });
    expect(result.userFiles.map(({ path }) => path)).toEqual(["d/main.p4", "d/b", "inc/a"]);
    expect(result.flattened.toString()).toBe("b\na\nb\n");
  });
});

describe("look-up of includes", () => {
  const user = {
    "d/main.p4": '#include "x"\n',
    "d/x": "beside\n",
    "i/x": "first\n",
    "j/x": "second\n",
    "j/y": '#include "x"\n',
    x: "top\n",
  };
  const textOf = (main: string, more: Partial<Files> = {}): string =>
    squeeze(
      run({ main: "d/main.p4", includeDirs: ["i", "j/"], ...more, user: { ...user, "d/main.p4": main } })
        .result.text,
    );

  it.each([
    ['#include "x"', "beside"],
    ["#include <x>", "first"],
    ["#include <y>", "second"],
    ['#include "../x"', ""],
  ])("%s", (main, expected) => {
    expect(textOf(main)).toBe(expected);
  });

  it("prefers a user's file of a system include's name", () => {
    expect(textOf("#include <x>", { system: { x: "system" } })).toBe("first");
    expect(textOf("#include <z>", { system: { z: "system" } })).toBe("system");
  });

  it("finds only system includes from a system include", () => {
    const outcome = run({
      user: { "main.p4": "#include <sub/a.p4>\n", "b.p4": "user\n", "i/b.p4": "user\n" },
      includeDirs: ["i"],
      system,
    });
    expect(squeeze(outcome.result.text)).toBe("b;");
    expect(outcome.result.systemIncludes.map(({ name }) => name)).toEqual(["sub/a.p4", "sub/b.p4"]);
    expect(outcome.result.userFiles.map(({ path }) => path)).toEqual(["main.p4"]);
  });
});
