/** Each invariant of ir.ts, broken in a program that is valid otherwise. */
import { describe, expect, it } from "vitest";
import { must } from "../../src/diagnostics/bug.ts";
import { bits, bool, read, stepInto } from "../../src/ir/build.ts";
import type { Expression, Operation, Place, Program, Transition } from "../../src/ir/ir.ts";
import { BOOL, bitsType } from "../../src/ir/types.ts";
import { validate } from "../../src/ir/validate.ts";
import { lowerText } from "../lower/pipeline.ts";

const origin = { span: { start: 0, end: 0 }, line: 0 };

const valid: Program = must(
  lowerText(`#include <core.p4>
#include <parser_model.p4>
header h_t { bit<8> a; int<8> s; }
header v_t { varbit<64> v; }
struct headers_t { h_t h; v_t v; h_t[2] st; }
struct meta_t { bit<8> x; bool z; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  state start { packet.extract(hdr.h); transition select(hdr.h.a) { 1: next; } }
  state next { transition accept; }
}
ParserModel(P()) main;`).program,
  "program",
);

const hdr: Place = { root: "hdr", path: [], type: { kind: "struct", name: "headers_t" } };
const meta: Place = { root: "meta", path: [], type: { kind: "struct", name: "meta_t" } };
const field = (place: Place, name: string, type: Place["type"]): Place =>
  stepInto(place, { kind: "field", name }, type);
const h = field(hdr, "h", { kind: "header", name: "h_t" });
const v = field(hdr, "v", { kind: "header", name: "v_t" });
const st = field(hdr, "st", { kind: "stack", element: { kind: "header", name: "h_t" }, size: 2 });
const x = field(meta, "x", bitsType(8));
const element = (index: Expression): Place => stepInto(st, { kind: "index", index }, h.type);

const broken = (program: Program, message: RegExp): void => {
  expect(() => validate(program)).toThrow(message);
};

const withOperation = (operation: Operation): Program => ({
  ...valid,
  states: valid.states.map((state, index) =>
    index === 0 ? { ...state, operations: [...state.operations, operation] } : state,
  ),
});

const withTransition = (transition: Transition): Program => ({
  ...valid,
  states: valid.states.map((state, index) => (index === 0 ? { ...state, transition } : state)),
});

const assign = (target: Place, value: Expression): Operation => ({ kind: "assign", target, value, origin });

it("takes what lowering makes", () => expect(() => validate(valid)).not.toThrow());

describe("declarations", () => {
  it("types in order, unique, with fitting fields", () => {
    broken({ ...valid, types: valid.types.toReversed() }, /was declared before/);
    broken({ ...valid, types: [...valid.types, ...valid.types] }, /two types named/);
    const bad = { kind: "union", name: "u", fields: [{ name: "f", type: BOOL, origin }], origin } as const;
    broken({ ...valid, types: [...valid.types, bad] }, /a union with a field/);
  });
  it("variables", () => {
    broken({ ...valid, locals: [{ name: "hdr", type: BOOL, origin }] }, /two variables named hdr/);
    broken({ ...valid, locals: [{ name: "l", type: bitsType(0), origin }] }, /a width of 0/);
  });
  it("errors", () => broken({ ...valid, errors: ["Mine"] }, /first error/));
});

describe("expressions", () => {
  const value = (expression: Expression): Program => withOperation(assign(x, expression));
  it("have the types that their parts give", () => {
    broken(value({ kind: "bits", value: 256n, type: bitsType(8) }), /is no bit<8>/);
    broken(
      value({ kind: "binary", operator: "add", left: read(x), right: bits(1, 9), type: bitsType(8) }),
      /is no bit<8>/,
    );
    broken(
      value({ kind: "binary", operator: "div", left: read(x), right: read(x), type: bitsType(8) }),
      /is no bit<8>/,
    );
    broken(value({ kind: "slice", operand: read(x), high: 8, low: 0, type: bitsType(9) }), /is no bit<9>/);
    broken(value({ kind: "cast", operand: bool(true), type: bitsType(8) }), /is no bit<8>/);
    broken(value(bool(true)), /of another type/);
  });
  it("read places that are there", () => {
    broken(value(read({ root: "nobody", path: [], type: bitsType(8) })), /no such variable/);
    broken(value(read(field(h, "b", bitsType(8)))), /no way/);
    broken(value(read(field(element(bits(2, 32)), "a", bitsType(8)))), /lies outside/);
    broken(value(read(field(stepInto(st, { kind: "next" }, h.type), "a", bitsType(8)))), /next/);
  });
});

describe("operations", () => {
  it("fit their operands", () => {
    broken(withOperation({ kind: "extract", header: v, origin }), /has a varbit/);
    broken(withOperation({ kind: "extract", header: st, origin }), /no header/);
    broken(withOperation({ kind: "extract-varbit", header: h, bits: bits(8, 32), origin }), /no varbit/);
    broken(withOperation({ kind: "extract-varbit", header: v, bits: bits(8, 16), origin }), /bit<32>/);
    broken(withOperation({ kind: "advance", bits: bits(8, 8), origin }), /bit<32>/);
    broken(withOperation({ kind: "copy-header", target: h, source: v, origin }), /of another type/);
    broken(withOperation({ kind: "push", stack: h, count: 1, origin }), /no stack/);
    broken(withOperation({ kind: "verify", condition: bool(false), error: "Mine", origin }), /no error Mine/);
    broken(
      withOperation({ kind: "lookahead", width: 4, loads: [{ target: x, offset: 0, width: 8 }], origin }),
      /lies outside/,
    );
  });
  it("cannot fail in init", () => {
    broken({ ...valid, init: [{ kind: "extract", header: h, origin }] }, /may reject/);
  });
});

describe("states", () => {
  const key = read(field(h, "a", bitsType(8)));
  const accept = { kind: "accept" } as const;
  const select = (row: Extract<Transition, { kind: "select" }>["rows"][number]["patterns"]): Program =>
    withTransition({
      kind: "select",
      keys: [key],
      rows: [{ patterns: row, next: { kind: "state", name: "next" }, origin }],
      otherwise: accept,
      origin,
    });
  it("are unique and reachable, and lead to states", () => {
    broken({ ...valid, states: [...valid.states, ...valid.states] }, /two states/);
    broken(withTransition({ kind: "goto", next: accept, origin }), /not reachable/);
    broken(withTransition({ kind: "goto", next: { kind: "state", name: "far" }, origin }), /no state far/);
    broken(withTransition({ kind: "goto", next: { kind: "reject", error: "Mine" }, origin }), /no error/);
  });
  it("have patterns in range, and no row for everything", () => {
    broken(select([{ kind: "value", value: 256n }]), /out of range/);
    broken(select([{ kind: "range", low: 3n, high: 2n }]), /empty range/);
    broken(select([{ kind: "any" }]), /catch-all/);
    broken(select([{ kind: "any" }, { kind: "any" }]), /differ in number/);
    broken(select([{ kind: "value-set", name: "none" }]), /no value set/);
  });
});
