/** Each code P05xx, and the limits. */
import { describe, expect, it } from "vitest";
import type { TypedExpression } from "../../src/analyze/typed.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { lower } from "../../src/lower/index.ts";
import { lowerText, spellFindings } from "./pipeline.ts";

const frame = (parser: string, declarations: string): string => `
#include <core.p4>
#include <parser_model.p4>
header h_t { bit<8> a; bit<8> b; }
header v_t { bit<8> a; varbit<64> v; }
header_union u_t { h_t h; v_t v; }
struct headers_t { h_t h; v_t v; v_t w; h_t[3] st; u_t[2] us; }
struct meta_t { bit<8> x; bit<8> y; }
${declarations}
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) { ${parser} }
ParserModel(P()) main;
`;

const findings = (parser: string, declarations = ""): readonly string[] =>
  spellFindings(lowerText(frame(parser, declarations)));

const repeated = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join("\n");

const tofino = (states: string): readonly string[] =>
  spellFindings(
    lowerText(`#include <core.p4>
const bit<32> PORT_METADATA_SIZE = 64;
header h_t { bit<96> a; }
struct headers_t { h_t h; h_t[2] s; }
parser T<H>(packet_in p, out H h);
package Switch<H>(T<H> t);
parser P(packet_in packet, out headers_t hdr) { ${states} }
Switch(P()) main;
`),
  );

describe("P0501: what goes on behind the metadata in front of the packet", () => {
  it.each([
    ["packet.extract(hdr.h); packet.extract(hdr.h);", "a header that goes on in the packet"],
    ["packet.extract(hdr.s.next);", "an extract into a stack's next"],
    ["bit<129> x = packet.lookahead<bit<129>>();", "a lookahead that goes on in the packet"],
    [
      "packet.advance((bit<32>) packet.lookahead<bit<3>>() << 3);",
      "an advance by a number known only at run time",
    ],
    [
      "if (packet.lookahead<bit<1>>() == 1) { packet.advance(8); }",
      "an if whose branches come out at different bits",
    ],
  ])("%s", (statements, message) => {
    expect(tofino(`state start { ${statements} transition accept; }`).join("\n")).toContain(
      `${message}, within the 128 bits of metadata in front of the packet`,
    );
  });

  it("takes what stays within, and what comes behind", () => {
    const behind = "packet.extract(hdr.h); packet.advance(40); packet.extract(hdr.s.next);";
    expect(tofino(`state start { ${behind} transition accept; }`)).toEqual([]);
  });
});

describe("P0501: what no target can express", () => {
  const refused = (parser: string, declarations?: string): void => {
    expect(findings(parser, declarations).join("\n")).toMatch(/error P0501/);
  };
  it("externs without a meaning", () =>
    refused("state start { f(meta.x); transition accept; }", "extern void f(in bit<8> x);"));
  it("setValid on a local header whose varbit is empty is taken", () => {
    const kept = "v_t spare; state start { spare.setValid(); packet.extract(hdr.v, 8); hdr.v = spare;";
    expect(findings(`${kept} transition accept; }`)).toEqual([]);
    expect(
      findings(`${kept} packet.extract(spare, 8); transition again; }
      state again { spare.setInvalid(); spare.setValid(); transition accept; }`).join(),
    ).toContain("P0501");
    expect(findings("state start { hdr.w.setValid(); transition accept; }").join()).toContain("P0501");
  });

  it("setValid on a header with a varbit that may be invalid", () => {
    refused(
      "state start { packet.extract(hdr.v, 8); hdr.v.setInvalid(); hdr.v.setValid(); transition accept; }",
    );
    expect(
      findings("state start { packet.extract(hdr.v, 8); hdr.v.setValid(); transition accept; }"),
    ).toEqual([]);
  });
  it("comparing varbits", () =>
    refused("state start { transition select(hdr.v == hdr.w) { true: accept; } }"));
  it("loops that empty the stack that bounds them", () =>
    refused(
      "state start { packet.extract(hdr.st.next); hdr.st.pop_front(1); transition select(hdr.h.a) { 1: accept; _: start; } }",
    ));
});

