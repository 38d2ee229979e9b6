import { describe, expect, it } from "vitest";
import { printPreprocessed } from "../../grammar/index.ts";
import { type Files, type Outcome, run, runText, squeeze } from "./helper.ts";

const words = ({ result }: Outcome): string[] =>
  [...result.text.matchAll(/\w+/g)].map((match) => {
    const { file, line } = result.sourceMap.resolve({
      start: match.index,
      end: match.index + match[0].length,
    });
    return `${file}:${line}: ${match[0]}`;
  });

const files: Files = {
  user: {
    "main.p4":
      '#define W 8\none\n#include "a b.p4"\n#include <core.p4>\ntwo W \\\n three\n\n\n#if 0\n#endif\nfour\n',
    "a b.p4": "five W\n/* c\n d */ six",
  },
  system: { "core.p4": "\nseven\n" },
};

describe("printPreprocessed", () => {
  it("marks files and lines", () => {
    expect(printPreprocessed(run(files).result)).toBe(
      [
        '# 2 "main.p4"',
        "one",
        '# 1 "a b.p4"',
        "five 8",
        "/* c",
        " d */ six",
        ...[
          '# 1 "<core.p4>" 3',
          "",
          "seven",
          '# 5 "main.p4"',
          "two 8 \\",
          " three",
          "",
          "",
          "",
          "",
          "four",
          "",
        ],
      ].join("\n"),
    );
  });

  it("is taken again, with the same tokens at the same places", () => {
    const outcome = run(files);
    const again = runText(printPreprocessed(outcome.result), { main: "main.p4" });
    expect(again.findings).toEqual([]);
    expect(squeeze(again.result.text)).toBe(squeeze(outcome.result.text));
    expect(words(again)).toEqual(words(outcome));
  });
});
