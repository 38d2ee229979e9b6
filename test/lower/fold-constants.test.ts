/** Locals that are constants, rows that are covered, and counts that the graph has no place for any more. */
import { describe, expect, test } from "vitest";
import { must } from "../../src/diagnostics/bug.ts";
import { printProgram } from "../../src/ir/index.ts";
import { readProgram } from "../p4-backend/pipeline.ts";

const lowered = (states: string, locals = "") => {
  const { program, sink } = readProgram(
    "x.p4",
    `#include <core.p4>
#include <parser_model.p4>
header h_t { bit<8> x; bit<8> y; }
struct pair_t { bit<8> one; bit<8> two; }
struct headers_t { h_t h; h_t[2] st; }
struct meta_t { bit<8> m; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  ${locals}
  ${states}
}
ParserModel(P()) main;
`,
  );
  const findings = sink.all.map(({ code }) => code);
  return { findings, program: must(program, findings.join(" ")) };
};

const textOf = (...given: Parameters<typeof lowered>): string => printProgram(lowered(...given).program);

describe("a local that only its declaration writes", () => {
  const asked = "state start { if (x == 3) { packet.extract(hdr.h); } else { packet.extract(hdr.st.next); } ";

  test("decides what hangs on it", () => {
    const { program } = lowered(`${asked} transition accept; }`, "bit<8> x = 3;");
    expect(program.locals).toEqual([]);
    expect(program.states[0]?.operations).toMatchObject([{ kind: "extract", header: { root: "hdr" } }]);
  });

  test("counts for those behind it, in structs too", () => {
    const { program } = lowered(
      "state start { transition select(p.two) { 7: more; 8: accept; } } state more { packet.extract(hdr.h); transition accept; }",
      "bit<8> x = 3; pair_t p = { x, x + 4 };",
    );
    expect(program.states[0]?.transition).toMatchObject({ kind: "goto", next: { name: "more" } });
    expect(program.locals).toEqual([]);
  });

  test.each([
    ["a state writes", "x = x + 1;"],
    ["a slice of it is written", "x[1:0] = 2;"],
    ["a lookahead fills", "x = packet.lookahead<bit<8>>();"],
  ])("is no constant where %s", (_, statement) => {
    const { program } = lowered(
      `${asked} ${statement} transition start2; } state start2 {
      packet.extract(hdr.h); meta.m = x; transition select(hdr.h.x) { 1: start; default: accept; } }`,
      "bit<8> x = 3;",
    );
    expect(program.locals.map(({ name }) => name)).toContain("x");
  });

  test("keeps the warning where the source gives it no value", () => {
    const { findings, program } = lowered(`${asked} transition accept; }`, "bit<8> x;");
    expect(findings).toContain("P0511");
    expect(program.locals).toEqual([]);
  });
});

describe("a row that one above it covers", () => {
  const rowsOf = (type: string, rows: string): number => {
    const { program } = lowered(
      `state start { packet.extract(hdr.h); transition select((${type}) hdr.h.x) { ${rows} default: more; } }
       state more { packet.extract(hdr.h); transition accept; }`,
    );
    const transition = program.states[0]?.transition;
    return transition?.kind === "select" ? transition.rows.length : 0;
  };

  test.each([
    ["bit<8>", "5: accept; 5: accept;", 1],
    ["bit<8>", "4..9: accept; 5: accept;", 1],
    ["bit<8>", "4..9: accept; 5..9: accept;", 1],
    ["bit<8>", "4..9: accept; 5..10: accept;", 2],
    ["bit<8>", "0..15: accept; 8 &&& 0xfc: accept;", 1],
    ["bit<8>", "0..14: accept; 8 &&& 0xf8: accept;", 2],
    ["bit<8>", "0 &&& 0xf0: accept; 8 &&& 0xf8: accept;", 1],
    ["bit<8>", "8 &&& 0xf8: accept; 0 &&& 0xf0: accept;", 2],
    ["int<8>", "-8s4 .. 8s4: accept; -8s1: accept;", 1],
    ["int<8>", "-8s4 .. 8s4: accept; 8s0 &&& 8s0x7e: accept;", 2],
  ])("of %s, %s: %i left", (type, rows, left) => {
    expect(rowsOf(type, rows)).toBe(left);
  });
});

describe("a count", () => {
  test("goes with its loop", () => {
    const { program } = lowered(
      `@max_visits(3) state start { packet.extract(hdr.h); transition select(hdr.h.x) { 1: accept; 1: start; default: accept; } }`,
    );
    expect(program.states.map(({ maxVisits }) => maxVisits)).toEqual([undefined]);
    expect(program.locals).toEqual([]);
  });

  test("becomes the program's own where a stack bounds the loop in the end, but later", () => {
    const text = textOf(
      `@max_visits(2) state start {
         if (x == 3) { packet.extract(hdr.st.next); } else { packet.extract(hdr.h); }
         transition select(hdr.st.last.x) { 1: start; default: accept; } }`,
      "bit<8> x = 3;",
    );
    expect(text).not.toContain("max_visits");
    expect(text).toMatch(/verify .start_visits < 32w2., ParserTimeout/);
  });
});
