import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { generate } from "../../backends/p4/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { validate } from "../../src/ir/validate.ts";
import { identity } from "./ir.ts";
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
