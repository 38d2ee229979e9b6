/**
 * Source files beside what is expected of them: typed/*.p4 and its typed tree, diagnostics/*.p4 and its findings.
 * UPDATE_GOLDENS=1 writes the expected texts anew.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { names } from "../../src/diagnostics/catalogue/names.ts";
import { types } from "../../src/diagnostics/catalogue/types.ts";
import { analyzeText, findings } from "./front-end.ts";
import { printTyped } from "./print-typed.ts";

const update = process.env.UPDATE_GOLDENS === "1";

const sources = (folder: string): readonly string[] =>
  readdirSync(path.join(import.meta.dirname, folder))
    .filter((name) => name.endsWith(".p4"))
    .sort();

const compare = (file: string, actual: string): void => {
  if (update) writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, "utf8"));
};

const read = (folder: string, name: string) => {
  const file = path.join(import.meta.dirname, folder, name);
  return { text: readFileSync(file, "utf8"), expected: file.replace(/\.p4$/, ".txt") };
};

describe("the typed tree of", () => {
  it.each(sources("typed"))("%s", (name) => {
    const { text, expected } = read("typed", name);
    const outcome = analyzeText(text, {}, name);
    const tree = outcome.typed === undefined ? "no typed tree\n" : printTyped(outcome.typed);
    const found = findings(outcome);
    compare(expected, found === "" ? tree : `${tree}\n${found}`);
    expect(outcome.sink.errorCount).toBe(0);
  });
});

describe("the findings in", () => {
  it.each(sources("diagnostics"))("%s", (name) => {
    const { text, expected } = read("diagnostics", name);
    // `// --parser NAME` in the first line is that option.
    const parser = /^\/\/ --parser (\w+)/.exec(text)?.[1];
    compare(expected, findings(analyzeText(text, parser === undefined ? {} : { parser }, name)));
  });
});

it("each code of names and types has a source that shows it", () => {
  const texts = sources("diagnostics").map((name) =>
    readFileSync(read("diagnostics", name).expected, "utf8"),
  );
  const shown = new Set(texts.join("\n").match(/^P\d{4}(?= )/gm));
  const missing = [...Object.keys(names), ...Object.keys(types)].filter((code) => !shown.has(code));
  expect(missing).toEqual([]);
});
