/** What the command is asked, and outcomes that are kept between runs. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readOptions } from "../../scripts/conformance-p4/options.ts";
import { spread } from "../../scripts/conformance-p4/program.ts";
import type { Outcome } from "../../scripts/conformance-p4/report.ts";
import { keyOf, openResults, readResult } from "../../scripts/conformance-p4/results.ts";

const directory = mkdtempSync(join(tmpdir(), "p4twin-results-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the options", () => {
  test("have their defaults", () => {
    expect(readOptions([], 3)).toEqual({
      directory: undefined,
      includeDirs: [],
      archs: [],
      jobs: 3,
      packets: undefined,
      results: undefined,
      list: false,
    });
  });

  test("are read", () => {
    const args = "d -I i -I j --arch psa --arch pna --jobs 2 --packets 40 --results r --list".split(" ");
    expect(readOptions(args, 3)).toEqual({
      directory: "d",
      includeDirs: ["i", "j"],
      archs: ["psa", "pna"],
      jobs: 2,
      packets: 40,
      results: "r",
      list: true,
    });
  });

  test.each([
    "--arch tna",
    "--jobs 0",
    "--jobs x",
    "--packets 0",
    "--packets -1",
    "--packets 1e3",
    "--no",
    "a b",
    "--results",
  ])("are refused: %s", (args) => {
    expect(readOptions(args.split(" "), 1)).toBeUndefined();
  });
});

describe("outcomes that are kept", () => {
  const outcome: Outcome = {
    name: "a.p4",
    arch: "v1model",
    stage: "agrees",
    warnings: ["line 3: 'x' is unused"],
    reason: "",
    packets: 7,
  };
  const line = JSON.stringify({ key: "k", ...outcome });

  test("are found again by another run", () => {
    const file = join(directory, "kept.jsonl");
    const key = keyOf("v1model", "text", ["p4c"]);
    openResults(file).keep(key, outcome);
    expect(openResults(file).find(key)).toEqual(outcome);
    expect(openResults(file).find(keyOf("v1model", "another text", ["p4c"]))).toBeUndefined();
    expect(openResults(undefined).find(key)).toBeUndefined();
  });

  test("have a key of all that they hang on", () => {
    const keys = [
      keyOf("v1model", "text", ["p4c", "40"]),
      keyOf("psa", "text", ["p4c", "40"]),
      keyOf("v1model", "text ", ["p4c", "40"]),
      keyOf("v1model", "text", ["p4c4", "0"]),
      keyOf("v1model", "text", ["p4c", "all"]),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("survive a line that a stopped run did not finish", () => {
    const file = join(directory, "stopped.jsonl");
    appendFileSync(file, `${line}\n${line.slice(0, 30)}`);
    const results = openResults(file);
    expect(results.find("k")).toEqual(outcome);
    results.keep("l", outcome);
    expect(openResults(file).find("l")).toEqual(outcome);
    expect(readFileSync(file, "utf8").split("\n")).toHaveLength(4);
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    "7",
    line.replace("agrees", "passes"),
    line.replace("v1model", "tna"),
    line.replace('"packets":7', '"packets":"7"'),
    line.replace('"key":"k",', ""),
  ])("are none of ours: %s", (text) => {
    expect(readResult(text)).toBeUndefined();
  });
});

describe("some of many packets", () => {
  const items = Array.from({ length: 103 }, (_, index) => index);

  test.each([1, 2, 50, 102, 103, 104])("%i at most, from everywhere", (most) => {
    const some = spread(items, most);
    expect(some).toHaveLength(Math.min(most, items.length));
    expect(some[0]).toBe(0);
    expect([...some].sort((a, b) => a - b)).toEqual(some);
    const gaps = some.slice(1).map((item, index) => item - (some[index] ?? 0));
    expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(Math.ceil(items.length / most));
  });
});
