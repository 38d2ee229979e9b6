/** The observing program is a right one, and what it would send is read as it is meant. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generate } from "../../backends/p4/index.ts";
import { differenceOf, slotValues } from "../../scripts/conformance-p4/decode.ts";
import { observingProgram, standardFieldsRead } from "../../scripts/conformance-p4/observer.ts";
import { planOf } from "../../scripts/conformance-p4/plan.ts";
import { findTool, p4cArguments, readFindings } from "../../scripts/conformance-p4/tools.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { toJson } from "../../src/ir/json.ts";
import { prepare } from "../../src/reference/index.ts";
import { identity } from "../p4-backend/ir.ts";
import { emit, type Read, readProgram } from "../p4-backend/pipeline.ts";
import { programs } from "../p4-backend/programs.ts";

const planFor = ({ program, source }: Read) =>
  planOf(JSON.parse(toJson(must(program, "the emitted program"), source.identity)));

const expectRight = (text: string): string => {
  const emitted = readProgram("emitted.p4", text);
  const observing = observingProgram(text, planFor(emitted));
  const read = readProgram("observing.p4", observing);
  expect(read.sink.all.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(read.program?.states).toHaveLength(must(emitted.program, "program").states.length);
  expect(observing).not.toContain("mark_to_drop");
  expect(observing.match(/\.emit\(/g)).toHaveLength(1);
  return observing;
};

describe("the observing program", () => {
  test.each(programs)("of $name", (program) => {
    const [file] = generate(program, identity, { arch: "v1model" }, new DiagnosticSink()) ?? [];
    expectRight(must(file, "an output").text);
  });

  const samples = new URL("../../samples/", import.meta.url);
  test.each(readdirSync(samples).filter((name) => name.endsWith(".p4")))("of %s", (name) => {
    expectRight(must(emit(readProgram(name, readFileSync(new URL(name, samples)))), "the output"));
  });

  test("knows what the parser reads that the model fills in", () => {
    const text = (name: string): string => {
      const program = must(
        programs.find((each) => each.name === name),
        name,
      );
      return generate(program, identity, { arch: "v1model" }, new DiagnosticSink())?.[0]?.text ?? "";
    };
    const nothing = { known: true, unknown: [], lengthName: undefined };
    expect(standardFieldsRead(text("tagged"), "v1model")).toEqual(nothing);
    const dissector = text("dissector");
    expect(standardFieldsRead(dissector, "v1model")).toEqual({
      ...nothing,
      lengthName: "standard_metadata.packet_length",
    });
    const read = (field: string) =>
      standardFieldsRead(
        dissector.replace("standard_metadata.packet_length", `standard_metadata.${field}`),
        "v1model",
      );
    expect(read("ingress_port")).toEqual(nothing);
    expect(read("ingress_global_timestamp")).toEqual({
      ...nothing,
      known: false,
      unknown: ["standard_metadata.ingress_global_timestamp"],
    });
  });

  test("needs an emitted program", () => {
    expect(() => observingProgram("parser P() {}", { errors: [], slots: [], bytes: 0 })).toThrow(/no parser/);
  });
});

const source = readProgram(
  "x.p4",
  `#include <core.p4>
#include <parser_model.p4>
header h_t { bit<4> a; int<4> b; }
struct headers_t { h_t h; h_t[2] st; }
struct meta_t { bool known; error last; bit<3> x; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  state start {
    packet.extract(hdr.h);
    meta.known = true;
    meta.last = error.NoMatch;
    meta.x = 5;
    transition select(hdr.h.a) { 1: more; 2: accept; }
  }
  state more { packet.extract(hdr.st.next); transition accept; }
}
ParserModel(P()) main;
`,
);

describe("what the observing program sends", () => {
  const text = must(emit(source), "the output");
  const emitted = readProgram("x.v1model.p4", text);
  const plan = planFor(emitted);
  const run = prepare(must(emitted.typed, "typed tree"));
  /** The extra header's bytes for these values, in order of the slots. */
  const encode = (values: readonly bigint[]): Uint8Array => {
    const bits = plan.slots.map(({ width }, index) => (values[index] ?? 0n).toString(2).padStart(width, "0"));
    const all = bits.join("").padEnd(plan.bytes * 8, "0");
    return Uint8Array.from(all.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  };
  const noMatch = BigInt(plan.errors.indexOf("NoMatch"));
  const accepted = [0n, 1n, 2n, 15n, 0n, 0n, 0n, 0n, 0n, 0n, 1n, noMatch, 5n];

  test("has a slot for everything that can be shown", () => {
    expect(plan.slots.map(({ width }) => width)).toEqual([16, 1, 4, 4, 1, 4, 4, 1, 4, 4, 1, 16, 3]);
    expect(plan.bytes).toBe(8);
    expect(slotValues(encode(accepted), plan)).toEqual(accepted);
  });

  test("agrees with the reference where it is the same", () => {
    const packet = Uint8Array.of(0x2f, 7, 8);
    const sent = Uint8Array.from([...encode(accepted), 7, 8]);
    expect(differenceOf(run(packet), packet, sent, plan)).toBeUndefined();
  });

  test.each([
    [0, 3n, /^error: NoError expected/],
    [1, 0n, /^hdr\.h is not valid/],
    [3, 1n, /^hdr\.h\.b: 15 expected, 1 found/],
    [4, 1n, /^hdr\.st\[0\] is valid/],
    [10, 0n, /^meta\.known: 1 expected/],
    [11, 0n, /^meta\.last: NoMatch expected, NoError found/],
    [12, 4n, /^meta\.x: 5 expected/],
  ])("differs in slot %s", (index, value, message) => {
    const packet = Uint8Array.of(0x2f);
    const values = accepted.map((each, at) => (at === index ? value : each));
    expect(differenceOf(run(packet), packet, encode(values), plan)).toMatch(message);
  });

  test("differs in what is consumed", () => {
    const packet = Uint8Array.of(0x2f, 7);
    expect(differenceOf(run(packet), packet, encode(accepted), plan)).toMatch(/^consumed: 8 expected, 16/);
    expect(differenceOf(run(packet), packet, Uint8Array.of(1), plan)).toMatch(/1 bytes came out/);
  });

  test("is compared by the error alone where the packet is rejected", () => {
    const packet = Uint8Array.of(0x3f, 7);
    const sent = Uint8Array.from([...encode([noMatch, 0n, 9n]), 7]);
    expect(differenceOf(run(packet), packet, sent, plan)).toBeUndefined();
    expect(differenceOf(run(packet), packet, Uint8Array.from([...encode(accepted), 7]), plan)).toMatch(
      /^error/,
    );
  });
});

