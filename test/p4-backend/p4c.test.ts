/** What p4c has been seen to refuse or to warn of in emitted programs, held without p4c. */
import { describe, expect, test } from "vitest";
import { must } from "../../src/diagnostics/bug.ts";
import type { Observation } from "../../src/observation/index.ts";
import { type P4Target, p4Targets } from "../../src/output/p4-targets.ts";
import { prepare } from "../../src/reference/index.ts";
import { emit, readProgram, withoutOrigin } from "./pipeline.ts";

const program = (states: string, more: { readonly parameters?: string; readonly locals?: string } = {}) => `
#include <core.p4>
#include <parser_model.p4>
header a_t { bit<8> x; bit<8> y; }
header w_t { bit<512> wide; }
header_union u_t { a_t a; w_t w; }
struct headers_t { a_t a; a_t b; w_t w; u_t u; a_t[3] st; }
struct meta_t { bit<16> m; bit<32> n; }
parser P(packet_in packet, ${more.parameters ?? "out headers_t hdr, inout meta_t meta"}) {
  ${more.locals ?? ""}
  ${states}
}
ParserModel(P()) main;
`;

const emitted = (...[states, more]: Parameters<typeof program>): string => {
  const read = readProgram("x.p4", program(states, more));
  const text = emit(read);
  expect(read.sink.all.filter(({ severity }) => severity === "error")).toEqual([]);
  return must(text, "the output");
};

/** The names in the @noWarn of the parser. */
const quiet = (text: string): readonly string[] => {
  const [, lines = ""] = /\n((?:@noWarn\(".*"\)\n)*)parser /.exec(text) ?? [];
  return [...lines.matchAll(/"(.*)"/g)].map(([, name]) => name ?? "");
};

const headerWarnings = ["invalid-header", "uninitialized-use"];

describe("warnings of headers that p4c thinks invalid or empty", () => {
  test.each([
    ["a header that is extracted on every way", "packet.extract(hdr.a); meta.m[7:0] = hdr.a.x;", []],
    ["the last of a stack", "packet.extract(hdr.st.next); meta.m[7:0] = hdr.st.last.y;", []],
    ["a copy", "packet.extract(hdr.a); hdr.b = hdr.a; meta.m[7:0] = hdr.b.x;", []],
    ["a field of one that is set valid", "hdr.a.setValid(); hdr.a.x = 1;", []],
    ["one that was extracted before an if", "packet.extract(hdr.a); if (meta.m == 1) { hdr.a.x = 2; }", []],
    [
      "a part of a field that was written before",
      "hdr.a.setValid(); hdr.a.x = 1; hdr.a.x[3:0] = meta.m[3:0];",
      [],
    ],
    [
      "a part of a field whose zero nobody reads",
      "hdr.a.setValid(); hdr.a.x[3:0] = meta.m[3:0]; packet.extract(hdr.a);",
      headerWarnings,
    ],
    [
      "a test of validity",
      "if (meta.m == 1) { packet.extract(hdr.a); } if (hdr.a.isValid()) { meta.m[7:0] = hdr.a.x; }",
      headerWarnings,
    ],
    ["one of two ways", "if (meta.m == 1) { packet.extract(hdr.a); } meta.m[7:0] = hdr.a.x;", headerWarnings],
    [
      "a union's other member",
      "packet.extract(hdr.u.a); packet.extract(hdr.u.w); meta.m[7:0] = hdr.u.a.x;",
      [],
    ],
  ] as const)("%s", (_, statements, expected) => {
    const text = emitted(`state start { ${statements} transition accept; }`);
    expect(quiet(text)).toEqual(expected);
  });

  test("follow states, and loops", () => {
    const twoWays = (otherwise: string): string => `
      state start { transition select(packet.lookahead<bit<8>>()) { 1: one; default: ${otherwise}; } }
      state one { packet.extract(hdr.a); transition both; }
      state two { packet.extract(hdr.a); packet.extract(hdr.b); transition both; }
      state both { transition select(hdr.a.x) { 7: one; default: accept; } }`;
    expect(quiet(emitted(twoWays("two")))).toEqual([]);
    expect(quiet(emitted(twoWays("both")))).toEqual(headerWarnings);
  });
});

test("what p4c learns behind a choice in a call it forgets in the next state", () => {
  const behind = (size: string): string => `
    state start { packet.advance(${size}); packet.extract(hdr.a); transition next; }
    state next { transition select(hdr.a.x) { 7: other; default: accept; } }
    state other { hdr.a.y = 1; transition accept; }`;
  expect(quiet(emitted(behind("8")))).toEqual([]);
  expect(quiet(emitted(behind("packet.lookahead<bit<8>>() == 1 ? 32w8 : 16")))).toEqual(headerWarnings);
});

