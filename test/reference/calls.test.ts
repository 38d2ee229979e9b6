import { describe, expect, it } from "vitest";
import { parserModel, runner } from "./program.ts";

const run = (declarations: string, statements: string, hex = "", headers = "byte_t h; byte_t k;") =>
  runner(
    parserModel({
      declarations,
      headers,
      meta: "bit<8> a; bit<8> b; bit<8> c;",
      states: `state start { ${statements} transition accept; }`,
    }),
  )(hex);

describe("functions", () => {
  it("copy in and copy out, from left to right", () => {
    const swap = "void swap(inout bit<8> x, inout bit<8> y) { bit<8> t = x; x = y; y = t; }";
    expect(run(swap, "meta.a = 1; meta.b = 2; swap(meta.a, meta.b);")).toMatchObject({
      "meta.a": 2n,
      "meta.b": 1n,
    });
    // Both name one variable: the last copy out wins.
    const two = "void two(inout bit<8> x, inout bit<8> y) { x = 1; y = y + 5; }";
    expect(run(two, "meta.a = 3; two(meta.a, meta.a);")).toMatchObject({ "meta.a": 8n });
  });

  it("begin with zero in out parameters, and may leave them so", () => {
    expect(run("void f(out bit<8> x) { x = x + 1; }", "meta.a = 7; f(meta.a);")).toMatchObject({
      "meta.a": 1n,
    });
  });

  it("return at once", () => {
    const early = "bit<8> f(in bit<8> x) { if (x == 1) { return 10; } return 20; }";
    expect(run(early, "meta.a = f(1); meta.b = f(2); meta.c = f(1) + f(f(1));")).toMatchObject({
      "meta.a": 10n,
      "meta.b": 20n,
      "meta.c": 30n,
    });
  });

  it("change their arguments in the midst of an expression, from left to right", () => {
    const bump = "bit<8> bump(inout bit<8> x) { x = x + 1; return x; }";
    expect(
      run(bump, "meta.b = meta.a ++ bump(meta.a) == 16w1 ? 8w1 : 8w0; meta.c = bump(meta.a) - meta.a;"),
    ).toMatchObject({
      "meta.a": 2n,
      "meta.b": 1n,
      "meta.c": 0n,
    });
  });

  it("locate what they write to before they are run", () => {
    const f = "void f(inout bit<8> i, out byte_t x) { i = i + 1; x = { 9 }; }";
    expect(run(f, "f(meta.a, hdr.s[meta.a]);", "", "byte_t[2] s;")).toMatchObject({
      "hdr.s[0].f": 9n,
      "hdr.s[1]": false,
      "meta.a": 1n,
    });
  });

  it("take headers with their validity", () => {
    const f = "void f(inout byte_t x, out byte_t y) { y = x; x.setInvalid(); }";
    expect(run(f, "packet.extract(hdr.h); f(hdr.h, hdr.k);", "05")).toMatchObject({
      "hdr.h": false,
      "hdr.k.f": 5n,
    });
  });
});

