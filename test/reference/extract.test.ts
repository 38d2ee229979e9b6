import { describe, expect, it } from "vitest";
import { parserModel, runner } from "./program.ts";

const start = (statements: string): string => `state start { ${statements} transition accept; }`;

describe("extract", () => {
  it("reads fields in wire order, most significant bit first", () => {
    const run = runner(parserModel({ headers: "bits_t h;", states: start("packet.extract(hdr.h);") }));
    expect(run("b5 01 ff")).toEqual({
      consumed: 16,
      "hdr.h.a": 5n,
      "hdr.h.b": 1n,
      "hdr.h.c": 0x501n,
      "meta.m": 0n,
    });
  });

  it("of too short a packet rejects", () => {
    const run = runner(parserModel({ headers: "bits_t h;", states: start("packet.extract(hdr.h);") }));
    expect(run("b5")).toBe("PacketTooShort");
    expect(run("")).toBe("PacketTooShort");
  });

  it("reads signed fields, booleans and serializable enums", () => {
    const run = runner(
      parserModel({
        declarations: "enum bit<4> e_t { A = 1, B = 2 } header x_t { int<3> i; bool o; e_t e; }",
        headers: "x_t h;",
        meta: "bool neg; bool isb;",
        states: start("packet.extract(hdr.h); meta.neg = hdr.h.i < 0; meta.isb = hdr.h.e == e_t.B;"),
      }),
    );
    expect(run("f2")).toEqual({
      consumed: 8,
      "hdr.h.i": 7n,
      "hdr.h.o": 1n,
      "hdr.h.e": 2n,
      "meta.neg": 1n,
      "meta.isb": 1n,
    });
  });

  it("of a wide unaligned field has every bit", () => {
    const run = runner(
      parserModel({
        declarations: "header w_t { bit<3> a; bit<130> w; bit<3> z; }",
        headers: "w_t h;",
        states: start("packet.extract(hdr.h);"),
      }),
    );
    const hex = "ffeeddccbbaa99887766554433221100ab";
    const all = BigInt(`0x${hex}`);
    expect(run(hex)).toMatchObject({
      "hdr.h.a": 7n,
      "hdr.h.w": BigInt.asUintN(130, all >> 3n),
      "hdr.h.z": 3n,
    });
  });

  it("into nothing moves on", () => {
    const run = runner(parserModel({ states: start("packet.extract<pair_t>(_); packet.extract(hdr.h);") }));
    expect(run("010203")).toMatchObject({ consumed: 24, "hdr.h.f": 3n });
    expect(run("01")).toBe("PacketTooShort");
  });

  it("again overwrites", () => {
    const run = runner(parserModel({ states: start("packet.extract(hdr.h); packet.extract(hdr.h);") }));
    expect(run("0102")).toMatchObject({ consumed: 16, "hdr.h.f": 2n });
  });
});

describe("extract with a varbit", () => {
  const run = runner(
    parserModel({
      headers: "byte_t n; var_t h;",
      states: start("packet.extract(hdr.n); packet.extract(hdr.h, (bit<32>)hdr.n.f);"),
    }),
  );

  it("takes as many bits as it is told, fields behind it follow", () => {
    expect(run("10 aa bbcc dd ee")).toMatchObject({
      consumed: 40,
      "hdr.h.f": 0xaan,
      "hdr.h.v": { length: 16, value: 0xbbccn },
      "hdr.h.g": 0xddn,
    });
  });

  it("may be empty", () => {
    expect(run("00 aa bb")).toMatchObject({ consumed: 24, "hdr.h.v": { length: 0, value: 0n } });
  });

  it.each([
    ["ParserInvalidArgument before all else", "0c", "ParserInvalidArgument"],
    ["PacketTooShort", "20 aa bb", "PacketTooShort"],
    ["PacketTooShort before HeaderTooShort", "28 aa bb", "PacketTooShort"],
    ["HeaderTooShort", "28 aa bb cc dd ee ff 00", "HeaderTooShort"],
  ])("rejects with %s", (_, hex, error) => {
    expect(run(hex)).toBe(error);
  });
});

describe("lookahead and advance", () => {
  it("looks without moving, also into structs and headers", () => {
    const run = runner(
      parserModel({
        declarations: "struct s_t { bit<4> a; bit<4> b; }",
        headers: "byte_t h; pair_t p;",
        meta: "bit<4> b; bit<8> g; bit<16> w;",
        states: start(
          "meta.b = packet.lookahead<s_t>().b; hdr.p = packet.lookahead<pair_t>(); meta.w = packet.lookahead<bit<16>>(); packet.extract(hdr.h);",
        ),
      }),
    );
    expect(run("12 34")).toEqual({
      consumed: 8,
      "hdr.h.f": 0x12n,
      "hdr.p.f": 0x12n,
      "hdr.p.g": 0x34n,
      "meta.b": 2n,
      "meta.g": 0n,
      "meta.w": 0x1234n,
    });
    expect(run("12")).toBe("PacketTooShort");
  });

  it("is not evaluated where && or || or ?: leaves it out", () => {
    const run = runner(
      parserModel({
        headers: "byte_t h;",
        meta: "bool b; bit<8> m;",
        states: start(
          "packet.extract(hdr.h); meta.b = hdr.h.f != 0 && packet.lookahead<bit<8>>() == 7; meta.m = hdr.h.f == 0 ? 8w9 : packet.lookahead<bit<8>>();",
        ),
      }),
    );
    expect(run("00")).toMatchObject({ "meta.b": 0n, "meta.m": 9n });
    expect(run("01")).toBe("PacketTooShort");
    expect(run("01 07")).toMatchObject({ "meta.b": 1n, "meta.m": 7n });
  });

  it("a constant advance may be of any bits, a variable one only of whole bytes", () => {
    const run = runner(
      parserModel({
        headers: "byte_t h; byte_t k;",
        states: start(
          "packet.advance(4); packet.extract(hdr.h); packet.advance((bit<32>)hdr.h.f); packet.advance(4);",
        ),
      }),
    );
    expect(run("f0 8f ff")).toMatchObject({ consumed: 24, "hdr.h.f": 8n });
    expect(run("f0 4f ff")).toBe("ParserInvalidArgument");
    expect(run("f1 0f ff")).toBe("PacketTooShort");
  });

  it("length is the packet's, or what the environment says", () => {
    const run = runner(parserModel({ meta: "bit<32> m;", states: start("meta.m = packet.length();") }));
    expect(run("0102")).toMatchObject({ consumed: 0, "meta.m": 2n });
    expect(run("0102", { packetLength: 1500 })).toMatchObject({ "meta.m": 1500n });
  });
});