describe("warnings of cases that p4c thinks unreachable", () => {
  const keyed = (key: string, before = "", locals = "bit<8> x = 3;") =>
    quiet(emitted(`state start { ${before} transition select(${key}) { 1: accept; } }`, { locals }));

  test.each([
    ["hdr.a.x", "packet.extract(hdr.a);"],
    ["meta.m", ""],
    ["hdr.a.x + 1", "packet.extract(hdr.a);"],
    ["x", "packet.extract(hdr.a); x = hdr.a.x;"],
    ["x", "x = packet.lookahead<bit<8>>();"],
    ["x ++ hdr.a.x", "packet.extract(hdr.a);"],
  ])("not of %s behind %s", (key, before) => {
    expect(keyed(key, before)).toEqual([]);
  });

  test("of one that a branch may have written", () => {
    const before = "packet.extract(hdr.a); if (hdr.a.x == 1) { x = hdr.a.x; }";
    expect(keyed("x", before)).toEqual(["parser-transition"]);
  });

  test.each([
    ["x", "x = 5;"],
    ["x + 1", "x = 5;"],
    ["hdr.a.x - hdr.a.x", "packet.extract(hdr.a);"],
  ])("not of %s behind %s, which is gone", (key, before) => {
    expect(keyed(key, before)).toEqual([]);
  });

  test("and of conditions, of which p4c makes selects", () => {
    const tested = (condition: string): readonly string[] =>
      quiet(
        emitted(
          `state start { packet.extract(hdr.a); if (${condition}) { meta.m = 1; } transition accept; }`,
        ),
      );
    expect(tested("hdr.a.x == 1")).toEqual([]);
    expect(tested("hdr.a.x - hdr.a.x == 1")).toEqual([]);
    expect(tested("meta.n == 1 && hdr.a.x == 1 || meta.n == 1 && hdr.a.x == 1")).toEqual([
      "parser-transition",
    ]);
  });

  test("through a state that only one leads to", () => {
    const through = (transition: string): string => `
      state start { packet.extract(hdr.a); if (hdr.a.x == 1) { x = hdr.a.x; } ${transition} }
      state next { transition select(x) { 1: accept; 2: start; } }`;
    const locals = "bit<8> x = 3;";
    expect(quiet(emitted(through("transition next;"), { locals }))).toEqual(["parser-transition"]);
    const select = "transition select(meta.m) { 0: accept; default: next; }";
    expect(quiet(emitted(through(select), { locals }))).toEqual([]);
  });
});

test("a select whose cases lead to one place is none", () => {
  const text = emitted(
    "state start { transition select(meta.m) { 1: accept; 2: accept; default: accept; } }",
  );
  expect(text).toContain("transition accept;");
  expect(text).not.toContain("select(");
});

describe("shifts by amounts of more than 8 bits", () => {
  const run = (states: string) => {
    const source = readProgram("x.p4", program(states));
    const again = readProgram("x.v1model.p4", must(emit(source), "the output"));
    expect(withoutOrigin(must(emit(again), "the output"))).toBe(withoutOrigin(must(emit(source), "output")));
    return { one: prepare(must(source.typed, "tree")), two: prepare(must(again.typed, "tree")) };
  };
  const numberIn = (observation: Observation) =>
    observation.verdict === "accept" ? observation.parameters.get("meta.n") : undefined;
  const shifting = (value: string): string =>
    `state start { packet.extract(hdr.a); meta.n = (bit<32>) (${value}); transition accept; }`;

  test("saturate", () => {
    const amount = "(hdr.a.x ++ hdr.a.y)";
    const text = emitted(shifting(`meta.n << ${amount}`));
    expect(text).toContain("meta.n << (bit<8>) ((hdr.a.x ++ hdr.a.y) |+| 16w0xff00)");
  });

  test.each(["32w0x80000001 << %", "32w0x80000001 >> %", "(bit<32>) (32s0x70000001 >> %)"])(
    "are the same: %s",
    (value) => {
      const { one, two } = run(shifting(value.replace("%", "(hdr.a.x ++ hdr.a.y)")));
      for (const amount of [0, 1, 31, 32, 33, 254, 255, 256, 257, 511, 512, 0x8000, 0xffff]) {
        const packet = Uint8Array.of(amount >> 8, amount & 0xff);
        expect(numberIn(two(packet))).toEqual(numberIn(one(packet)));
      }
    },
  );

  test("by constants are slices", () => {
    const wide = (value: string): string =>
      `state start { packet.extract(hdr.w); meta.n = (bit<32>) (${value}); transition accept; }`;
    expect(emitted(wide("hdr.w.wide >> 300"))).toContain("hdr.w.wide[511:300]");
    const packet = Uint8Array.from({ length: 64 }, (_, index) => index + 100);
    for (const value of [
      "hdr.w.wide >> 300",
      "(hdr.w.wide << 300) >> 301",
      "((int<512>) hdr.w.wide) >> 500",
    ]) {
      const { one, two } = run(wide(value.startsWith("((int") ? `(bit<512>) (${value})` : value));
      expect(numberIn(two(packet))).toEqual(numberIn(one(packet)));
    }
  });

  test("of values of more than 255 bits are refused", () => {
    const read = readProgram(
      "x.p4",
      program("state start { packet.extract(hdr.w); hdr.w.wide = hdr.w.wide << meta.m; transition accept; }"),
    );
    expect(emit(read)).toBeUndefined();
    expect(read.sink.all.at(-1)).toMatchObject({ code: "P0704", help: "cast the amount to bit<8>" });
  });
});

