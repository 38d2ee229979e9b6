/** NAME.parser.h with gcc-bpf, where that is installed and as far as it can: docs/ebpf.md says what it can't. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { loadObject, TestRunner } from "../../src/kernel/index.ts";
import { prepare } from "../../src/reference/index.ts";
import { readSample } from "../samples/sample.ts";
import { bench } from "./bench.ts";

const GCC = ["bpf-gcc", "bpf-unknown-none-gcc"].find((path) => spawnSync(path, ["--version"]).status === 0);
if (GCC === undefined)
  console.warn("TESTS WITH gcc-bpf LEFT OUT: it is not installed (Debian, Ubuntu: apt-get install gcc-bpf)");

/** A program of the test's own: five arguments are what gcc 12 allows, and it calls no helper. */
const program = `#include <linux/bpf.h>
#define SEC(name) __attribute__((section(name), used))
#include "gibb_enterprise.parser.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC("xdp")
int own(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	struct gibb_enterprise_observation observation = {};
	struct gibb_enterprise_headers_t hdr = {};

	if (gibb_enterprise_parse(data, data_end, 0, &hdr, &observation) == GIBB_ENTERPRISE_ACCEPT)
		return XDP_PASS;
	return XDP_DROP;
}
`;

const compile = (files: readonly { path: string; text: string }[]): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), "p4twin-gcc-"));
  try {
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    const multiarch = spawnSync("cc", ["-print-multiarch"], { encoding: "utf8" }).stdout.trim();
    const includes = ["/usr/include", `/usr/include/${multiarch}`].flatMap((path) => ["-idirafter", path]);
    const flags = ["-O2", "-Wall", "-Wextra", "-Werror", ...includes, "-c", "own.c", "-o", "own.o"];
    const run = spawnSync(GCC ?? "", flags, { cwd: folder, encoding: "utf8" });
    expect(run.stderr).toBe("");
    return readFileSync(join(folder, "own.o"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe.skipIf(GCC === undefined || bench === undefined)("gcc-bpf", () => {
  it("compiles a parser without a warning, to what the reference says", () => {
    if (bench === undefined) return;
    const { twin, packets } = readSample("gibb_enterprise");
    const files = generate(twin.program, twin.identity, {}, new DiagnosticSink()) ?? [];
    const object = loadObject(bench.libbpf, compile([...files, { path: "own.c", text: program }]));
    if (object.kind === "failed") throw new Error(`errno ${object.errno}: ${object.log.slice(-2000)}`);
    const runner = new TestRunner(bench.libbpf);
    const fd = object.programs.get("own")?.fd ?? -1;
    const parse = prepare(twin.typed);
    for (const packet of packets)
      for (let length = 14; length <= packet.length; length += 1) {
        const cut = packet.slice(0, length);
        const run = runner.run(fd, { packet: cut });
        const accepts = parse(cut, { inputs: new Map() }).verdict === "accept";
        expect(run, `${length} bytes`).toMatchObject({ kind: "ran", returned: accepts ? 2 : 1 });
      }
    object.close();
  });
});
