import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discard, p4twin, project, smallParser } from "./p4twin.ts";

/** The codes of findings about files, each provoked once. */
let place: string;
beforeAll(() => {
  place = project({
    "good.p4": smallParser(),
    "directory.p4/x": "",
    "binary.p4": "a\0b",
    "empty.p4": "",
    "late.p4": `${smallParser()}#pragma p4twin parser Small\n`,
    file: "",
    "own.p4": `#include "own.parser.h"\n${smallParser()}`,
    "own.parser.h": "\n",
  });
  const large = openSync(join(place, "large.p4"), "w");
  ftruncateSync(large, 64 * 1024 * 1024 + 1);
  closeSync(large);
});
afterAll(() => discard(place));

const codes = (...args: readonly string[]): readonly string[] =>
  p4twin([...args, "--format", "json"], place)
    .stderr.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).code);

describe("findings about files have codes", () => {
  it.each([
    ["P0001", "missing.p4", "out"],
    ["P0002", "directory.p4", "out"],
    ["P0003", "binary.p4", "out"],
    ["P0004", "empty.p4", "out"],
    ["P0005", "large.p4", "out"],
    ["P0006", "good.p4", "file"],
    ["P0007", "own.p4", "."],
    ["P0009", "late.p4", "out"],
  ])("%s", (code, file, directory) => expect(codes(file, "-o", directory)).toEqual([code]));
});
