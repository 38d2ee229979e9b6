/** catalogue and stamp, as a user runs them. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCatalogue } from "../../src/catalogue/parse.ts";
import { compileBpf } from "../../src/kernel/index.ts";
import { stampText } from "../../src/output/stamp.ts";
import { encodeP4Info, p4info } from "../catalogue/server.ts";
import { discard, p4twin, project, smallParser } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";
import { makeElf } from "../object/make-object.ts";
import { other, ours } from "./values.ts";

const filter = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "rules.h"
#include "filter.stamp.h"

SEC("xdp") P4TWIN_STAMPED int filter(struct xdp_md *ctx) { return RULE; }
char _license[] SEC("license") = "GPL";
`;
const rules = "#pragma once\n#define RULE XDP_PASS\n";
const flattened = filter.replace('#include "rules.h"\n', rules);

let tmp = "";
beforeAll(() => {
  tmp = project({
    "small.p4": smallParser(),
    "filter.c": filter,
    "rules.h": rules,
    "p4info.bin": encodeP4Info(p4info(ours)),
    "p4info.txt": `pkg_info { name: "textual" version: "${stampText(other)}" }\n`,
    "plain.txt": 'pkg_info { name: "plain" version: "1" }\n',
    "odd.txt": 'pkg_info { name: "odd" version: "p4twin:1 x" }\n',
    "noise.bin": Buffer.alloc(4096, 0x9f),
    "empty.txt": "",
    "twice.o": makeElf("little", [
      { name: ".rodata.p4twin", content: Buffer.from(`${stampText(ours)}\0${stampText(other)}\0`) },
    ]),
    "cut.o": makeElf("little", []).subarray(0, 70),
    "sparse.json": "{}",
  });
});
afterAll(() => discard(tmp));

const digestsOf = (text: string) => ({
  sha1: createHash("sha1").update(text).digest("hex"),
  sha256: createHash("sha256").update(text).digest("hex"),
});

describe("p4twin catalogue", () => {
  it("takes manifests and P4Info in both forms, sorted, each program once", () => {
    expect(p4twin(["small.p4", "-o", "out"], tmp).status).toBe(0);
    const files = ["p4info.txt", "p4info.bin", "out/small.manifest.json", "p4info.bin"];
    const run = p4twin(
      ["catalogue", ...files, "--device", "nic 0", "--state", "running", "-o", "c.json"],
      tmp,
    );
    expect(run).toEqual({ status: 0, stdout: "", stderr: "" });
    const small = digestsOf(smallParser());
    const catalogue = parseCatalogue(readFileSync(join(tmp, "c.json"), "utf8"));
    const programs = [
      { name: "small", kind: "parser", ...ours, state: "running" },
      { name: "small", kind: "parser", ...small, state: "running" },
      { name: "textual", kind: "parser", ...other, state: "running" },
    ];
    expect(catalogue).toMatchObject({ device: "nic 0" });
    if (typeof catalogue === "string") throw new Error(catalogue);
    expect(catalogue.programs).toHaveLength(3);
    expect(catalogue.programs).toEqual(expect.arrayContaining(programs));
  });

  it.each([
    ["plain.txt", "it carries no stamp of p4twin"],
    ["odd.txt", "its stamp is malformed"],
    ["noise.bin", "it is no manifest, P4Info, BPF object or stamped text"],
    ["empty.txt", "it has no pkg_info"],
    ["twice.o", "its stamps name different sources"],
    ["cut.o", "its section headers lie outside of the file"],
    ["sparse.json", "schema is missing"],
    ["none.json", "no such file"],
    [".", "it is a directory"],
    ["/dev/zero", "it is too large"],
  ])("refuses %s, and writes nothing", (file, reason) => {
    const run = p4twin(["catalogue", "p4info.bin", file, "--device", "d", "-o", "refused.json"], tmp);
    expect(run).toMatchObject({ status: 1, stdout: "" });
    expect(run.stderr).toContain(`error: ${file}: `);
    expect(run.stderr).toContain(reason);
    expect(existsSync(join(tmp, "refused.json"))).toBe(false);
  });

  it("leaves no older catalogue standing, and never writes over what it reads", () => {
    writeFileSync(join(tmp, "old.json"), "{}");
    expect(p4twin(["catalogue", "plain.txt", "--device", "d", "-o", "old.json"], tmp).status).toBe(1);
    expect(existsSync(join(tmp, "old.json"))).toBe(false);
    const run = p4twin(["catalogue", "p4info.txt", "--device", "d", "-o", "./p4info.txt"], tmp);
    expect(run).toMatchObject({ status: 1, stdout: "" });
    expect(run.stderr).toContain("is a source file and would be overwritten");
    expect(existsSync(join(tmp, "p4info.txt"))).toBe(true);
  });

  it.each([
    ["nothing to read", []],
    ["no device", ["p4info.bin"]],
    ["half a certificate", ["--p4runtime", "h:1", "--cert", "c.pem"]],
    ["TLS for nobody", ["p4info.bin", "--device", "d", "--tls"]],
    ["an odd address", ["--p4runtime", "nowhere"]],
    ["an odd kind", ["p4info.bin", "--device", "d", "--kind", "T S O"]],
    ["no time", ["--p4runtime", "h:1", "--timeout", "0"]],
  ])("is used wrongly with %s", (_, args) =>
    expect(p4twin(["catalogue", ...args], tmp)).toMatchObject({ status: 2, stdout: "" }),
  );

  it.each([["p4info.txt"], ["none.pem"]])("refuses %s as a certificate", (file) => {
    const run = p4twin(["catalogue", "--p4runtime", "127.0.0.1:1", "--ca", file], tmp);
    expect(run).toMatchObject({ status: 1, stdout: "" });
    expect(run.stderr).toContain(`${file} cannot be used for TLS`);
  });
});

describe("p4twin stamp", () => {
  it("hashes the source with its own includes put in place, and neither the system's nor the stamp", () => {
    const bytes = p4twin(["stamp", "filter.c", "--flatten"], tmp);
    expect(bytes).toEqual({ status: 0, stdout: flattened, stderr: "" });
    const written = p4twin(["stamp", "filter.c", "-o", "filter.stamp.h"], tmp);
    expect(written).toEqual({ status: 0, stdout: "", stderr: "" });
    const header = readFileSync(join(tmp, "filter.stamp.h"), "utf8");
    expect(header.split("\n")[0]).toBe(`/* ${stampText(digestsOf(flattened))} */`);
    // Now that it is there, nothing changes.
    expect(p4twin(["stamp", "filter.c"], tmp).stdout).toBe(header);
  });

  it.skipIf(bench === undefined)("is what a program carries that includes it", () => {
    if (bench === undefined) return;
    const stamp = p4twin(["stamp", "filter.c"], tmp).stdout;
    const files = [
      { path: "filter.c", text: filter },
      { path: "rules.h", text: rules },
      { path: "filter.stamp.h", text: stamp },
    ];
    const compiled = compileBpf(bench.clang, files, "filter.c", ["-Wall", "-Werror"]);
    if (compiled.kind !== "object") throw new Error(JSON.stringify(compiled));
    writeFileSync(join(tmp, "filter.o"), compiled.bytes);
    const run = p4twin(["catalogue", "filter.o", "--kind", "filter", "--device", "d"], tmp);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(parseCatalogue(run.stdout)).toMatchObject({
      programs: [{ name: "filter", kind: "filter", ...digestsOf(flattened) }],
    });
    // The header alone says the same.
    writeFileSync(join(tmp, "filter.stamp.h"), stamp);
    expect(p4twin(["catalogue", "filter.stamp.h", "--kind", "filter", "--device", "d"], tmp)).toEqual(run);
  });

  it("gives a P4 program the identity that flatten does, and a fragment that P4 can read", () => {
    const flat = p4twin(["flatten", "small.p4"], tmp).stdout;
    const run = p4twin(["stamp", "small.p4", "-o", "small.stamp.p4"], tmp);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    const fragment = readFileSync(join(tmp, "small.stamp.p4"), "utf8");
    expect(fragment.split("\n")[0]).toBe(`// ${stampText(digestsOf(flat))}`);
    const program = smallParser().replace(
      "ParserModel(",
      '@pkginfo(name="small", version=SMALL_STAMP)\nParserModel(',
    );
    writeFileSync(
      join(tmp, "with.p4"),
      program.replace("struct headers_t", '#include "small.stamp.p4"\nstruct headers_t'),
    );
    expect(p4twin(["check", "with.p4"], tmp)).toMatchObject({ status: 0, stderr: "" });
  });

  it("refuses what it cannot hash for certain", () => {
    writeFileSync(join(tmp, "lost.c"), '#include "lost.h"\n');
    writeFileSync(join(tmp, "lost.stamp.h"), "old\n");
    const lost = p4twin(["stamp", "lost.c", "-o", "lost.stamp.h"], tmp);
    expect(lost).toMatchObject({ status: 1, stdout: "" });
    expect(lost.stderr).toContain("lost.c:1:10: error: included file 'lost.h' is not found");
    expect(existsSync(join(tmp, "lost.stamp.h"))).toBe(false);
    writeFileSync(join(tmp, "asks.c"), '#if __has_include(<x.h>)\n#include "rules.h"\n#endif\n');
    expect(p4twin(["stamp", "asks.c"], tmp)).toMatchObject({ status: 1, stdout: "" });
  });

  it("never writes over a source", () => {
    for (const output of ["rules.h", "filter.c", "./rules.h"]) {
      const run = p4twin(["stamp", "filter.c", "-o", output], tmp);
      expect(run).toMatchObject({ status: 1, stdout: "" });
      expect(run.stderr).toContain("is a source file and would be overwritten");
    }
    expect(readFileSync(join(tmp, "rules.h"), "utf8")).toBe(rules);
    expect(readFileSync(join(tmp, "filter.c"), "utf8")).toBe(filter);
  });

  it("says what is wrong", () => {
    symlinkSync("nowhere", join(tmp, "dangling.c"));
    expect(p4twin(["stamp", "dangling.c"], tmp)).toMatchObject({ status: 1, stdout: "" });
    expect(p4twin(["stamp", "x.rs"], tmp)).toMatchObject({ status: 2, stdout: "" });
    expect(p4twin(["stamp", "filter.c", "-o", "/dev/full/x.h"], tmp)).toMatchObject({ status: 1 });
    expect(p4twin(["stamp", "filter.c", "--parser", "P"], tmp)).toMatchObject({ status: 2 });
  });
});

describe("p4twin match is used wrongly", () => {
  it.each([
    ["without a device", ["match"]],
    ["with an interval and no watch", ["match", "--catalogue", "c.json", "--interval", "1"]],
    ["with an odd id", ["match", "--catalogue", "c.json", "--id", "x"]],
    ["with more than options", ["list", "all"]],
  ])("%s", (_, args) => expect(p4twin(args, tmp)).toMatchObject({ status: 2, stdout: "" }));
});