describe("sub-parsers", () => {
  const sub = (parameters: string, states: string): string =>
    `parser Sub(packet_in packet, ${parameters}) { ${states} }`;
  const apply = (declarations: string, statements: string, hex: string): unknown =>
    runner(
      parserModel({
        declarations,
        headers: "byte_t h; byte_t k;",
        meta: "bit<8> a;",
        states: `Sub() s; state start { ${statements} transition accept; }`,
      }),
    )(hex);

  it("parse on from where the parser is", () => {
    const declarations = sub("out byte_t x", "state start { packet.extract(x); transition accept; }");
    expect(apply(declarations, "packet.extract(hdr.h); s.apply(packet, hdr.k);", "0102")).toMatchObject({
      consumed: 16,
      "hdr.k.f": 2n,
    });
  });

  it("make out headers invalid", () => {
    const declarations = sub("out byte_t x", "state start { transition accept; }");
    expect(apply(declarations, "packet.extract(hdr.h); s.apply(packet, hdr.h);", "01")).toMatchObject({
      "hdr.h": false,
    });
  });

  it("keep inout headers", () => {
    const declarations = sub("inout byte_t x", "state start { x.f = x.f + 1; transition accept; }");
    expect(apply(declarations, "packet.extract(hdr.h); s.apply(packet, hdr.h);", "01")).toMatchObject({
      "hdr.h.f": 2n,
    });
  });

  it("start their locals anew each time", () => {
    const declarations = sub(
      "inout bit<8> x",
      "bit<8> n = 4; bit<8> z; state start { n = n + 1; z = z + 1; x = x + n + z; transition accept; }",
    );
    expect(apply(declarations, "s.apply(packet, meta.a); s.apply(packet, meta.a);", "")).toMatchObject({
      "meta.a": 12n,
    });
  });

  it("reject for the whole parser", () => {
    const declarations = sub("in bit<8> x", "state start { transition select(x) { 0: accept; 1: reject; } }");
    expect(apply(declarations, "s.apply(packet, 1);", "")).toBe("NoError");
    expect(apply(declarations, "s.apply(packet, 2);", "")).toBe("NoMatch");
    expect(apply(declarations, "s.apply(packet, 0);", "")).toMatchObject({ consumed: 0 });
  });

  it("apply others, with constructor arguments", () => {
    const declarations = `parser Inner(packet_in packet, inout bit<8> x)(bit<8> step) { state start { x = x + step; transition accept; } }
      ${sub("inout bit<8> x", "Inner(3) one; Inner(5) two; state start { one.apply(packet, x); two.apply(packet, x); transition accept; }")}`;
    expect(apply(declarations, "s.apply(packet, meta.a);", "")).toMatchObject({ "meta.a": 8n });
  });
});

describe("if, switch and loops", () => {
  it("if and else", () => {
    const statements =
      "packet.extract(hdr.h); if (hdr.h.f == 1) { meta.a = 1; } else if (hdr.h.f == 2) meta.a = 2; else meta.b = 3;";
    expect(run("", statements, "01")).toMatchObject({ "meta.a": 1n, "meta.b": 0n });
    expect(run("", statements, "02")).toMatchObject({ "meta.a": 2n });
    expect(run("", statements, "03")).toMatchObject({ "meta.b": 3n });
  });

  it("switch, with fall-through and default", () => {
    const f =
      "void f(in bit<8> x, out bit<8> r) { switch (x) { 1: 2: { r = 1; } 3: { r = 3; } default: { r = 9; } } }";
    const statements = "packet.extract(hdr.h); f(hdr.h.f, meta.a);";
    expect(["01", "02", "03", "04"].map((hex) => run(f, statements, hex))).toMatchObject(
      [1n, 1n, 3n, 9n].map((a) => ({ "meta.a": a })),
    );
  });

  it("for, with break, continue and return", () => {
    const f = `bit<8> f(in bit<8> most) { bit<8> sum = 0;
      for (bit<8> i = 0; i < 10; i = i + 1) { if (i == 2) { continue; } if (i == 5) { break; } sum = sum + i; if (sum > most) { return sum; } }
      return sum + 100; }`;
    expect(run(f, "meta.a = f(255); meta.b = f(3);")).toMatchObject({ "meta.a": 108n, "meta.b": 4n });
  });

  it("for in a range, both ends included", () => {
    const f = (low: number, high: number): string =>
      `bit<8> f() { bit<8> sum = 0; for (bit<8> i in 8w${low} .. 8w${high}) { sum = sum + i; } return sum; }`;
    expect(run(f(3, 5), "meta.a = f();")).toMatchObject({ "meta.a": 12n });
    expect(run(f(5, 3), "meta.a = f();")).toMatchObject({ "meta.a": 0n });
    expect(run(f(254, 255), "meta.a = f();")).toMatchObject({ "meta.a": 253n });
  });

  it("for in a list", () => {
    const f =
      "bit<8> f() { bit<8> sum = 0; for (bit<8> i in (list<bit<8>>){ 8w7, 8w9 }) { sum = sum + i; } return sum; }";
    expect(run(f, "meta.a = f();")).toMatchObject({ "meta.a": 16n });
  });
});
