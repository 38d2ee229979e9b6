import { describe, expect, it } from "vitest";
import { bare, declarations } from "./parsed.ts";

/** One line for each declaration: what it is and the names in it. */
const outline = (text: string): unknown[] =>
  declarations(text).map((declaration) => {
    const { kind } = declaration;
    switch (declaration.kind) {
      case "struct":
      case "header":
      case "header-union":
        return [kind, declaration.name.text, ...declaration.fields.map(({ name }) => name.text)];
      case "enum":
      case "error":
      case "match-kind":
        return [
          kind,
          ...declaration.members.map((member) => ("name" in member ? member.name.text : member.text)),
        ];
      case "extern-object":
        return [
          kind,
          declaration.name.text,
          ...declaration.methods.map(
            ({ name, abstract, returnType }) =>
              `${abstract ? "abstract " : ""}${returnType === undefined ? "new " : ""}${name.text}`,
          ),
        ];
      case "extern-function":
        return [kind, declaration.prototype.name.text];
      case "control":
      case "parser":
        return [
          kind,
          declaration.name.text,
          ...declaration.locals.map((local) => `${local.kind} ${local.name.text}`),
        ];
      default:
        return [kind, declaration.name.text];
    }
  });

describe("declarations", () => {
  it.each([
    ["struct S<T> { T a; @x bit<8> b; }", ["struct", "S", "a", "b"]],
    ["header H {}", ["header", "H"]],
    ["header_union U { H a; H b; }", ["header-union", "U", "a", "b"]],
    ["enum E { a, b, }", ["enum", "a", "b"]],
    ["enum bit<8> E { a = 1, b = 2 + 3 }", ["enum", "a", "b"]],
    ["error { A, B }", ["error", "A", "B"]],
    ["match_kind { exact, lpm, }", ["match-kind", "exact", "lpm"]],
    ["typedef bit<8> T;", ["typedef", "T"]],
    ["type bit<8> T;", ["newtype", "T"]],
    ["const bit<8> c = 3;", ["constant", "c"]],
    ["parser P<H>(packet_in b, out H h);", ["parser-type", "P"]],
    ["control C<H>(inout H h);", ["control-type", "C"]],
    ["package K<H>(P<H> p, @optional C<H> c = {});", ["package-type", "K"]],
    ["extern f;", undefined],
    ["extern bit<8> f<T>(in T a, bool b = false);", ["extern-function", "f"]],
    ["extern void f();", ["extern-function", "f"]],
    ["extern T<bit<8>> f(error e);", ["extern-function", "f"]],
    [
      "extern X<T> { X(int n); void m<U>(in U u); abstract T g(); }",
      ["extern-object", "X", "new X", "m", "abstract g"],
    ],
    ["action a(in bit<8> x, bit<8> y) { return; }", ["action", "a"]],
    ["T f<T>(in T t) { return t; }", ["function", "f"]],
    ["error f() { return error.X; }", ["function", "f"]],
    ["struct H {} K<H>(P(), C<H>()) main;", ["instantiation", "main"]],
    [
      "parser P(packet_in b)(bit<8> n) { value_set<bit<8>>(4) v; Q() q; state start { } }",
      ["parser", "P", "value-set v", "instantiation q"],
    ],
    [
      "control C()(bit<8> n) { bit<8> x = 1; action a() {} table t { actions = { a; } } apply @x { } }",
      ["control", "C", "variable x", "action a", "table t"],
    ],
  ])("%s", (source, expected) => {
    expect(outline(source).at(-1)).toEqual(expected);
  });

  it("takes the block of an extern's abstract methods", () => {
    const [declaration] = declarations("X<bit<8>>(1) x = { bit<8> g() { return 1; } Y() y; };");
    expect(bare(declaration)).toMatchObject({
      kind: "instantiation",
      initializer: [
        { kind: "function", name: { text: "g" } },
        { kind: "instantiation", name: { text: "y" } },
      ],
    });
  });

  it("takes parameters with direction, default and annotation", () => {
    const [declaration] = declarations(
      "action a(@optional inout bit<8> x, out bool list, bit<8> type = 3) {}",
    );
    expect(declaration?.kind === "action" ? bare(declaration.parameters) : undefined).toMatchObject([
      { direction: "inout", name: { text: "x" }, optional: true },
      { direction: "out", name: { text: "list" }, optional: false },
      { direction: "none", name: { text: "type" }, defaultValue: { value: "3n" } },
    ]);
  });

  it("skips empty declarations", () => {
    expect(declarations(";; struct S {} ;")).toHaveLength(1);
  });
});

describe("annotations", () => {
  it.each([
    ["@a", { name: "a", body: { kind: "none" } }],
    ["@default", { name: "default", body: { kind: "none" } }],
    ["@a()", { name: "a", body: { kind: "unstructured", tokens: [] } }],
    [
      '@a("x", (1 + $) { )',
      { name: "a", body: { kind: "unstructured", tokens: ['"x"', ",", "(", "1", "+", "$", ")", "{"] } },
    ],
    ["@a[]", { name: "a", body: { kind: "expressions", values: [] } }],
    ["@a[1, 2,]", { name: "a", body: { kind: "expressions", values: [{ value: "1n" }, { value: "2n" }] } }],
    [
      "@a[k=1]",
      { name: "a", body: { kind: "pairs", pairs: [{ key: { text: "k" }, value: { value: "1n" } }] } },
    ],
    ["@pragma a 1 b\n", { name: "a", body: { kind: "unstructured", tokens: ["1", "b"] } }],
    ["@pragma a\n", { name: "a", body: { kind: "none" } }],
    [
      '@pragma a "over\nlines" \\\n end\n',
      { name: "a", body: { kind: "unstructured", tokens: ['"over\nlines"', "\\", "end"] } },
    ],
  ])("%s", (source, expected) => {
    const [declaration] = declarations(`${source} struct S {}`);
    expect(bare(declaration?.annotations)).toMatchObject([expected]);
  });
});
