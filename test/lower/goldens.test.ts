/** P4 in, IR out: what each piece of lowering makes of small programs. */
import { describe, expect, it } from "vitest";
import { must } from "../../src/diagnostics/bug.ts";
import { printProgram } from "../../src/ir/print.ts";
import { lowerText, spellFindings } from "./pipeline.ts";

const frame = (declarations: string, parser: string): string => `
#include <core.p4>
#include <parser_model.p4>
error { Mine }
header h_t { bit<8> a; bit<8> b; }
header g_t { bit<4> x; bool y; bit<3> z; }
header_union u_t { h_t h; g_t g; }
struct pair_t { bit<8> l; bit<8> r; }
struct headers_t { h_t h; h_t i; h_t[3] st; u_t u; }
struct meta_t { bit<8> x; bit<8> y; bool z; pair_t p; pair_t q; error e; }
${declarations}
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) { ${parser} }
ParserModel(P()) main;
`;

/** The IR from its variables on, without lines, indented as here. */
const ir = (parser: string, declarations = ""): string => {
  const lowered = lowerText(frame(declarations, parser));
  const text = printProgram(must(lowered.program, spellFindings(lowered).join("\n")));
  const body = text.slice(text.indexOf("parameter inout meta_t meta"));
  return `\n${body
    .slice(body.indexOf("\n") + 1)
    .replaceAll(/ {2}\/\/ \d+$/gm, "")
    .replaceAll(/^\n/gm, "")}`;
};

describe("expressions", () => {
  it("hoists lookahead before the operation, in order", () => {
    expect(
      ir(
        "state start { meta.x = packet.lookahead<bit<16>>()[7:0] + (packet.lookahead<g_t>().x ++ 4w0); transition accept; }",
      ),
    ).toBe(`
local bit<8> ahead
local bit<4> ahead_2
state start {
  lookahead 16 { ahead = 8+:8 }
  lookahead 8 { ahead_2 = 0+:4 }
  meta.x = (ahead + (ahead_2 ++ 4w0))
  goto accept
}
`);
  });

  it("keeps short circuits where the right side can reject", () => {
    expect(
      ir("state start { meta.z = meta.x == 1 && packet.lookahead<bit<8>>() == 2; transition accept; }"),
    ).toBe(`
local bit<8> ahead
local bool tmp
state start {
  tmp = (meta.x == 8w1)
  if tmp {
    lookahead 8 { ahead = 0+:8 }
    tmp = (ahead == 8w2)
  }
  meta.z = tmp
  goto accept
}
`);
  });

  it("checks indices and .last, and freezes an index that its value may change", () => {
    const f = "bit<8> f(inout bit<8> v) { v = v + 1; return v; }";
    const source = `state start {
      packet.extract(hdr.st.next);
      hdr.st[meta.x].a = f(meta.x);
      meta.y = hdr.st.last.b;
      transition accept; }`;
    expect(ir(source, f)).toBe(`
local bit<8> index
local bit<8> f
state start {
  extract hdr.st.<next>
  verify (meta.x < 8w3), StackOutOfBounds
  index = meta.x
  meta.x = (meta.x + 8w1)
  f = meta.x
  if hdr.st[index].isValid() {
    hdr.st[index].a = f
  }
  meta.y = hdr.st.<last>.b
  goto accept
}
`);
  });

  it("compares headers by validity and fields", () => {
    expect(
      ir(
        "state start { packet.extract(hdr.h); transition select(hdr.h == hdr.i, hdr.u == hdr.u) { (true, _): accept; } }",
      ),
    ).toBe(`
state start {
  extract hdr.h
  goto reject NoMatch
}
`);
  });
});

