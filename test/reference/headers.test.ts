import { describe, expect, it } from "vitest";
import { parserModel, runner } from "./program.ts";

const start = (statements: string): string => `state start { ${statements} transition accept; }`;

describe("validity", () => {
  it("fields of an invalid header read zero and cannot be written", () => {
    const run = runner(
      parserModel({ states: start("hdr.h.f = 5; meta.m = hdr.h.f + 1; hdr.h.setValid();") }),
    );
    expect(run("")).toEqual({ consumed: 0, "hdr.h.f": 0n, "meta.m": 1n });
  });

  it("setValid zeroes what was invalid, and leaves what was valid", () => {
    const run = runner(
      parserModel({
        headers: "byte_t h; byte_t k;",
        states: start(
          "packet.extract(hdr.h); packet.extract(hdr.k); hdr.h.setValid(); hdr.k.setInvalid(); meta.m = hdr.k.f; hdr.k.setValid();",
        ),
      }),
    );
    expect(run("0102")).toEqual({ consumed: 16, "hdr.h.f": 1n, "hdr.k.f": 0n, "meta.m": 0n });
  });

  it("goes along when headers are copied", () => {
    const run = runner(
      parserModel({
        headers: "byte_t h; byte_t k; byte_t l;",
        states: start("packet.extract(hdr.h); hdr.k = hdr.h; hdr.h = hdr.l; hdr.k.f = 9;"),
      }),
    );
    expect(run("01")).toMatchObject({ "hdr.h": false, "hdr.k.f": 9n, "hdr.l": false });
  });

  it("a header built of a list is valid, {#} is not", () => {
    const run = runner(
      parserModel({
        headers: "pair_t h; pair_t k;",
        states: start("hdr.h = { 1, 2 }; hdr.k = { f = 3, g = 4 }; hdr.k = (pair_t){#};"),
      }),
    );
    expect(run("")).toMatchObject({ "hdr.h.f": 1n, "hdr.h.g": 2n, "hdr.k": false });
  });

  it("headers are equal when both are invalid or both valid with equal fields", () => {
    const run = runner(
      parserModel({
        headers: "byte_t h; byte_t k;",
        meta: "bool both; bool one; bool two; bool differ;",
        states: start(
          "meta.both = hdr.h == hdr.k; packet.extract(hdr.h); meta.one = hdr.h == hdr.k; packet.extract(hdr.k); meta.two = hdr.h == hdr.k; hdr.k.f = hdr.k.f + 1; meta.differ = hdr.h != hdr.k;",
        ),
      }),
    );
    expect(run("0505")).toMatchObject({ "meta.both": 1n, "meta.one": 0n, "meta.two": 1n, "meta.differ": 1n });
  });
});

describe("unions", () => {
  const run = (statements: string, hex: string) =>
    runner(parserModel({ headers: "u_t u; u_t w;", meta: "bit<8> m; bool v;", states: start(statements) }))(
      hex,
    );

  it("hold at most one valid member", () => {
    expect(run("packet.extract(hdr.u.b); packet.extract(hdr.u.p);", "010203")).toMatchObject({
      "hdr.u.b": false,
      "hdr.u.p.f": 2n,
      "hdr.u.p.g": 3n,
    });
  });

  it("setValid of a member takes the place of another", () => {
    expect(run("packet.extract(hdr.u.p); hdr.u.b.setValid();", "0102")).toMatchObject({
      "hdr.u.b.f": 0n,
      "hdr.u.p": false,
    });
  });

  it("setInvalid of any member leaves none", () => {
    expect(run("packet.extract(hdr.u.p); hdr.u.b.setInvalid();", "0102")).toMatchObject({
      "hdr.u.b": false,
      "hdr.u.p": false,
    });
  });

  it("an assignment of an invalid header to a member leaves none", () => {
    expect(run("byte_t x; packet.extract(hdr.u.p); hdr.u.b = x;", "0102")).toMatchObject({
      "hdr.u.p": false,
    });
  });

  it("a write to a field of an invalid member is lost", () => {
    expect(run("packet.extract(hdr.u.p); hdr.u.b.f = 7; meta.m = hdr.u.b.f;", "0102")).toMatchObject({
      "hdr.u.b": false,
      "hdr.u.p.f": 1n,
      "meta.m": 0n,
    });
  });

  it("are valid when a member is, are copied and compared whole", () => {
    expect(
      run("packet.extract(hdr.u.b); hdr.w = hdr.u; meta.v = hdr.w.isValid() && hdr.w == hdr.u;", "01"),
    ).toMatchObject({
      "hdr.w.b.f": 1n,
      "hdr.w.p": false,
      "meta.v": 1n,
    });
  });
});

