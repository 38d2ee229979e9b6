import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { discard, p4twin, project, root, shell, smallParser } from "./p4twin.ts";

const made: string[] = [];
const use = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const directory = project(files);
  made.push(directory);
  return directory;
};
afterEach(() => {
  for (const directory of made.splice(0)) discard(directory);
});

const sha1 = (bytes: string | Uint8Array): string => createHash("sha1").update(bytes).digest("hex");
const contents = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );

describe("p4twin FILE -o DIR", () => {
  it.each(["flow_dissector", "ethernet_ip"])(
    "makes four files of samples/%s.p4, all with its SHA-1",
    (name) => {
      const directory = use({});
      const source = join(root, "samples", `${name}.p4`);
      const run = p4twin([source, "-o", "build"], directory);
      expect(run).toEqual({ status: 0, stdout: "", stderr: "" });
      const outputs = contents(join(directory, "build"));
      expect(Object.keys(outputs).sort()).toEqual(
        ["bpf.c", "manifest.json", "parser.h", "v1model.p4"].map((suffix) => `${name}.${suffix}`),
      );
      for (const text of Object.values(outputs)) expect(text).toContain(sha1(readFileSync(source)));
    },
  );

  it("records the kernel that it was told, and verify makes the same of it again", () => {
    const directory = use({});
    const source = join(root, "samples", "flow_dissector.p4");
    const run = p4twin([source, "--kernel", "6.9", "-o", "build"], directory);
    expect(run).toEqual({ status: 0, stdout: "", stderr: "" });
    const manifest = readFileSync(join(directory, "build", "flow_dissector.manifest.json"), "utf8");
    expect(manifest.match(/"kernel": "6\.9"/g)).toHaveLength(2);
    const name = join("build", "flow_dissector.manifest.json");
    expect(p4twin(["verify", name, "--source", source], directory).status).toBe(0);
    writeFileSync(join(directory, name), manifest.replaceAll('"kernel": "6.9"', '"kernel": "5.10"'));
    expect(p4twin(["verify", name, "--source", source], directory).status).toBe(1);
  });

  it("gives the same bytes in every directory, from every directory", () => {
    const [a, b] = [use({}), use({})];
    for (const directory of [a, b])
      cpSync(join(root, "samples"), join(directory, "samples"), { recursive: true });
    mkdirSync(join(b, "deep", "er"), { recursive: true });
    for (const name of ["flow_dissector", "ethernet_ip"]) {
      expect(p4twin([`samples/${name}.p4`, "-o", "build"], a).status).toBe(0);
      const far = p4twin([join(b, "samples", `${name}.p4`), "-o", join(b, "out")], join(b, "deep", "er"));
      expect(far.status).toBe(0);
    }
    expect(contents(join(a, "build"))).toEqual(contents(join(b, "out")));
    for (const text of Object.values(contents(join(a, "build")))) {
      for (const word of [a, root, "/tmp/"]) expect(text).not.toContain(word);
    }
  });

  it("takes the flattened source for the same program", () => {
    const directory = use({
      "p/main.p4": `#include "inc/types.p4"\n${smallParser("meta.ether_type = N;")}`,
      "p/inc/types.p4": "typedef bit<16> word_t;\n#include <more.p4>",
      "i/more.p4": "const word_t N = VALUE;\n",
      "flat/empty": "",
    });
    const options = ["-I", "i", "-D", "VALUE=7", "-D", "FLAG", "--parser", "Small"];
    expect(p4twin(["p/main.p4", ...options, "-o", "a"], directory)).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
    const flat = p4twin(["flatten", "p/main.p4", ...options], directory).stdout;
    writeFileSync(join(directory, "flat/main.p4"), flat);
    expect(p4twin(["flat/main.p4", "-o", "b"], directory)).toEqual({ status: 0, stdout: "", stderr: "" });
    const [a, b] = [contents(join(directory, "a")), contents(join(directory, "b"))];
    for (const name of ["main.bpf.c", "main.parser.h", "main.v1model.p4"]) expect(a[name]).toBe(b[name]);
    const manifests = [a, b].map((files) => JSON.parse(files["main.manifest.json"] ?? ""));
    expect(manifests[0].ir).toEqual(manifests[1].ir);
    expect(manifests.map(({ source }) => source.sha1)).toEqual([sha1(flat), sha1(flat)]);
    expect(p4twin(["flatten", "flat/main.p4"], directory).stdout).toBe(flat);
  });

  it("changes the hash with every option that changes the meaning", () => {
    const directory = use({ "x.p4": smallParser() });
    const flat = (...options: readonly string[]) =>
      sha1(p4twin(["flatten", "x.p4", ...options], directory).stdout);
    const all = [
      flat(),
      flat("-D", "A"),
      flat("-D", "A=2"),
      flat("--parser", "Small"),
      flat("-D", "A", "-D", "B"),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(flat()).toBe(sha1(smallParser()));
    expect(flat("-D", "A", "-U", "A", "-I", "nowhere")).toBe(flat());
  });

  it("makes one target with -b", () => {
    const directory = use({ "x.p4": smallParser() });
    expect(p4twin(["x.p4", "-b", "p4", "-o", "p"], directory).status).toBe(0);
    expect(readdirSync(join(directory, "p")).sort()).toEqual(["x.manifest.json", "x.v1model.p4"]);
    expect(
      p4twin(["compile", "x.p4", "--target", "ebpf", "--hook", "xdp", "-o", "e"], directory).status,
    ).toBe(0);
    expect(readdirSync(join(directory, "e")).sort()).toEqual(["x.bpf.c", "x.manifest.json", "x.parser.h"]);
    expect(JSON.parse(readFileSync(join(directory, "e/x.manifest.json"), "utf8")).outputs[0].hooks).toEqual([
      "xdp",
    ]);
  });

  it.each(["psa", "pna"])("makes a device program for %s with -a, which verify knows again", (arch) => {
    const directory = use({ "x.p4": smallParser() });
    expect(p4twin(["x.p4", "-a", arch, "-o", "o"], directory)).toEqual({ status: 0, stdout: "", stderr: "" });
    const text = readFileSync(join(directory, "o", `x.${arch}.p4`), "utf8");
    expect(text).toContain(sha1(smallParser()));
    expect(p4twin(["verify", "o/x.manifest.json"], directory).status).toBe(0);
    expect(p4twin(["check", `o/x.${arch}.p4`], directory)).toEqual({ status: 0, stdout: "", stderr: "" });
    writeFileSync(join(directory, "o", `x.${arch}.p4`), `${text}\n`);
    expect(p4twin(["verify", "o/x.manifest.json"], directory).status).toBe(1);
  });

  it("writes a list for sha256sum and an in-toto Statement on request, and takes away old ones", () => {
    const directory = use({ "x.p4": smallParser() });
    expect(p4twin(["x.p4", "-o", "o", "--sha256", "--statement"], directory).status).toBe(0);
    expect(shell("cd o && sha256sum --strict --quiet -c x.sha256", directory).status).toBe(0);
    const statement = JSON.parse(readFileSync(join(directory, "o/x.statement.json"), "utf8"));
    expect(statement.subject.map(({ name }: { name: string }) => name)).toEqual([
      "x.bpf.c",
      "x.parser.h",
      "x.v1model.p4",
    ]);
    expect(p4twin(["x.p4", "-o", "o"], directory).status).toBe(0);
    expect(readdirSync(join(directory, "o"))).toHaveLength(4);
  });
});

describe("what stands beside compiling", () => {
  it("-E prints what the lexer sees, and that compiles", () => {
    const directory = use({ "x.p4": smallParser("meta.ether_type = N;", "#define N 3") });
    const run = p4twin(["-E", "x.p4", "-o", "o"], directory);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/meta\.ether_type = 3;/);
    expect(readdirSync(directory)).toEqual(["x.p4"]);
    writeFileSync(join(directory, "y.p4"), run.stdout);
    expect(p4twin(["check", "y.p4"], directory)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("-M, -MD, -MF, -MT, -MP write make's rules", () => {
    const directory = use({
      "x.p4": `#include "a b.p4"\n${smallParser()}`,
      "a b.p4": "const bit<8> N = 1;\n",
    });
    const only = p4twin(["-M", "-b", "p4", "-o", "o", "x.p4"], directory);
    expect(only.stdout).toBe("o/x.v1model.p4 o/x.manifest.json: x.p4 \\\n  a\\ b.p4\n");
    expect(readdirSync(directory).sort()).toEqual(["a b.p4", "x.p4"]);
    expect(p4twin(["-MD", "-MP", "-MT", "all", "-o", "o", "x.p4"], directory).status).toBe(0);
    expect(readFileSync(join(directory, "o/x.d"), "utf8")).toBe("all: x.p4 \\\n  a\\ b.p4\n\na\\ b.p4:\n");
    expect(p4twin(["-M", "-MF", "rule", "x.p4"], directory).stdout).toBe("");
    expect(readFileSync(join(directory, "rule"), "utf8")).toMatch(/^x\.parser\.h x\.bpf\.c /);
  });

  it("--toJSON, --pp, --dump and --top4 show what was understood", () => {
    const directory = use({ "x.p4": smallParser() });
    const options = ["--toJSON", "ir.json", "--pp", "pp.p4", "--dump", "stages"];
    expect(p4twin(["x.p4", "-o", "o", ...options], directory).status).toBe(0);
    expect(JSON.parse(readFileSync(join(directory, "ir.json"), "utf8"))).toMatchObject({
      parser: "Small",
      identity: { sha1: sha1(smallParser()) },
    });
    expect(p4twin(["check", "pp.p4"], directory)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readdirSync(join(directory, "stages"))).toHaveLength(6);
    expect(p4twin(["x.p4", "-o", "o", "--dump", "some", "--top4", "low"], directory).status).toBe(0);
    expect(readdirSync(join(directory, "some"))).toEqual(["x-4-lower.ir", "x-4-lower.ir.json"]);
  });

  it("check prints one object a line for each file, in order", () => {
    const directory = use({ "good.p4": smallParser(), "bad.p4": smallParser("meta.nothing = 1;") });
    const run = p4twin(["check", "--format", "json", "bad.p4", "good.p4", "missing.p4"], directory);
    const lines = run.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(run.status).toBe(1);
    expect(lines[1]).toEqual({
      file: "good.p4",
      ok: true,
      parser: "Small",
      architecture: "parser_model",
      errors: [],
      warnings: [],
    });
    expect(lines.map(({ file, ok, errors }) => [file, ok, errors.length])).toEqual([
      ["bad.p4", false, 1],
      ["good.p4", true, 0],
      ["missing.p4", false, 1],
    ]);
    expect(lines[0].errors[0]).toMatchObject({ file: "bad.p4", line: 10 });
    expect(p4twin(["check", "--parse-only", "bad.p4"], directory).status).toBe(0);
    expect(p4twin(["check", "bad.p4"], directory).stderr).toMatch(/^bad\.p4:10:\d+: error: .* \[[a-z-]+\]\n/);
  });
});
