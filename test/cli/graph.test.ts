import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { discard, p4twin, project, smallParser } from "./p4twin.ts";

const made: string[] = [];
const use = (files: Readonly<Record<string, string>>): string => {
  const directory = project(files);
  made.push(directory);
  return directory;
};
afterEach(() => {
  for (const directory of made.splice(0)) discard(directory);
});

it("prints dot on stdout, without -o and with -o -", () => {
  const directory = use({ "x.p4": smallParser() });
  const run = p4twin(["graph", "x.p4"], directory);
  expect(run).toMatchObject({ status: 0, stderr: "" });
  expect(run.stdout).toMatch(/^digraph parser \{\n[\s\S]*extract hdr\.ethernet, 112 bits[\s\S]*\}\n$/);
  expect(p4twin(["graph", "-o", "-", "x.p4"], directory)).toEqual(run);
});

it.each(["", "1"])("writes what the suffix says, with P4TWIN_NO_SNAPSHOT=%s", (P4TWIN_NO_SNAPSHOT) => {
  const directory = use({ "x.p4": smallParser() });
  const starts = { "o/x.svg": "<?xml", "x.dot": "digraph", "x.mmd": "---\ntitle" };
  for (const [name, start] of Object.entries(starts)) {
    const run = p4twin(["graph", "x.p4", "-o", name], directory, { P4TWIN_NO_SNAPSHOT });
    expect(run).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(directory, name), "utf8").startsWith(start)).toBe(true);
  }
});

it("takes another suffix for wrong usage", () => {
  const directory = use({ "x.p4": smallParser() });
  const run = p4twin(["graph", "x.p4", "-o", "x.png"], directory);
  expect(run).toMatchObject({ status: 2, stdout: "" });
  expect(run.stderr).toContain(".svg, .dot, .mmd");
  expect(p4twin(["graph"], directory).status).toBe(2);
});

it("reports mistakes, and leaves no older picture standing", () => {
  const directory = use({ "x.p4": smallParser() });
  expect(p4twin(["graph", "x.p4", "-o", "x.dot"], directory).status).toBe(0);
  writeFileSync(join(directory, "x.p4"), smallParser("meta.nothing = 1;"));
  const run = p4twin(["graph", "x.p4", "-o", "x.dot"], directory);
  expect(run).toMatchObject({ status: 1, stdout: "" });
  expect(run.stderr).toMatch(/^x\.p4:10:/);
  expect(existsSync(join(directory, "x.dot"))).toBe(false);
});

it("does not overwrite its source, whatever its name", () => {
  const directory = use({ "x.dot": smallParser() });
  expect(p4twin(["graph", "x.dot", "-o", "./x.dot"], directory).status).toBe(1);
  expect(readFileSync(join(directory, "x.dot"), "utf8")).toBe(smallParser());
});
