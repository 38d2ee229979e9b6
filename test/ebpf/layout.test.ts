import { describe, expect, test } from "vitest";
import { Apart, arrange, type Section } from "../../backends/ebpf/plan/layout.ts";

const section = (label: string, ...lines: readonly string[]): Section => ({ label, comment: label, lines });
const labels = (sections: readonly Section[]): readonly string[] => sections.map(({ label }) => label);

describe("the order of sections", () => {
  test("each is followed by what it goes on to at its end", () => {
    const arranged = arrange([
      section("start", "if (a)", "\tgoto first;", "goto last;"),
      section("first", "goto accept;"),
      section("last", "{", "\tconst __u64 key = 1;", "\tif (key)", "\t\tgoto first;", "\tgoto middle;", "}"),
      section("middle", "goto first;"),
    ]);
    expect(labels(arranged)).toEqual(["start", "last", "middle", "first"]);
  });

  test("what goes to a place that has been written already, or out, is followed by the next", () => {
    const arranged = arrange([
      section("start", "goto b;"),
      section("a", "goto reject;"),
      section("b", "goto start;"),
      section("c", "switch (x) {", "default:", "\tgoto a;", "}"),
    ]);
    expect(labels(arranged)).toEqual(["start", "b", "a", "c"]);
  });

  test("sections without a label are kept, each once", () => {
    const arranged = arrange([section("", "goto x;"), section("", "return 0;"), section("x", "goto y;")]);
    expect(labels(arranged)).toEqual(["", "x", ""]);
  });
});

describe("what stands apart", () => {
  const claim = (): ((wish: string) => string) => {
    let count = 0;
    return (wish) => {
      count += 1;
      return `${wish}_${count}`;
    };
  };

  test("rows are handed out once, behind the state that they are of", () => {
    const apart = new Apart(claim());
    const label = apart.rows("ip", ["goto udp;"]);
    expect(apart.takeRows()).toEqual([{ label, comment: "its other rows", lines: ["goto udp;"] }]);
    expect(apart.takeRows()).toEqual([]);
  });

  test("what is rare comes back", () => {
    const apart = new Apart(claim());
    const { label, back } = apart.rarely("step", ["cursor += 4;"]);
    expect(apart.rare).toEqual([{ label, comment: "rarely", lines: ["cursor += 4;", `goto ${back};`] }]);
  });
});
