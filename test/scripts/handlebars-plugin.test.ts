import { describe, expect, it } from "vitest";
import { templateModule } from "../../scripts/handlebars-plugin.ts";
import render from "./template.hbs";

describe("a template", () => {
  it("prints each value as it is", () => {
    const rows = [
      { name: "a", value: "x && y", last: false },
      { name: "b", value: "'<", last: true },
    ];
    expect(render({ rows })).toBe("a <x && y>,\nb <'<>.\n");
  });

  it("refuses a view that lacks a field", () => {
    expect(() => render({ rows: [{ name: "a" }] })).toThrow(/value/);
    expect(() => render({})).toThrow(/rows/);
    expect(() => render({ rows: [{ name: "a", value: "b" }] })).toThrow(/last/);
  });

  it("imports nothing but the runtime", () => {
    expect(templateModule("{{a}}").match(/import .*/g)).toEqual([
      `import runtime from "handlebars/runtime.js";`,
    ]);
  });

  it.each([
    "{{#unless a}}b{{/unless}}",
    "{{#with a}}b{{/with}}",
    "{{lookup a b}}",
    "{{shout a}}",
    "{{> part}}",
    "{{#> part}}b{{/part}}",
    "{{* mark}}",
  ])("refuses %s: it is scaffold only", (text) => {
    expect(() => templateModule(text)).toThrow();
  });

  it("says on which line a mistake is", () => {
    expect(() => templateModule("a\n{{#each}")).toThrow(/line 2/);
  });
});
