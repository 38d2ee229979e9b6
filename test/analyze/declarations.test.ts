import { describe, expect, test } from "vitest";
import { analyzeText, codes, findings } from "./front-end.ts";

const check = (text: string) => analyzeText(text, { requireParser: false });

describe("parameters", () => {
  test.each([
    ["extern object", "extern E { E(); }\ncontrol c(in E e);"],
    ["string", "extern void f(in string s);"],
    ["int", "void f(inout int x) {}"],
    ["control", "control C();\nextern E { E(C c); }"],
    ["package", "control C();\npackage P(C c);\nparser p(P x) { state start { transition accept; } }"],
  ])("cannot be of every type: %s", (_, text) => {
    expect(codes(check(text))).toContain("P0430");
  });

  test("of externs may be strings and integers without direction", () => {
    expect(codes(check("extern void f(string s, int x);\nextern E { E(int size); }"))).toEqual([]);
  });

  test("of functions are not optional", () => {
    expect(findings(check("bit<8> f(@optional bit<8> a) { return a; }"))).toMatch(/cannot be optional/);
  });

  test("an extern does not return int", () => {
    expect(codes(check("extern int f();"))).toEqual(["P0430"]);
  });
});

describe("packages", () => {
  const architecture = `
    struct S { bit<8> x; }
    struct T { bit<8> x; }
    parser Parser<H, M>(out H h, inout M m);
    control Pipe<H, M>(inout H h, inout M m);
    package Switch<H, M>(Parser<H, M> p, Pipe<H, M> c);
    parser p(out S h, inout T m) { state start { transition accept; } }`;

  test("take the controls that they ask for", () => {
    const text = `${architecture}\ncontrol c(inout S h, inout T m) { apply {} }\nSwitch(p(), c()) main;`;
    expect(codes(check(text))).toEqual([]);
  });

  test.each([
    ["types", "control c(inout T m, inout S h) { apply {} }"],
    ["directions", "control c(in S h, inout T m) { apply {} }"],
    ["number of parameters", "control c(inout S h) { apply {} }"],
  ])("refuse controls with other %s", (_, control) => {
    expect(codes(check(`${architecture}\n${control}\nSwitch(p(), c()) main;`))).toContain("P0428");
  });

  test("refuse a control where they ask for a parser", () => {
    const text = "parser P();\npackage Top(P p);\ncontrol c() { apply {} }\nTop(c()) main;";
    expect(findings(check(text))).toMatch(/a control is given where the package asks for/);
  });

  test("alone are instantiated at the top level", () => {
    expect(codes(check("control c() { apply {} }\nc() inst;"))).toEqual(["P0417"]);
  });
});

describe("packages among the arguments of packages", () => {
  const text = (argument: string): string => `
    control C();
    package Inner(C c);
    package Other(C c);
    package Outer(Inner inner);
    control c() { apply {} }
    Inner(c()) named;
    Other(c()) wrong;
    Outer(${argument}) main;`;

  test.each(["named", "Inner(c())"])("%s is taken", (argument) => {
    expect(codes(check(text(argument)))).toEqual([]);
  });

  test.each([
    ["wrong", "P0428"],
    ["Other(c())", "P0428"],
    ["c()", "P0428"],
    ["Inner(c())()", "P0305"],
  ])("%s is not", (argument, code) => {
    expect(codes(check(text(argument)))).toEqual([code]);
  });

  test("an extern with abstract methods needs a name", () => {
    const extern = "extern E { E(); abstract void f(); }\npackage P(E e);";
    expect(codes(check(`${extern}\nP(E()) main;`))).toEqual(["P0431"]);
  });
});

describe("abstract methods", () => {
  const extern =
    "extern Virtual { Virtual(); abstract bit<16> f(in bit<16> x); @optional abstract void g(); }";
  const instance = (block: string): string => `${extern}\nVirtual() v = { ${block} };`;

  test("are written by the instance", () => {
    expect(codes(check(instance("bit<16> f(in bit<16> y) { return y; }")))).toEqual([]);
  });

  test.each([
    ["missing", "", /lacks `f`/],
    ["unknown", "bit<16> f(in bit<16> x) { return x; } void ff() {}", /no abstract method `ff`/],
    ["of another type", "bit<8> f(in bit<16> x) { return 0; }", /another type to return/],
    ["of another direction", "bit<16> f(inout bit<16> x) { return x; }", /another direction of `x`/],
    ["of other parameters", "bit<16> f() { return 0; }", /other parameters/],
  ])("%s", (_, block, message) => {
    const outcome = check(instance(block));
    expect(codes(outcome)).toContain("P0431");
    expect(findings(outcome)).toMatch(message);
  });

  test("are missing in a control's instances as well", () => {
    expect(codes(check(`${extern}\ncontrol c() { Virtual() v; apply {} }`))).toEqual(["P0431"]);
  });
});

test("a struct holds no strings", () => {
  expect(codes(check("struct S { string s; }"))).toEqual(["P0404"]);
});

describe("structured annotations", () => {
  test.each(["@a[k=1, k=2]", "@a[] @a[]", "@a(1) @a[]", "@a[{1, 2}]"])("%s is refused", (annotation) => {
    expect(codes(check(`${annotation} const bit<8> x = 0;`))).toEqual(["P0209"]);
  });

  test.each(["@a[k=1, l=2]", "@a(1) @a(2)", "@a[] @b[]"])("%s is taken", (annotation) => {
    expect(codes(check(`${annotation} const bit<8> x = 0;`))).toEqual([]);
  });
});

describe("names in controls", () => {
  const control = (body: string): string => `
    match_kind { exact }
    const bit<8> SIZE = 4;
    extern void log(in bit<8> x);
    control c(inout bit<8> x)(bit<8> y) {
      action drop() { x = 0; }
      table t { key = { x: exact; } actions = { drop; } default_action = drop(); size = SIZE; }
      apply { ${body} }
    }`;

  test.each([
    "t.apply(); log(x + y);",
    "switch (t.apply().action_run) { drop: { bit<8> z = x; x = z; } }",
    "for (bit<8> i in 1 .. 3) { x = x + i; }",
    `x = x${" + x".repeat(10_000)};`,
  ])("that are declared", (body) => {
    expect(codes(check(control(body)))).toEqual([]);
  });

  test.each([
    ["a variable", control("x = xx;"), /name `xx` is not declared/],
    ["a table", control("tt.apply();"), /name `tt` is not declared/],
    ["an action", control("").replace("{ drop; }", "{ dropp; }"), /did you mean `drop`/],
    [
      "a match kind",
      control("").replace("x: exact", "x: exakt"),
      /match kind `exakt`[\s\S]*did you mean `exact`/,
    ],
    ["a constant", control("").replace("= SIZE", "= SIZES"), /did you mean `SIZE`/],
  ])("that are not: %s", (_, text, message) => {
    expect(findings(check(text))).toMatch(message);
  });
});

describe("what a header cannot hold", () => {
  test("is shown inside of its structs", () => {
    const text = "struct deep_t { error e; }\nstruct s_t { deep_t deep; }\nheader h_t { s_t s; }";
    expect(findings(check(text))).toMatch(/:1:23: note: its field `e` is `error`/);
  });

  test("an array is told what to be instead", () => {
    expect(findings(check("header h_t { bit<8>[2] a; }"))).toMatch(/write single fields/);
  });
});

test("`_` as an element says that it is no type", () => {
  expect(codes(check("typedef list<_> many;"))).toEqual(["P0410"]);
});