describe("storage", () => {
  it("takes down what a struct literal reads of its target", () => {
    expect(ir("state start { meta.p = { meta.p.r, meta.p.l }; meta.q = meta.p; transition accept; }")).toBe(`
local bit<8> tmp
local bit<8> tmp_2
state start {
  tmp = meta.p.r
  tmp_2 = meta.p.l
  meta.p.l = tmp
  meta.p.r = tmp_2
  meta.q.l = meta.p.l
  meta.q.r = meta.p.r
  goto accept
}
`);
  });

  it("guards reads and writes of headers that may be invalid, and knows isValid", () => {
    const source = `
      state start { transition select(meta.x) { 1: one; _: two; } }
      state one { packet.extract(hdr.h); transition two; }
      state two {
        meta.x = hdr.h.a;
        hdr.h.b = 3;
        if (hdr.h.isValid()) { meta.y = hdr.h.b; }
        meta.p.l = hdr.i.a;
        transition accept; }`;
    expect(ir(source)).toBe(`
state start {
  select meta.x {
    1: one
    otherwise: two
  }
}
state one {
  extract hdr.h
  goto two
}
state two {
  meta.x = (hdr.h.isValid() ? hdr.h.a : 8w0)
  if hdr.h.isValid() {
    hdr.h.b = 8w3
  }
  if hdr.h.isValid() {
    meta.y = hdr.h.b
  }
  meta.p.l = 8w0
  goto accept
}
`);
  });

  it("zeroes the fields of a header that setValid makes valid, but those that are written", () => {
    expect(
      ir(
        "state start { hdr.u.g.setValid(); hdr.u.g.x = 1; hdr.u.h.setInvalid(); hdr.h.setValid(); hdr.h.a = 1; transition accept; }",
      ),
    ).toBe(`
state start {
  hdr.u.g.setValid
  hdr.u.g.y = false
  hdr.u.g.z = 3w0
  hdr.u.g.x = 4w1
  hdr.u.g.setInvalid
  hdr.h.setValid
  hdr.h.b = 8w0
  hdr.h.a = 8w1
  goto accept
}
`);
  });

  it("writes zeros only where something may read them", () => {
    const source = `bit<8> unread; bit<8> written; bit<8> counted;
      state start { written = 5; meta.x = written; transition next; }
      state next { counted = counted + 1; verify(counted < 9, error.Mine); transition select(counted) { 3: accept; _: next; } }`;
    expect(ir(source)).toBe(`
local bit<8> written
local bit<8> counted
init {
  counted = 8w0
}
state start {
  written = 8w5
  meta.x = written
  goto next
}
state next {
  counted = (counted + 8w1)
  verify (counted < 8w9), Mine
  select counted {
    3: accept
    otherwise: next
  }
}
`);
  });
});

describe("calls", () => {
  it("inlines a sub-parser at each application and splits the state there, also within an if", () => {
    const sub = `parser Sub(packet_in p, out h_t h, inout bit<8> n) {
      bit<8> mine;
      state start { p.extract(h); mine = mine + h.a; n = mine; transition select(n) { 0: reject; _: accept; } } }`;
    const source = `Sub() sub;
      state start { sub.apply(packet, hdr.h, meta.x); if (meta.z) { sub.apply(packet, hdr.i, meta.x); } transition accept; }`;
    expect(ir(source, sub)).toBe(`
local bit<8> mine
local bit<8> mine_2
state start {
  mine = 8w0
  goto sub_start
}
state start_after_sub {
  select (bit<1>)meta.z {
    1: start_after_sub_then
    otherwise: start_after_sub_else
  }
}
state start_after_sub_then {
  mine_2 = 8w0
  goto sub_start_2
}
state start_after_sub_then_after_sub {
  goto start_after_sub_join
}
state start_after_sub_else {
  goto start_after_sub_join
}
state start_after_sub_join {
  goto accept
}
state sub_start_2 {
  extract hdr.i
  mine_2 = (mine_2 + hdr.i.a)
  meta.x = mine_2
  select meta.x {
    0: reject NoError
    otherwise: start_after_sub_then_after_sub
  }
}
state sub_start {
  extract hdr.h
  mine = (mine + hdr.h.a)
  meta.x = mine
  select meta.x {
    0: reject NoError
    otherwise: start_after_sub
  }
}
`);
  });

  it("copies arguments in and out where two of them overlap", () => {
    const f = "void swap(inout bit<8> v, inout bit<8> w) { bit<8> t = v; v = w; w = t; }";
    expect(ir("state start { swap(meta.x, meta.y); swap(meta.x, meta.x); transition accept; }", f)).toBe(`
local bit<8> t
local bit<8> swap_v
local bit<8> swap_w
local bit<8> t_2
state start {
  t = meta.x
  meta.x = meta.y
  meta.y = t
  swap_v = meta.x
  swap_w = meta.x
  t_2 = swap_v
  swap_v = swap_w
  swap_w = t_2
  meta.x = swap_v
  meta.x = swap_w
  goto accept
}
`);
  });

  it("turns early returns into branches", () => {
    const f = `bit<8> f(in bit<8> v) { if (v == 1) { return 5; } if (v == 2) { if (v == 3) { return 6; } } return 7; }`;
    expect(ir("state start { meta.x = f(meta.x); transition accept; }", f)).toBe(`
local bit<8> f
local bool returned
state start {
  f = 8w0
  if (meta.x == 8w1) {
    f = 8w5
  } else {
    returned = false
    if (meta.x == 8w2) {
      if (meta.x == 8w3) {
        f = 8w6
        returned = true
      }
    }
    if !returned {
      f = 8w7
      returned = true
    }
  }
  meta.x = f
  goto accept
}
`);
  });
});

