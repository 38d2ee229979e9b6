/** Programs on which an engine was once at odds with the reference. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parserModel } from "../reference/program.ts";
import { packetsFor } from "./generate/packets.ts";
import { describeFindings, findDifferences, mustOpenAll } from "./trial.ts";
import { mustTwin } from "./twin.ts";

interface Case {
  readonly name: string;
  readonly source: string;
  /** What backends may refuse it with. */
  readonly refusal?: RegExp;
}

const cases: readonly Case[] = [
  {
    name: "an invalid member of a union assigned to itself leaves none valid",
    refusal: /./,
    source: parserModel({
      headers: "u_t u;",
      states: "state start { packet.extract(hdr.u.b); hdr.u.p = hdr.u.p; transition accept; }",
    }),
  },
  {
    name: "a negation of a negation is no decrement",
    source: parserModel({
      headers: "w_t w;",
      states: "state start { packet.extract(hdr.w); hdr.w.v = -(-hdr.w.v); transition accept; }",
      declarations: "header w_t { bit<64> v; }",
    }),
  },
  {
    name: "the packet's length less one is no bitwise operation on a packet pointer",
    source: readFileSync(new URL("regressions/packet-length.p4", import.meta.url), "utf8"),
  },
  {
    name: "what is left of the packet behind a varbit header is computed from pointers as the verifier allows",
    source: readFileSync(new URL("regressions/varbit-left.p4", import.meta.url), "utf8"),
  },
  {
    name: "what stands behind a check that always fails is gone, with its indices outside of stacks",
    source: readFileSync(new URL("regressions/index-behind-rejection.p4", import.meta.url), "utf8"),
  },
  {
    name: "fields of a struct within a header and elements of a tuple have the source's names",
    source: parserModel({
      declarations: "struct inner_t { bit<8> a; bit<8> b; } header nested_t { inner_t i; bit<8> c; }",
      headers: "nested_t n;",
      meta: "tuple<bit<8>, bool> t;",
      states: "state start { packet.extract(hdr.n); meta.t = { hdr.n.i.b, true }; transition accept; }",
    }),
  },
  {
    name: "an extract behind a condition bounds no loop, even where the condition is a constant",
    source: parserModel({
      headers: "byte_t[3] s;",
      states: `@max_visits(2) state start {
        if ((bool)(1w1)) { packet.extract(hdr.s.next); }
        transition select(packet.lookahead<bit<8>>()) { 0: accept; default: start; }
      }`,
    }),
  },
  {
    name: "a select on a field cast to more bits than it has",
    source: parserModel({
      headers: "pair_t h;",
      states: `state start {
        packet.extract(hdr.h);
        transition select((bit<33>)hdr.h.f) { 0x1ffffffff: reject; 0xffffffff: accept; 7: more; default: accept; }
      }
      state more {
        packet.extract(hdr.h);
        transition select((bit<20>)hdr.h.g) { 0xfffff: reject; 0xffff: reject; 3: start; default: accept; }
      }`,
    }),
  },
  {
    name: "what is left of the packet one byte further is no bitwise operation on a packet pointer",
    source: parserModel({
      declarations: "header options_t { bit<8> f; bit<8> g; varbit<32> v; } header five_t { bit<40> f; }",
      headers: "options_t h; five_t k;",
      meta: "bit<48> m;",
      states: `state start {
        meta.m = packet.lookahead<bit<48>>();
        packet.advance(8);
        packet.extract(hdr.h, 0);
        packet.extract(hdr.h, 0);
        packet.extract(hdr.k);
        packet.extract(hdr.k);
        transition accept;
      }`,
    }),
  },
];

describe.each(cases)("$name", ({ source, refusal }) => {
  it("on every engine", () => {
    const twin = mustTwin("regression", source);
    const engines = mustOpenAll(twin, (reason) => refusal?.test(reason) ?? false);
    try {
      const findings = findDifferences(twin, engines, packetsFor(twin, 100, 1));
      if (findings.length > 0) expect.fail(describeFindings(findings));
    } finally {
      for (const engine of engines) engine.close();
    }
  });
});
