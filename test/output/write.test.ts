import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { removeOutputs, writeOutputs } from "../../src/output/write.ts";

let directory: string;
let sink: DiagnosticSink;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "p4twin-write-"));
  sink = new DiagnosticSink();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const files = [
  { path: "x.bpf.c", text: "c\n" },
  { path: "x.manifest.json", text: "{}\n" },
];

describe("writing outputs", () => {
  it("writes all of them, replaces older ones, and leaves nothing else", () => {
    writeFileSync(join(directory, "x.bpf.c"), "old");
    expect(writeOutputs(directory, files, sink)).toBe(true);
    expect(readdirSync(directory).sort()).toEqual(["x.bpf.c", "x.manifest.json"]);
    expect(readFileSync(join(directory, "x.bpf.c"), "utf8")).toBe("c\n");
    expect(sink.all).toEqual([]);
  });

  it("makes the directory, however deep", () => {
    expect(writeOutputs(join(directory, "a", "b"), files, sink)).toBe(true);
    expect(readdirSync(join(directory, "a", "b"))).toHaveLength(2);
  });

  it("leaves neither new nor old ones when one cannot be put in its place", () => {
    writeFileSync(join(directory, "x.bpf.c"), "old");
    mkdirSync(join(directory, "x.manifest.json", "occupied"), { recursive: true });
    expect(writeOutputs(directory, files, sink)).toBe(false);
    expect(readdirSync(directory)).toEqual(["x.manifest.json"]);
    expect(sink.all.map(({ code }) => code)).toEqual(["P0006"]);
  });

  it("says so when the directory is a file", () => {
    writeFileSync(join(directory, "file"), "");
    expect(writeOutputs(join(directory, "file"), files, sink)).toBe(false);
    expect(writeOutputs(join(directory, "file", "below"), files, sink)).toBe(false);
    expect(sink.all.map(({ code }) => code)).toEqual(["P0006", "P0006"]);
  });
});

describe("removing outputs", () => {
  it("takes away files only, and is content with none", () => {
    writeFileSync(join(directory, "a"), "");
    mkdirSync(join(directory, "b"));
    removeOutputs(directory, ["a", "b", "c"], sink);
    removeOutputs(join(directory, "nowhere"), ["a"], sink);
    removeOutputs(join(directory, "a", "nowhere"), ["a"], sink);
    expect(existsSync(join(directory, "a"))).toBe(false);
    expect(existsSync(join(directory, "b"))).toBe(true);
    expect(sink.all).toEqual([]);
  });
});
