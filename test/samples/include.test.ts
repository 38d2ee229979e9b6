/** NAME.parser.h in a program of one's own: all samples' at once, without a clash and without a warning. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { compileBpf, type SourceFile } from "../../src/kernel/index.ts";
import { bench } from "../kernel/bench.ts";
import { readSample, sampleNames } from "./sample.ts";

const headers = sampleNames.map((name): SourceFile => {
  const { program, identity } = readSample(name).twin;
  const header = generate(program, identity, {}, new DiagnosticSink())?.find(({ path }) =>
    path.endsWith(".h"),
  );
  if (header === undefined) throw new Error(`no header of ${name}`);
  return header;
});

const main = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
${headers.map(({ path }) => `#include "${path}"`).join("\n")}

char _license[] SEC("license") = "GPL";

SEC("xdp")
int edge(struct xdp_md *ctx)
{
	struct gibb_edge_headers_t headers = {};
	struct gibb_edge_metadata_t meta = {};
	struct gibb_edge_observation seen = {};

	gibb_edge_parse((void *)(long)ctx->data, (void *)(long)ctx->data_end, 0,
			&headers, &meta, &seen);
	return headers.ipv4.valid && headers.ipv4.protocol == 6 ? XDP_PASS : XDP_DROP;
}
`;

const clangs = ["clang-14", "clang-19"].filter(
  (path) => bench !== undefined && spawnSync(path, ["--version"]).status === 0,
);

describe.each(clangs)("%s", (path) => {
  it("takes the parsers of all samples in one program", () => {
    const files = [...headers, { path: "edge.bpf.c", text: main }];
    const clang = { kind: "clang", path, version: path } as const;
    const made = compileBpf(clang, files, "edge.bpf.c", ["-Wall", "-Wextra", "-Werror"]);
    expect(made).toMatchObject({ kind: "object", warnings: "" });
  });
});