describe("P0502: limits", () => {
  it("states after inlining", () => {
    const levels = repeated(
      16,
      (index) =>
        `parser S${index + 1}(packet_in p, inout bit<8> x) { S${index}() a; S${index}() b; state start { a.apply(p, x); b.apply(p, x); transition accept; } }`,
    );
    const declarations = `parser S0(packet_in p, inout bit<8> x) { state start { x = x + 1; transition accept; } }\n${levels}`;
    const found = findings(
      "S16() s; state start { s.apply(packet, meta.x); transition accept; }",
      declarations,
    );
    expect(found).toEqual(["error P0502: more than 20000 states after inlining"]);
  });

  it("conditions within one another", () => {
    const f = `bit<8> f(in bit<8> v) { ${repeated(300, (index) => `if (v == ${index % 256}) { return 1; }`)} return 2; }`;
    const found = findings("state start { meta.x = f(meta.x); transition accept; }", f);
    expect(found).toEqual(["error P0502: conditions nested more than 200 levels deep"]);
  });

  it("levels within one another, which the front end's limits keep out", () => {
    const { typed } = lowerText(frame("state start { transition accept; }", ""));
    const program = must(typed, "typed program");
    const span = { start: 0, end: 1 };
    const type = { kind: "bool" } as const;
    let expression: TypedExpression = { kind: "boolean", value: true, type, span };
    for (let depth = 0; depth < 20_000; depth += 1) {
      expression = { kind: "unary", operator: "not", operand: expression, type, span };
    }
    const [start] = program.parser.states;
    const statements = [{ kind: "evaluate", expression, span } as const];
    const parser = { ...program.parser, states: [{ ...must(start, "start"), statements }] };
    const sink = new DiagnosticSink();
    const sourceMap = {
      resolve: () => ({ file: "", line: 1, column: 1, endLine: 1, endColumn: 1, text: "" }),
      flatLine: () => 1,
    };
    const lowered = lower({ ...program, parser }, { name: "t", sourceFile: "t.p4", sourceMap }, sink);
    expect(lowered).toBeUndefined();
    expect(sink.all.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "P0502: nested more than 500 levels deep",
    ]);
  });
});

describe("P0503: loops without constant bounds", () => {
  it("a bound that only the packet knows", () => {
    const f =
      "bit<8> f(in bit<8> n) { bit<8> r = 0; for (bit<8> i = 0; i < n; i = i + 1) { r = r + 1; } return r; }";
    const found = findings("state start { meta.x = f(meta.x); transition accept; }", f);
    expect(found.join("\n")).toMatch(/error P0503: a for loop needs constant bounds/);
  });
});

describe("warnings", () => {
  it("P0511: reads before writes", () => {
    expect(findings("bit<8> n; state start { meta.x = n; transition accept; }")).toEqual([
      "warning P0511: n is read before it is written; it reads as zero",
    ]);
  });

  it("P0512: headers that are or may be invalid", () => {
    const found = findings(
      "state start { meta.x = hdr.h.a; transition select(meta.y) { 1: more; _: last; } } state more { packet.extract(hdr.h); transition last; } state last { meta.y = hdr.h.a; transition accept; }",
    );
    expect(found).toEqual([
      "warning P0512: header hdr.h is invalid here: its fields read as zero, and what is written to them is lost",
      "warning P0512: header hdr.h may be invalid here: its fields read as zero, and what is written to them is lost",
    ]);
  });

  it("P0513: cases behind one that matches everything in its own way", () => {
    const found = findings("state start { transition select(meta.x) { 0..255: accept; 3: reject; } }");
    expect(found).toEqual(["warning P0513: this case is never taken: an earlier one matches everything"]);
  });

  it("P0514: loops that consume nothing", () => {
    const found = findings("state start { transition select(meta.x) { 1: accept; _: start; } }");
    expect(found).toEqual([
      "warning P0514: the loop through state start consumes nothing; it is cut off after 256 visits",
    ]);
  });

  it("P0515: @max_visits where no loop begins, or where a stack bounds it", () => {
    const found = findings(
      "@max_visits(9) state start { transition next; } @max_visits(9) state next { packet.extract(hdr.st.next); transition select(hdr.st.last.a) { 1: accept; _: next; } }",
    );
    expect(found).toEqual([
      "warning P0515: @max_visits on state start has no effect: no loop begins here",
      "warning P0515: @max_visits on state next has no effect: a stack bounds this loop",
    ]);
  });

  it("none for a program that does everything right", () => {
    const found = findings(
      "bit<8> n; state start { n = 0; transition next; } state next { packet.extract(hdr.st.next); n = n + 1; transition select(hdr.st.last.a) { 1: accept; _: next; } }",
    );
    expect(found).toEqual([]);
  });
});
