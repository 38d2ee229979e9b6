import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canonicalJson, MANIFEST_SCHEMA, type Manifest } from "../../src/manifest/manifest.ts";
import { parseManifest } from "../../src/manifest/parse.ts";
import { firstMisfit } from "../ir/json-schema.ts";

const sha1 = "a".repeat(40);
const sha256 = "b".repeat(64);

const manifest: Manifest = {
  schema: MANIFEST_SCHEMA,
  program: "x",
  source: {
    main: "x.p4",
    sha1,
    sha256,
    files: [
      { path: "inc/y.p4", sha1, sha256 },
      { path: "x.p4", sha1, sha256 },
    ],
    defines: ["A", "B=1", "F(x)=x"],
    parser: "P",
    system: [{ name: "core.p4", sha256 }],
  },
  ir: { version: 1, sha256 },
  compiler: { name: "p4twin", version: "0.1.0" },
  architecture: "parser_model",
  parser: "P",
  parserOnly: false,
  outputs: [
    { path: "x.bpf.c", kind: "bpf-program", hooks: ["tc", "xdp"], kernel: "6.9", sha1, sha256 },
    { path: "x.v1model.p4", kind: "p4-program", target: "v1model", sha1, sha256 },
  ],
};

const json = canonicalJson(manifest);
const edited = (from: string, to: string): string => {
  expect(json).toContain(from);
  return json.replace(from, to);
};

const schema: unknown = JSON.parse(
  readFileSync(new URL("../../schema/manifest.schema.json", import.meta.url), "utf8"),
);

describe("a manifest", () => {
  it("fits the schema that is shipped", () => {
    expect(firstMisfit(schema, JSON.parse(json))).toBeUndefined();
    expect(firstMisfit(schema, JSON.parse(json.replace("inc/y.p4", "../y.p4")))).toMatch(/files\[0\]\.path/);
    expect(firstMisfit(schema, JSON.parse(json.replace('"x.p4"', '"/x.p4"')))).toMatch(/path|main/);
  });
  it("is read as it was written", () => expect(parseManifest(json)).toEqual(manifest));
  it("has sorted keys", () => {
    const keys = [...json.matchAll(/^ {2}"(\w+)"/gm)].map(([, key]) => key);
    expect(keys).toEqual(keys.toSorted());
  });

  it.each([
    ["nothing", ""],
    ["a number", "1"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["a truncated one", json.slice(0, -20)],
    ["deep nesting", "[".repeat(200_000)],
    ["another schema", edited(MANIFEST_SCHEMA, "p4twin-manifest-2")],
    ["an absolute path", edited('"inc/y.p4"', '"/etc/passwd"')],
    ["a Windows path", edited('"inc/y.p4"', '"C:\\\\y.p4"')],
    ["a way out", edited('"inc/y.p4"', '"inc/../../y.p4"')],
    ["a way out in a name of an output", edited('"x.bpf.c"', '"../x.bpf.c"')],
    ["an output elsewhere", edited('"x.bpf.c"', '"sub/x.bpf.c"')],
    ["an empty part", edited('"inc/y.p4"', '"inc//y.p4"')],
    ["a zero byte", edited('"inc/y.p4"', '"inc/\\u0000y.p4"')],
    ["a short digest", edited(sha1, "abc")],
    ["an upper-case digest", edited(sha1, "A".repeat(40))],
    ["a key that is not known", edited('"ir":', '"more": 1, "ir":')],
    ["a missing key", edited('"architecture": "parser_model",', "")],
    ["a main file that is none of its files", edited('"main": "x.p4"', '"main": "z.p4"')],
    ["one output twice", edited('"x.v1model.p4"', '"x.bpf.c"')],
    ["an unknown kind", edited('"bpf-program"', '"object"')],
    ["a define over two lines", edited('"B=1"', '"B=1\\n#include \\"x\\""')],
  ])("is refused in words: %s", (_, text) => {
    const result = parseManifest(text);
    expect(typeof result === "string" ? result : "read").toMatch(/ (is|are|stands) /);
  });
});