test("an output that holds no header is metadata", () => {
  const text = emitted("state start { z = 5; transition accept; }", {
    parameters: "out bit<8> z, inout meta_t meta",
  });
  expect(text).toMatch(/struct p4twin_headers_t \{\n\}/);
  expect(text).toMatch(/\bmeta\w*\.z = 8w5;/);
});

test("a scalar beside headers is refused where the target has none there", () => {
  const mixed = program("state start { hdr.z = 5; transition accept; }", {
    parameters: "out mixed_t hdr, inout meta_t meta",
  }).replace("struct meta_t", "struct mixed_t { a_t a; bit<8> z; } struct meta_t");
  const read = readProgram("x.p4", mixed);
  expect(emit(read)).toBeUndefined();
  expect(read.sink.all.at(-1)?.message).toBe(
    "v1model has only headers among the headers; mixed_t.z is a bit<8>",
  );
  expect(emit(readProgram("x.p4", mixed), "psa")).toContain("hdr.z = 8w5;");
});

test.each(p4Targets)("annotations stand in front of the parser of %s", (arch) => {
  const read = readProgram(
    "x.p4",
    program(
      "state start { packet.extract(hdr.a); if (hdr.a.x == 1) { x = 7; } transition select(x) { 1: accept; } }",
      { locals: "bit<8> x = 3;" },
    ),
  );
  expect(must(emit(read, arch), "the output")).toMatch(/\n@noWarn\("parser-transition"\)\nparser P\(/);
});

test("a varbit that is extracted again is emptied first, where the model keeps its length", () => {
  const text = `#include <core.p4>
#include <parser_model.p4>
header v_t { bit<8> size; varbit<320> data; }
struct headers_t { v_t first; v_t again; }
struct meta_t { bit<8> m; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  state start { packet.extract(hdr.first, 32w8); packet.extract(hdr.again, 32w8); transition more; }
  state more {
    packet.extract(hdr.again, (bit<32>) (hdr.again.size[3:0]) << 3);
    transition select(hdr.again.size) { 0: accept; default: more; }
  }
}
ParserModel(P()) main;`;
  const source = readProgram("x.p4", text);
  const first = must(emit(source), "the output");
  expect(first.match(/= empty_v;/g)).toEqual(["= empty_v;"]);
  expect(first).toMatch(
    /size = .*;\n +hdr\.again = empty_v;\n +verify\(hdr\.again\.isValid\(\), .*\n +packet\.extract\(hdr\.again, \(bit<32>\) size\);/,
  );
  expect(quiet(first)).toEqual(headerWarnings);
  const read = readProgram("x.p4", first);
  expect(read.sink.errorCount).toBe(0);
  expect(withoutOrigin(must(emit(read), "the second output"))).toBe(withoutOrigin(first));
  expect(emit(source, "pna")).not.toContain("empty_v");
});

/** A varbit of a computed size, and statements behind its extract. */
const sizedVarbit = (size: string, behind = ""): string =>
  `#include <core.p4>
#include <parser_model.p4>
header len_t { bit<32> n; bit<8> k; }
header var_t { bit<8> k; varbit<320> data; }
struct v_t { len_t len; var_t data; }
struct headers_t { v_t v; }
struct meta_t { bit<8> m; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  state start {
    packet.extract(hdr.v.len);
    packet.extract(hdr.v.data, ${size});
    ${behind}
    transition accept;
  }
}
ParserModel(P()) main;
`;

describe("a varbit's size", () => {
  const check = "error.PacketTooShort";

  test("of 2^31 bits and more is too long for any packet", () => {
    const read = readProgram("x.p4", sizedVarbit("hdr.v.len.n"));
    const text = must(emit(read), "the output");
    expect(text).toMatch(
      /verify\(hdr\.\S+\.n < 32w0x80000000 \|\| hdr\.\S+\.n\[2:0\] != 3w0, error\.PacketTooShort\);/,
    );
    expect(withoutOrigin(must(emit(readProgram("again.p4", text)), "the text again"))).toBe(
      withoutOrigin(text),
    );
  });

  test.each([
    "(bit<32>) hdr.v.len.k << 3",
    "((bit<32>) hdr.v.len.k - 4) & 0xff",
    "(bit<32>) hdr.v.len.k * 32",
    "64",
  ])("needs no test where it is surely less: %s", (size) => {
    expect(emit(readProgram("x.p4", sizedVarbit(size)))).not.toContain(check);
  });
});

test.each([
  ["a sum", "(bit<32>) hdr.v.len.k << 3", []],
  ["a choice, of which p4c makes branches", "hdr.v.len.k == 1 ? 32w8 : 32w16", headerWarnings],
])("warnings behind an extract whose size is %s", (_, size, expected) => {
  const text = sizedVarbit(size, "meta.m = hdr.v.data.k;");
  expect(quiet(must(emit(readProgram("x.p4", text)), "the output"))).toEqual(expected);
});

describe("constants among the keys of a select", () => {
  const selectOf = (body: string, arch: P4Target = "v1model"): string =>
    /transition select[^}]*}/.exec(must(emit(readProgram("x.p4", program(body)), arch), "the output"))?.[0] ??
    "";

  test("are left out with the cases that do not match them", () => {
    const body = `state start {
        packet.extract(hdr.a);
        meta.m = 3;
        transition select(hdr.a.x, meta.m) { (1, 2): a; (4, 3): b; (_, 1 .. 3): a; default: accept; }
      }
      state a { packet.extract(hdr.a); transition accept; }
      state b { packet.extract(hdr.a); transition accept; }`;
    expect(selectOf(body).replace(/\s+/g, " ")).toBe("transition select(hdr.a.x) { 8w4: b; default: a; }");
  });

  test("and decide by themselves where there is nothing else", () => {
    const body = `state start { meta.m = 3; packet.extract(hdr.a); transition next; }
      state next {
        transition select(meta.m |+| 1, 8w0 |-| hdr.a.x) { (4, 0): a; default: accept; }
      }
      state a { packet.extract(hdr.a); transition accept; }`;
    expect(must(emit(readProgram("x.p4", program(body))), "the output")).toMatch(
      /state next \{\s+transition a;/,
    );
  });

  test("and so do equal values, in conditions and choices too", () => {
    const body = `state start {
        packet.extract(hdr.a);
        meta.m = 8w0 ++ hdr.a.x;
        meta.n = 32w7;
        if (meta.m != 8w0 ++ hdr.a.x) { packet.extract(hdr.b); }
        meta.m = meta.n == 7 ? 16w1 : 16w2;
        transition accept;
      }`;
    const text = must(emit(readProgram("x.p4", program(body))), "the output");
    expect(text).not.toContain("packet.extract(hdr.b)");
    expect(text).toContain("meta.m = 16w1;");
  });

  test("but not what may have changed since", () => {
    const body = `state start {
        packet.extract(hdr.a);
        meta.m = 8w0 ++ hdr.a.x;
        meta.n = 7;
        packet.extract(hdr.a);
        if (hdr.a.y == 1) { meta.n = 8; }
        if (meta.m != 8w0 ++ hdr.a.x) { packet.extract(hdr.b); }
        transition select(meta.n) { 7: again; default: accept; }
      }
      state again { meta.n = 9; packet.extract(hdr.a); transition select(hdr.a.x) { 1: behind; default: again; } }
      state behind { transition select(meta.n) { 9: again; default: accept; } }`;
    const text = must(emit(readProgram("x.p4", program(body))), "the output");
    expect(text).toContain("packet.extract(hdr.b)");
    expect(text.match(/select\(meta\.n\)/g)).toHaveLength(2);
  });

  test("and what wraps is computed, of which p4c would warn", () => {
    const body = `state start { meta.n = 14; meta.m = 3; transition next; }
      state next { meta.n = meta.n << 30; meta.m = meta.m + 1; transition accept; }`;
    const text = must(emit(readProgram("x.p4", program(body))), "the output");
    expect(text).toContain("meta.n = 32w0x80000000;");
    expect(text).toContain("meta.m = meta.m + 16w1;");
  });

  test("are hidden where a value set is asked, which has to be asked for all keys", () => {
    const body = "value_set<bit<6>>(4) set; state start { transition select(6w1) { set: accept; } }";
    const hidden = "6w1 ^ (bit<6>) (standard_metadata.ingress_port |-| 9w0x1ff)";
    expect(selectOf(body)).toContain(`select(${hidden})`);
    expect(selectOf(body, "pna")).toMatch(/select\(6w1 \^\s+\(bit<6>\) \(\(istd\.direction ==/);
  });
});