describe("stacks", () => {
  const run = (statements: string, hex: string, meta = "bit<8> m; bit<32> i;") =>
    runner(parserModel({ headers: "byte_t[2] s; byte_t h;", meta, states: start(statements) }))(hex);

  it("next moves on with each extract, also twice in a state", () => {
    expect(run("packet.extract(hdr.s.next); packet.extract(hdr.s.next);", "0102")).toMatchObject({
      "hdr.s": 2,
      "hdr.s[0].f": 1n,
      "hdr.s[1].f": 2n,
    });
  });

  it("overrun is found before the packet's end", () => {
    const three = "packet.extract(hdr.s.next); ".repeat(3);
    expect(run(three, "0102")).toBe("StackOutOfBounds");
    expect(run(three, "01")).toBe("PacketTooShort");
  });

  it("last and lastIndex are of the last extracted element", () => {
    expect(
      run("packet.extract(hdr.s.next); meta.m = hdr.s.last.f; meta.i = hdr.s.lastIndex;", "07"),
    ).toMatchObject({ "meta.m": 7n, "meta.i": 0n });
    expect(run("meta.m = hdr.s.last.f;", "07")).toBe("StackOutOfBounds");
    expect(run("meta.i = hdr.s.lastIndex;", "")).toMatchObject({ "meta.i": 0xffffffffn });
  });

  it("index reads and writes without moving next, and rejects outside", () => {
    const statements = "packet.extract(hdr.s[1]); packet.extract(hdr.h); meta.m = hdr.s[hdr.h.f].f;";
    expect(run(statements, "0501")).toMatchObject({ "hdr.s": 0, "hdr.s[0]": false, "meta.m": 5n });
    expect(run(statements, "0500")).toMatchObject({ "meta.m": 0n });
    expect(run(statements, "0502")).toBe("StackOutOfBounds");
  });

  it("an index on the left is judged before the value on the right", () => {
    const statements = "packet.extract(hdr.h); hdr.s[hdr.h.f].f = packet.lookahead<bit<8>>();";
    expect(run(statements, "02")).toBe("StackOutOfBounds");
    expect(run(statements, "01")).toBe("PacketTooShort");
  });

  it("push_front and pop_front shift, and move next", () => {
    const two = "packet.extract(hdr.s.next); packet.extract(hdr.s.next); ";
    expect(run(`${two} hdr.s.push_front(1);`, "0102")).toMatchObject({
      "hdr.s": 2,
      "hdr.s[0]": false,
      "hdr.s[1].f": 1n,
    });
    expect(run(`${two} hdr.s.pop_front(1);`, "0102")).toMatchObject({
      "hdr.s": 1,
      "hdr.s[0].f": 2n,
      "hdr.s[1]": false,
    });
    expect(run("hdr.s.push_front(1); hdr.s.pop_front(2);", "")).toMatchObject({ "hdr.s": 0 });
  });

  it("are copied with their next index", () => {
    expect(
      run("byte_t[2] t; packet.extract(hdr.s.next); t = hdr.s; hdr.s.pop_front(1); hdr.s = t;", "09"),
    ).toMatchObject({ "hdr.s": 1, "hdr.s[0].f": 9n });
  });

  it("of unions move on with an extract into a member of next", () => {
    const run = runner(
      parserModel({
        headers: "u_t[2] s;",
        states: start("packet.extract(hdr.s.next.b); packet.extract(hdr.s.next.p);"),
      }),
    );
    expect(run("010203")).toMatchObject({
      "hdr.s": 2,
      "hdr.s[0].b.f": 1n,
      "hdr.s[0].p": false,
      "hdr.s[1].p.g": 3n,
    });
  });
});
