import { describe, expect, it } from "vitest";
import { parserModel, runner } from "./program.ts";

const select = (keys: string, rows: string, more = ""): ((hex: string) => unknown) => {
  const run = runner(
    parserModel({
      headers: "byte_t h; pair_t p;",
      states: `state start { packet.extract(hdr.h); transition select(${keys}) { ${rows} } }
        state one { meta.m = 1; transition accept; } state two { meta.m = 2; transition accept; } ${more}`,
    }),
  );
  return (hex) => {
    const result = run(hex);
    return typeof result === "string" ? result : result["meta.m"];
  };
};

describe("select", () => {
  it("takes the first row that matches", () => {
    const run = select("hdr.h.f", "1: one; 1: two; 2: two; default: accept;");
    expect([run("01"), run("02"), run("03")]).toEqual([1n, 2n, 0n]);
  });

  it("rejects with NoMatch where no row does, with NoError where it is asked to", () => {
    const run = select("hdr.h.f", "1: one; 2: reject;");
    expect([run("02"), run("03")]).toEqual(["NoError", "NoMatch"]);
  });

  it("has masks, ranges and don't-cares", () => {
    const run = select("hdr.h.f", "0x10 &&& 0xf3: one; 8w5 .. 8w7: two; _: accept;");
    expect(["10", "1c", "11", "05", "07", "04", "08"].map(run)).toEqual([1n, 1n, 0n, 2n, 2n, 0n, 0n]);
  });

  it("compares signed ranges signed", () => {
    const run = select("(int<8>)hdr.h.f", "-8s2 .. 8s1: one; default: two;");
    expect(["fe", "ff", "00", "01", "02", "fd"].map(run)).toEqual([1n, 1n, 1n, 1n, 2n, 2n]);
  });

  it("has several keys, also booleans", () => {
    const run = select("hdr.h.f[7:4], hdr.h.f == 0x13", "(1, true): one; (1, _): two; default: accept;");
    expect(["13", "14", "23"].map(run)).toEqual([1n, 2n, 0n]);
  });

  it("evaluates its keys before it looks at a row", () => {
    const run = select("hdr.h.f, packet.lookahead<bit<8>>()", "(1, 2): one; default: two;");
    expect([run("00"), run("0102"), run("0103")]).toEqual(["PacketTooShort", 1n, 2n]);
  });
});

describe("verify", () => {
  it("rejects with its error", () => {
    const run = runner(
      parserModel({
        declarations: "error { Mine }",
        states: "state start { packet.extract(hdr.h); verify(hdr.h.f != 3, error.Mine); transition accept; }",
      }),
    );
    expect(run("03")).toBe("Mine");
    expect(run("04")).toMatchObject({ "hdr.h.f": 4n });
  });
});

describe("variables", () => {
  it("read zero before they are written, each time anew", () => {
    const run = runner(
      parserModel({
        headers: "byte_t h;",
        states: `bit<8> kept; state start { bit<8> x; packet.extract(hdr.h); x = x + 1; kept = kept + 1; meta.m = meta.m + x;
          transition select(hdr.h.f) { 0: accept; default: start; } }`,
      }),
    );
    expect(run("0100")).toMatchObject({ "meta.m": 2n });
    expect(run("00")).toMatchObject({ "meta.m": 1n });
  });

  it("inout parameters start with the environment's values", () => {
    const run = runner(
      parserModel({
        meta: "bit<8> m; bool b;",
        states: "state start { meta.m = meta.m + 1; transition accept; }",
      }),
    );
    const inputs = new Map([
      ["meta.m", 255n],
      ["meta.b", 1n],
    ]);
    expect(run("", { inputs })).toMatchObject({ "meta.m": 0n, "meta.b": 1n });
    expect(run("")).toMatchObject({ "meta.m": 1n, "meta.b": 0n });
  });
});

describe("value sets", () => {
  it("match what the environment puts into them", () => {
    const run = runner(
      parserModel({
        states: `value_set<bit<8>>(4) known; state start { packet.extract(hdr.h); transition select(hdr.h.f) { known: one; default: accept; } }
          state one { meta.m = 1; transition accept; }`,
      }),
    );
    expect(run("05")).toMatchObject({ "meta.m": 0n });
    const valueSets = new Map([["known", [[{ kind: "value" as const, value: 5n }]]]]);
    expect(run("05", { valueSets })).toMatchObject({ "meta.m": 1n });
  });
});
