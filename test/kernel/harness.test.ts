import { describe, expect, it } from "vitest";
import {
  compileBpf,
  errnoName,
  findClang,
  loadObject,
  programInfo,
  readStamps,
  TestRunner,
} from "../../src/kernel/index.ts";
import { bench } from "./bench.ts";

const program = (body: string): string => `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char _license[] SEC("license") = "GPL";
SEC("xdp") int subject(struct xdp_md *ctx)
{
${body}
}
`;

const compile = (text: string) => {
  if (bench === undefined) throw new Error("no kernel");
  return compileBpf(bench.clang, [{ path: "subject.c", text }], "subject.c");
};

const bytesOf = (text: string): Buffer => {
  const compiled = compile(text);
  if (compiled.kind !== "object") throw new Error(compiled.kind);
  return compiled.bytes;
};

describe.skipIf(bench === undefined)("the kernel harness", () => {
  it("gives clang's words where it refuses", () => {
    expect(compile("int x = ;")).toEqual({
      kind: "failed",
      output: expect.stringContaining("expected expression"),
    });
  });

  it("gives the verifier's log where it refuses", () => {
    if (bench === undefined) return;
    const bytes = bytesOf(program("return *(int *)(long)ctx->data;"));
    const failure = loadObject(bench.libbpf, bytes);
    if (failure.kind !== "failed") throw new Error("it loads");
    expect(errnoName(failure.errno)).toBe("EACCES");
    expect(failure.log).toContain("invalid access to packet");
  });

  it("gives an error where the bytes are no object", () => {
    if (bench === undefined) return;
    expect(loadObject(bench.libbpf, Buffer.from("not ELF"))).toMatchObject({ kind: "failed", log: "" });
  });

  it("runs, repeats, and says when the kernel would not run", () => {
    if (bench === undefined) return;
    const object = loadObject(bench.libbpf, bytesOf(program("return ctx->data_end - ctx->data;")));
    if (object.kind !== "loaded") throw new Error(object.log);
    const fd = object.programs.get("subject")?.fd ?? -1;
    const runner = new TestRunner(bench.libbpf);
    expect(runner.run(fd, { packet: Buffer.alloc(60) })).toMatchObject({ kind: "ran", returned: 60 });
    const output = runner.run(fd, { packet: Buffer.alloc(14, 7), repeat: 1000 });
    expect(output).toMatchObject({ kind: "ran", returned: 14, output: Buffer.alloc(14, 7) });
    expect(runner.run(fd, { packet: Buffer.alloc(13) })).toEqual({ kind: "refused", errno: 22 });
    const info = programInfo(bench.libbpf, fd);
    expect(info).toMatchObject({ name: "subject", mapIds: [] });
    expect(info.xlatedBytes % 8).toBe(0);
    expect(readStamps(bench.libbpf, info.id)).toEqual({
      program: { id: info.id, name: "subject" },
      maps: [],
      tags: [],
      flaws: [],
    });
    object.close();
    expect(readStamps(bench.libbpf, 0)).toBeUndefined();
  });
});

describe("a clang that is not there", () => {
  it("is a reason, not an exception", () => {
    const before = process.env.CLANG;
    process.env.CLANG = "/nonexistent/clang";
    try {
      expect(findClang()).toMatchObject({ kind: "unavailable", reason: "no-clang" });
    } finally {
      if (before === undefined) delete process.env.CLANG;
      else process.env.CLANG = before;
    }
  });
});
