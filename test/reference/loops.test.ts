import { describe, expect, it } from "vitest";
import { ENDLESS, prepare } from "../../src/reference/index.ts";
import { frontEnd, parserModel, runner } from "./program.ts";

const zeros = (bytes: number): string => "00".repeat(bytes);

describe("loops of states", () => {
  const counting = (annotation: string): string =>
    parserModel({
      meta: "bit<16> m;",
      states: `${annotation} state start { packet.extract(hdr.h); meta.m = meta.m + 1; transition select(hdr.h.f) { 0: start; default: accept; } }`,
    });

  it("are bounded at 256 visits of the head", () => {
    const run = runner(counting(""));
    expect(run(`${zeros(255)}01`)).toMatchObject({ "meta.m": 256n });
    expect(run(`${zeros(256)}01`)).toBe("ParserTimeout");
    expect(run(zeros(256))).toBe("ParserTimeout");
    expect(run(zeros(255))).toBe("PacketTooShort");
  });

  it("or as @max_visits says", () => {
    const run = runner(counting("@max_visits(3)"));
    expect(run(`${zeros(2)}01`)).toMatchObject({ "meta.m": 3n });
    expect(run(`${zeros(3)}01`)).toBe("ParserTimeout");
  });

  it("count each packet anew", () => {
    const run = runner(counting("@max_visits(3)"));
    for (let packet = 0; packet < 5; packet += 1)
      expect(run(`${zeros(2)}01`)).toMatchObject({ "meta.m": 3n });
  });

  it("count the head alone: the state that a depth-first search comes back to", () => {
    // start → a → b → a: the head is a, though b says something else.
    const run = runner(
      parserModel({
        states: `state start { transition a; } @max_visits(2) state a { packet.extract(hdr.h); transition select(hdr.h.f) { 0: b; default: accept; } }
          @max_visits(1) state b { transition a; }`,
      }),
    );
    expect(run(`${zeros(1)}01`)).toMatchObject({ consumed: 16 });
    expect(run(`${zeros(2)}01`)).toBe("ParserTimeout");
  });

  it("take rows in order, and none behind a catch-all, in the search for heads", () => {
    // The search goes start → b → a → b: b is the head. Were the row behind default an edge, a would be, too.
    const run = runner(
      parserModel({
        states: `state start { transition b; }
          @max_visits(1) state a { packet.extract(hdr.h); transition select(hdr.h.f) { 0: b; default: accept; 7: a; } }
          @max_visits(2) state b { transition a; }`,
      }),
    );
    expect(run(`${zeros(1)}01`)).toMatchObject({ consumed: 16 });
    expect(run(`${zeros(2)}01`)).toBe("ParserTimeout");
  });

  it("that always extract into a stack's next are bounded by the stack alone", () => {
    const stack = (statement: string): string =>
      parserModel({
        headers: "byte_t[5] s;",
        meta: "bit<8> m;",
        states: `@max_visits(2) state start { ${statement} transition select(hdr.s.last.f) { 0: start; default: accept; } }`,
      });
    const always = runner(stack("packet.extract(hdr.s.next);"));
    expect(always(`${zeros(4)}01`)).toMatchObject({ "hdr.s": 5 });
    expect(always(zeros(6))).toBe("StackOutOfBounds");
    const sometimes = runner(stack("if (meta.m == 0) { packet.extract(hdr.s.next); }"));
    expect(sometimes(`${zeros(2)}01`)).toBe("ParserTimeout");
  });
});

describe("loops of sub-parsers", () => {
  it("are counted apart at each place of application", () => {
    const run = runner(
      parserModel({
        declarations: `parser Sub(packet_in packet, inout meta_t meta) {
            @max_visits(2) state start { byte_t b; packet.extract(b); meta.m = meta.m + 1; transition select(b.f) { 0: start; default: accept; } } }`,
        states: "Sub() s; state start { s.apply(packet, meta); s.apply(packet, meta); transition accept; }",
      })
        .replace(/struct headers_t[^\n]*\n|struct meta_t[^\n]*\n/g, "")
        .replace("parser Sub", "struct headers_t { byte_t h; } struct meta_t { bit<8> m; }\nparser Sub"),
    );
    expect(run("0001 0001")).toMatchObject({ "meta.m": 4n });
    expect(run("0001 000001")).toBe("ParserTimeout");
  });

  it("count a sub-parser's head over all of its runs at that place", () => {
    const run = runner(
      parserModel({
        declarations:
          "struct inner_t { bit<8> m; }\n" +
          `parser Sub(packet_in packet, inout inner_t meta) {
            @max_visits(3) state start { byte_t b; packet.extract(b); meta.m = meta.m + 1; transition select(b.f) { 0: start; default: accept; } } }`,
        meta: "inner_t i;",
        states: `Sub() s; state start { s.apply(packet, meta.i); packet.extract(hdr.h); transition select(hdr.h.f) { 0: start; default: accept; } }`,
      }),
    );
    // Rounds of "1 byte of the sub-parser's, 1 of the parser's": start of the sub-parser is entered once each.
    expect(run("0100 0100 0101")).toMatchObject({ "meta.i.m": 3n });
    expect(run("0100 0100 0100 0101")).toBe("ParserTimeout");
    expect(run("0001 00 000001 01")).toBe("ParserTimeout");
  });
});

describe("loops of states in a program that is read as a device reads it", () => {
  const device = (states: string) =>
    prepare(frontEnd(parserModel({ meta: "bit<16> m;", states })).typed, {}, { boundsLoops: false });

  it("have no bound but the program's own, whatever is annotated", () => {
    const run = device(`@max_visits(3) state start {
      packet.extract(hdr.h);
      meta.m = meta.m + 1;
      transition select(hdr.h.f) { 0: start; default: accept; }
    }`);
    for (const turns of [2, 3, 600])
      expect(run(Buffer.from(`${zeros(turns)}01`, "hex")).verdict).toBe("accept");
    expect(run(Buffer.alloc(600))).toEqual({ verdict: "reject", error: "PacketTooShort" });
  });

  it("are given up where they do not end", () => {
    const run = device("state start { transition select(meta.m) { 1: accept; default: start; } }");
    expect(run(Buffer.alloc(0))).toEqual({ verdict: "reject", error: ENDLESS });
  });
});