describe("tools", () => {
  const there =
    (...files: readonly string[]) =>
    (file: string) =>
      files.includes(file);

  test("are found by their variable, else on PATH", () => {
    expect(findTool(["p4c-bm2-ss", "p4c"], "/x/p4c", "/usr/bin", there("/x/p4c", "/usr/bin/p4c"))).toBe(
      "/x/p4c",
    );
    expect(findTool(["p4c-bm2-ss", "p4c"], undefined, "/a::/b", there("/a/p4c", "/b/p4c-bm2-ss"))).toBe(
      "/b/p4c-bm2-ss",
    );
    expect(findTool(["p4c"], "/gone/p4c", "/a", there("/a/p4c"))).toBeUndefined();
    expect(findTool(["p4c"], "", undefined, there("/a/p4c"))).toBeUndefined();
  });

  test("are called as each is", () => {
    expect(p4cArguments("/x/p4c-bm2-ss", "v1model", "/d/a.p4", "/d")).toContain("/d/a.json");
    expect(p4cArguments("/x/p4c", "psa", "/d/a.p4", "/d").slice(0, 4)).toEqual([
      "--target",
      "bmv2",
      "--arch",
      "psa",
    ]);
    expect(p4cArguments("/x/p4test", "pna", "/d/a.p4", "/d")).toEqual(["--std", "p4-16", "/d/a.p4"]);
  });

  test("p4c's findings", () => {
    const output = `a.p4(12): [--Wwarn=unused] warning: 'x' is unused
    bit<8> x;
           ^
a.p4(7): [--Werror=type-error] error: Field q is not a member of header h_t
error: a.p4 does not have a main
1 error generated.
`;
    expect(readFindings(output)).toEqual([
      { severity: "warning", line: 12, name: "unused", message: "'x' is unused" },
      { severity: "error", line: 7, name: "type-error", message: "Field q is not a member of header h_t" },
      { severity: "error", line: 0, name: "", message: "a.p4 does not have a main" },
    ]);
  });
});
