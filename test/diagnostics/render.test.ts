import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderJsonLines } from "../../src/diagnostics/json.ts";
import { applyPolicy, policyNames } from "../../src/diagnostics/policy.ts";
import { renderAll, renderOne } from "../../src/diagnostics/render.ts";
import type { SourceMap, Span } from "../../src/diagnostics/span.ts";

/** A map of one file with one text. */
const mapOf = (text: string): SourceMap => {
  const position = (offset: number) => {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  };
  return {
    resolve: ({ start, end }: Span) => {
      const from = position(start);
      const to = position(end);
      const line = text.split("\n")[from.line - 1] ?? "";
      return { file: "a.p4", ...from, endLine: to.line, endColumn: to.column, text: line };
    },
    flatLine: (offset) => position(offset).line,
  };
};

const spanOf = (text: string, part: string): Span => {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
};

const finding = (span: Span | undefined, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: "P0401",
  severity: "error",
  message: "does not fit",
  notes: [],
  ...(span === undefined ? {} : { span }),
  ...more,
});

const plain = { color: false, maxErrorCount: 20 };

describe("a finding as text", () => {
  it("has its place, its category, the line, and carets under the whole span", () => {
    const text = "header h {\n  bit<8> oops;\n}\n";
    expect(renderOne(finding(spanOf(text, "oops")), mapOf(text), plain)).toBe(
      "a.p4:2:10: error: does not fit [type-error]\n      bit<8> oops;\n             ^^^^\n",
    );
  });

  it("indents carets by the line's own tabs", () => {
    const text = "\tx\t= yy;";
    const [, line, carets] = renderOne(finding(spanOf(text, "yy")), mapOf(text), plain).split("\n");
    expect(line).toBe("    \tx\t= yy;");
    expect(carets).toBe("    \t \t  ^^");
  });

  it("counts wide characters as two columns and combining ones as none", () => {
    const text = "/* 漢字 e\u0301 */ yy";
    const [, , carets] = renderOne(finding(spanOf(text, "yy")), mapOf(text), plain).split("\n");
    expect(carets).toBe(`    ${" ".repeat(13)}^^`);
  });

  it("marks a span over several lines to the end of the first", () => {
    const text = "ab cd\nef";
    const [, , carets] = renderOne(finding({ start: 3, end: 8 }), mapOf(text), plain).split("\n");
    expect(carets).toBe("       ^^");
  });

  it("marks an empty span, also behind the last character", () => {
    const text = "ab";
    const [, , carets] = renderOne(finding({ start: 2, end: 2 }), mapOf(text), plain).split("\n");
    expect(carets).toBe("      ^");
  });

  it("shows a window of a long line", () => {
    const text = `${"a".repeat(5000)} yy ${"b".repeat(5000)}`;
    const [, line = "", carets = ""] = renderOne(finding(spanOf(text, "yy")), mapOf(text), plain).split("\n");
    expect(line.length).toBeLessThan(180);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("yy");
  });

  it("shows a token longer than the window", () => {
    const text = "a".repeat(100_000);
    const lines = renderOne(finding({ start: 0, end: text.length }), mapOf(text), plain).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(180);
  });

  it("lets nothing through that steers a terminal", () => {
    const text = "a \u001b[2J \u202e yy";
    const shown = renderOne(
      finding(spanOf(text, "yy"), { message: "\u001b]0;title\u0007" }),
      mapOf(text),
      plain,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
    expect(shown).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  it("adds notes with their places, and help", () => {
    const text = "one two";
    const notes = [{ message: "declared here", span: spanOf(text, "one") }, { message: "by the way" }];
    const shown = renderOne(finding(spanOf(text, "two"), { notes, help: "write three" }), mapOf(text), plain);
    expect(shown).toBe(
      [
        "a.p4:1:5: error: does not fit [type-error]",
        "    one two",
        "        ^^^",
        "a.p4:1:1: note: declared here",
        "    one two",
        "    ^^^",
        "note: by the way",
        "  help: write three",
        "",
      ].join("\n"),
    );
  });

  it("is coloured on demand only", () => {
    const sequence = "\u001b[";
    const one = finding(undefined);
    expect(renderOne(one, undefined, plain)).toBe("error: does not fit [type-error]\n");
    expect(renderOne(one, undefined, { ...plain, color: true })).toContain(sequence);
  });
});

describe("all findings as text", () => {
  const many = Array.from({ length: 30 }, (_, index) => finding(undefined, { message: `mistake ${index}` }));

  it("stops at the limit and says how many there are besides", () => {
    const shown = renderAll(many, undefined, plain).trimEnd().split("\n");
    expect(shown).toHaveLength(21);
    expect(shown.at(-1)).toBe("10 more errors are not shown (--maxErrorCount 20)");
  });

  it("keeps the order", () => {
    const shown = renderAll(many, undefined, { color: false, maxErrorCount: 100 }).trimEnd().split("\n");
    expect(shown.map((line) => Number(/\d+/.exec(line)?.[0]))).toEqual(many.map((_, index) => index));
  });
});

describe("findings as JSON", () => {
  it("are one object a line, with places", () => {
    const text = "one two";
    const notes = [{ message: "see", span: spanOf(text, "one") }];
    const lines = renderJsonLines([finding(spanOf(text, "two"), { notes })], mapOf(text), "a.p4");
    expect(lines.endsWith("\n")).toBe(true);
    expect(JSON.parse(lines)).toEqual({
      severity: "error",
      code: "P0401",
      category: "type-error",
      message: "does not fit",
      file: "a.p4",
      line: 1,
      column: 5,
      endLine: 1,
      endColumn: 8,
      notes: [{ message: "see", file: "a.p4", line: 1, column: 1 }],
      help: null,
    });
  });
});

describe("the policy", () => {
  const warning = finding(undefined, { code: "P0009", severity: "warning" });
  const severities = (disabled: readonly string[], asErrors: readonly string[]) =>
    applyPolicy([warning, finding(undefined)], { disabled, asErrors }).map(({ severity }) => severity);

  it("leaves everything as it is by default", () => expect(severities([], [])).toEqual(["warning", "error"]));
  it("drops warnings by category, by code, or all, and never errors", () => {
    for (const name of ["all", "pragma", "P0009"]) expect(severities([name], [])).toEqual(["error"]);
    expect(severities(["type-error"], [])).toEqual(["warning", "error"]);
  });
  it("makes errors of warnings", () => {
    for (const name of ["all", "pragma", "P0009"]) expect(severities([], [name])).toEqual(["error", "error"]);
  });
  it("shows the same finding once", () =>
    expect(applyPolicy([warning, warning], { disabled: [], asErrors: [] })).toHaveLength(1));
  it("knows the names of warnings only", () => {
    expect(policyNames()).toContain("pragma");
    expect(policyNames()).not.toContain("P0001");
  });
});
