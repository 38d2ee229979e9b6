import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { generate } from "../../backends/p4/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { validate } from "../../src/ir/validate.ts";
import { identity } from "./ir.ts";
import { emit, readProgram } from "./pipeline.ts";
import { programs } from "./programs.ts";

const golden = (name: string): string => fileURLToPath(new URL(`goldens/${name}`, import.meta.url));

describe("programs by hand", () => {
  test.each(programs)("$name", async (program) => {
    validate(program);
    const sink = new DiagnosticSink();
    const [file, ...others] = generate(program, identity, { arch: "v1model" }, sink) ?? [];
    expect(sink.all).toEqual([]);
    expect(others).toEqual([]);
    expect(file?.path).toBe(`${program.name}.v1model.p4`);
    await expect(file?.text).toMatchFileSnapshot(golden(`${program.name}.v1model.p4`));
  });
});

/** One program that has all kinds of rows, one that starts behind Ethernet: the scaffold is what differs. */
describe.each(["psa", "pna"] as const)("for %s", (arch) => {
  test.each(programs.filter(({ name }) => name === "tagged" || name === "dissector"))(
    "$name",
    async (program) => {
      const sink = new DiagnosticSink();
      const [file] = generate(program, identity, { arch }, sink) ?? [];
      expect(sink.all).toEqual([]);
      expect(file?.path).toBe(`${program.name}.${arch}.p4`);
      expect(file?.target).toBe(arch);
      await expect(file?.text).toMatchFileSnapshot(golden(`${program.name}.${arch}.p4`));
    },
  );
});

test.each(["ethernet_ip", "flow_dissector"])("sample %s", async (name) => {
  const read = readProgram(`${name}.p4`, readFileSync(new URL(`../../samples/${name}.p4`, import.meta.url)));
  const text = emit(read);
  expect(read.sink.all).toEqual([]);
  await expect(text).toMatchFileSnapshot(golden(`${name}.v1model.p4`));
});
