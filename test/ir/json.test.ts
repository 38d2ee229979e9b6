import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { must } from "../../src/diagnostics/bug.ts";
import { canonicalJson, toJson } from "../../src/ir/json.ts";
import { decisionsOf, programOf } from "../differential/seeds.ts";
import { lowerText } from "../lower/pipeline.ts";
import { readProgram } from "../p4-backend/pipeline.ts";
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

const identity = { sha1: "0123456789abcdef".repeat(3).slice(0, 40), sha256: "0123456789abcdef".repeat(4) };

describe("toJson", () => {
  it("says where things stand, how far states go and what they write", () => {
    const text = `#include <core.p4>
#include <parser_model.p4>
header h_t { bit<4> a; bit<12> b; bool c; bit<7> d; }
header v_t { bit<8> n; varbit<64> v; bit<8> z; }
struct headers_t { h_t h; v_t v; h_t[2] st; }
struct meta_t { bit<8> x; bit<8> y; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  state start {
    packet.extract(hdr.h);
    if (hdr.h.c) { packet.advance(8); meta.y = 1; } else { packet.advance(4); packet.advance(4); }
    meta.x = packet.lookahead<bit<8>>();
    packet.extract(hdr.st.next);
    transition vary;
  }
  state vary {
    packet.extract(hdr.v, (bit<32>) meta.x);
    packet.extract(hdr.st.next);
    transition accept;
  }
}
ParserModel(P()) main;
`;
    const document = JSON.parse(toJson(program(text), identity));
    expect(firstMisfit(schema, document)).toBeUndefined();
    expect(document.identity).toEqual(identity);
    const [start, vary] = document.states;
    expect(start).toMatchObject({ advances: 24 + 8 + 24, metadataWritten: ["meta.x", "meta.y"] });
    expect(start.operations[0]).toMatchObject({
      kind: "extract",
      offset: 0,
      layout: {
        width: 24,
        fields: [
          { name: "a", offset: 0, width: 4 },
          { name: "b", offset: 4, width: 12 },
          { name: "c", offset: 16, width: 1 },
          { name: "d", offset: 17, width: 7 },
        ],
      },
    });
    const kinds = (operations: readonly { readonly kind: string }[]) => operations.map(({ kind }) => kind);
    expect(kinds(start.operations)).toContain("if");
    const choice = start.operations.find(({ kind }: { readonly kind: string }) => kind === "if");
    const advances = choice.otherwise.filter(({ kind }: { readonly kind: string }) => kind === "advance");
    expect(advances.map(({ offset }: { readonly offset: number }) => offset)).toEqual([24, 28]);
    expect(start.operations.at(-1)).toMatchObject({ kind: "extract", offset: 32 });
    expect(vary).not.toHaveProperty("advances");
    const varying = vary.operations.filter(({ kind }: { readonly kind: string }) =>
      kind.startsWith("extract"),
    );
    expect(varying[0]).toMatchObject({ kind: "extract-varbit", offset: 0 });
    expect(varying[0].layout).toEqual({
      fields: [
        { name: "n", offset: 0, width: 8 },
        { name: "v", offset: 8, maxWidth: 64 },
        { name: "z", width: 8 },
      ],
    });
    expect(varying[1]).not.toHaveProperty("offset");
  });

  it("fits its schema", () => {
    expect(firstMisfit(schema, JSON.parse(toJson(program(source), identity)))).toBeUndefined();
    const samples = readdirSync(join(root, "samples")).filter((name) => name.endsWith(".p4"));
    expect(samples.length).toBeGreaterThan(1);
    for (const sample of samples) {
      const path = join(root, "samples", sample);
      const json: unknown = JSON.parse(toJson(program(readFileSync(path, "utf8"), path), identity));
      expect(firstMisfit(schema, json)).toBeUndefined();
    }
  });

  it("fits its schema, whatever the program", () => {
    let fitting = 0;
    for (let seed = 7000; seed < 7060; seed++) {
      const { program: random, source: from } = readProgram("random.p4", programOf(decisionsOf(seed)));
      if (random === undefined) continue;
      expect(firstMisfit(schema, JSON.parse(toJson(random, from.identity)))).toBeUndefined();
      fitting += 1;
    }
    expect(fitting).toBeGreaterThan(30);
  });

  it("is told from what does not fit", () => {
    const json = toJson(program(source), identity).replace(`"extract-varbit"`, `"extract-varbits"`);
    expect(firstMisfit(schema, JSON.parse(json))).toMatch(/^\$\.states\[0\]/);
  });

  it("has its keys sorted and no spans", () => {
    const text = toJson(program(source), identity);
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
