import { describe, expect, it } from "vitest";
import { parserModel, runner } from "./program.ts";

/** The value of an expression over a = 0xf0 and b = 0x0f (8 bits), p = 5, n = -3 (both int<8>). */
const evaluate = (type: string, expression: string): unknown => {
  const result = runner(
    parserModel({
      meta: `${type} r; bit<8> a; bit<8> b; int<8> p; int<8> n;`,
      states: `state start { meta.r = ${expression}; transition accept; }`,
    }),
  )("", {
    inputs: new Map([
      ["meta.a", 0xf0n],
      ["meta.b", 0x0fn],
      ["meta.p", 5n],
      ["meta.n", 0xfdn],
    ]),
  });
  return typeof result === "string" ? result : result["meta.r"];
};

describe("expressions", () => {
  it.each<[string, string, bigint]>([
    ["bit<8>", "meta.a + 8w0x20", 0x10n],
    ["bit<8>", "meta.b - meta.a", 0x1fn],
    ["bit<8>", "meta.a * 8w3", 0xd0n],
    ["bit<8>", "meta.a |+| 8w0x20", 0xffn],
    ["bit<8>", "meta.b |-| meta.a", 0n],
    ["bit<8>", "-meta.b", 0xf1n],
    ["bit<8>", "~meta.b", 0xf0n],
    ["bit<8>", "meta.a & 8w0x3c", 0x30n],
    ["bit<8>", "meta.a | meta.b", 0xffn],
    ["bit<8>", "meta.a ^ 8w0xff", 0x0fn],
    ["bit<8>", "meta.a << 2", 0xc0n],
    ["bit<8>", "meta.a << 8w8", 0n],
    ["bit<8>", "meta.a >> 8w7", 1n],
    ["bit<8>", "meta.a >> 8w200", 0n],
    ["int<8>", "meta.n >> 1", 0xfen],
    ["int<8>", "meta.n >> 8w99", 0xffn],
    ["int<8>", "meta.n << 1", 0xfan],
    ["int<8>", "meta.n * meta.p", 0xf1n],
    ["int<8>", "meta.n |-| 8s127", 0x80n],
    ["int<8>", "8s127 |+| meta.p", 0x7fn],
    ["bit<16>", "meta.a ++ meta.b", 0xf00fn],
    ["bit<4>", "meta.a[7:4]", 0xfn],
    ["bit<2>", "meta.p[2:1]", 2n],
    ["bit<12>", "(bit<12>)meta.a", 0xf0n],
    ["int<12>", "(int<12>)meta.n", 0xffdn],
    ["bit<4>", "(bit<4>)meta.b", 0xfn],
    ["int<8>", "(int<8>)meta.a", 0xf0n],
    ["bit<1>", "(bit<1>)(meta.a > meta.b)", 1n],
    ["bool", "(bool)meta.a[4:4]", 1n],
    ["bool", "meta.n < meta.p", 1n],
    ["bool", "meta.n >= meta.p", 0n],
    ["bool", "(bit<8>)meta.n < (bit<8>)meta.p", 0n],
    ["bool", "!(meta.a == meta.b) && meta.a != 0", 1n],
    ["bit<8>", "meta.a > meta.b ? meta.b : meta.a", 0x0fn],
  ])("%s r = %s", (type, expression, expected) => {
    expect(evaluate(type, expression)).toBe(expected);
  });

  it("a chain of ten thousand is no trouble", () => {
    // Built by the analysis' own limits: as long as it lets through.
    const chain = Array.from({ length: 200 }, () => "8w1").join(" + ");
    expect(evaluate("bit<8>", `meta.b + ${chain}`)).toBe(0xd7n);
  });

  it("structs and tuples are assigned and compared whole", () => {
    const run = runner(
      parserModel({
        declarations: "struct s_t { bit<8> x; bit<8> y; }",
        meta: "s_t s; s_t t; bool same; bool other;",
        states:
          "state start { meta.s = { 1, 2 }; meta.t = { meta.s.y, meta.s.x }; meta.s = { meta.t.x, meta.t.y }; meta.same = meta.s == meta.t; meta.t.x = 9; meta.other = meta.s == meta.t; transition accept; }",
      }),
    );
    expect(run("")).toMatchObject({
      "meta.s.x": 2n,
      "meta.s.y": 1n,
      "meta.t.x": 9n,
      "meta.same": 1n,
      "meta.other": 0n,
    });
  });

  it("swapping fields through a list reads before it writes", () => {
    const run = runner(
      parserModel({
        declarations: "struct s_t { bit<8> x; bit<8> y; }",
        meta: "s_t s;",
        states: "state start { meta.s = { 1, 2 }; meta.s = { meta.s.y, meta.s.x }; transition accept; }",
      }),
    );
    expect(run("")).toMatchObject({ "meta.s.x": 2n, "meta.s.y": 1n });
  });

  it("slices are assigned without touching the other bits", () => {
    const run = runner(
      parserModel({ states: "state start { meta.m = 0xff; meta.m[5:2] = 4w6; transition accept; }" }),
    );
    expect(run("")).toMatchObject({ "meta.m": 0xdbn });
  });

  it("errors and enums are values", () => {
    const run = runner(
      parserModel({
        declarations: "error { Mine } enum f_t { X, Y }",
        meta: "error e; f_t f; bool b;",
        states:
          "state start { meta.b = meta.e == error.NoError && meta.f == f_t.X; meta.e = error.Mine; meta.f = f_t.Y; transition accept; }",
      }),
    );
    expect(run("")).toMatchObject({ "meta.e": "Mine", "meta.f": 1n, "meta.b": 1n });
  });
});
