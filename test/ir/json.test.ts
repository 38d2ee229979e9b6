import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { must } from "../../src/diagnostics/bug.ts";
import { canonicalJson, toJson } from "../../src/ir/json.ts";
import { lowerText } from "../lower/pipeline.ts";
import { firstMisfit } from "./json-schema.ts";

const root = join(import.meta.dirname, "../..");
const schema: unknown = JSON.parse(readFileSync(join(root, "schema/ir.schema.json"), "utf8"));

const source = `#include <core.p4>
#include <parser_model.p4>
struct pair_t { bit<4> l; bit<4> r; }
header h_t { bit<8> a; pair_t p; int<8> s; }
header v_t { varbit<64> v; }
header_union u_t { h_t h; v_t v; }
struct headers_t { h_t h; h_t[3] st; u_t u; v_t v; }
struct meta_t { bit<8> x; bool z; error e; tuple<bit<8>, bool> t; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  value_set<bit<8>>(4) known;
  state start {
    packet.extract(hdr.h);
    packet.extract(hdr.v, (bit<32>)hdr.h.a);
    hdr.u.h.setValid();
    if (meta.x[3:0] == 2) { meta.x[7:4] = 3; meta.t = { 1, !meta.z }; hdr.st.push_front(1); hdr.st[meta.x] = hdr.h; }
    meta.x = packet.length() > 3 ? hdr.h.a ++ 8w2 == 7 ? 8w1 : 2 : (bit<8>)(-hdr.h.s);
    verify(hdr.st.lastIndex != 2, error.NoMatch);
    transition select(meta.x, packet.lookahead<bit<8>>(), hdr.h.s) {
      (1, 2 &&& 3, -3..4): start;
      (4, _, _): accept;
    }
  }
}
ParserModel(P()) main;
`;

const program = (text: string, path = "test.p4") => {
  const lowered = lowerText(text, path);
  return must(lowered.program, JSON.stringify(lowered.findings));
};

describe("toJson", () => {
  it("fits its schema", () => {
    expect(firstMisfit(schema, JSON.parse(toJson(program(source))))).toBeUndefined();
    for (const sample of ["flow_dissector", "ethernet_ip"]) {
      const path = join(root, "samples", `${sample}.p4`);
      const json: unknown = JSON.parse(toJson(program(readFileSync(path, "utf8"), path)));
      expect(firstMisfit(schema, json)).toBeUndefined();
    }
  });

  it("is told from what does not fit", () => {
    const json = toJson(program(source)).replace(`"extract-varbit"`, `"extract-varbits"`);
    expect(firstMisfit(schema, JSON.parse(json))).toMatch(/^\$\.states\[0\]/);
  });

  it("has its keys sorted and no spans", () => {
    const text = toJson(program(source));
    expect(text).not.toContain('"span"');
    expect(text).toContain('"line"');
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(JSON.parse(text)).sort());
  });
});

describe("canonicalJson", () => {
  it("is the same for sources that differ in layout and comments only", () => {
    const other = source.replaceAll("\n  ", "\n\n  /* more */ ");
    expect(canonicalJson(program(other))).toBe(canonicalJson(program(source)));
  });

  it("is another for another meaning", () => {
    const other = source.replace("(4, _, _)", "(5, _, _)");
    expect(canonicalJson(program(other))).not.toBe(canonicalJson(program(source)));
  });
});