describe("loops", () => {
  it("counts the visits of a loop's head unless a stack or a counter bounds it", () => {
    const counted = `state start { packet.extract(hdr.h); transition select(hdr.h.a) { 0: start; _: accept; } }`;
    expect(ir(counted)).toContain("state start visits 256 {");
    expect(ir(`@max_visits(7) ${counted}`)).toContain("state start visits 7 {");
    const stack = `state start { packet.extract(hdr.st.next); transition select(hdr.st.last.a) { 0: start; _: accept; } }`;
    expect(ir(stack)).toContain("state start {");
  });

  it("keeps the count where the counter can wrap or is set back", () => {
    const loop = (body: string): string =>
      `bit<8> n; state start { ${body} packet.extract(hdr.h); transition select(hdr.h.a) { 0: start; _: accept; } }`;
    expect(ir(loop("n = n + 1; verify(n <= 200, error.Mine);"))).toContain("state start {");
    expect(ir(loop("n = n + 100; verify(n <= 200, error.Mine);"))).toContain("visits 256");
    expect(ir(loop("n = n + 1; verify(n <= 200, error.Mine); n = 0;"))).toContain("visits 256");
    expect(ir(loop("if (meta.z) { n = n + 1; } verify(n <= 200, error.Mine);"))).toContain("visits 256");
  });

  it("unrolls for loops over constants", () => {
    const f = `bit<8> f(in bit<8> v) { bit<8> r = v; for (bit<8> i = 0; i < 2; i = i + 1) { r = r + i + 1; } for (bit<8> i in 5..6) { r = r ^ i; } return r; }`;
    expect(ir("state start { meta.x = f(meta.y); transition accept; }", f)).toBe(`
local bit<8> f
local bit<8> r
state start {
  r = meta.y
  r = (r + 8w1)
  r = ((r + 8w1) + 8w1)
  r = (r ^ 8w5)
  r = (r ^ 8w6)
  f = r
  meta.x = f
  goto accept
}
`);
  });
});

describe("selects", () => {
  it("drops rows that cannot be taken, keys that nobody asks, and states behind them", () => {
    const source = `state start { packet.extract(hdr.h);
        transition select(hdr.h.a, hdr.h.b, 3w5) { (1, _, 5): one; (2, _, 4): two; (0..255, _, _): accept; (3, 3, _): two; } }
      state one { transition accept; } state two { transition reject; }`;
    expect(ir(source)).toBe(`
state start {
  extract hdr.h
  select hdr.h.a {
    1: one
    otherwise: accept
  }
}
state one {
  goto accept
}
`);
  });

  it("numbers errors and casts booleans", () => {
    const source = `state start { meta.e = meta.z ? error.Mine : error.NoError;
      transition select(meta.e, meta.z) { (error.Mine, true): accept; } }`;
    expect(ir(source)).toBe(`
state start {
  meta.e = (meta.z ? error.Mine : error.NoError)
  select ((meta.e == error.Mine) ? 32w7 : 32w8), (bit<1>)meta.z {
    7, 1: accept
    otherwise: reject NoMatch
  }
}
`);
  });
});
