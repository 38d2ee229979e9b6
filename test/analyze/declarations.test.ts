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

describe("extern functions", () => {
  test("may be declared again, word for word", () => {
    expect(codes(check("extern void f<T>(in T x);\nextern void f<T>(in T x);"))).toEqual([]);
  });

  test("may not be declared again otherwise", () => {
    expect(codes(check("extern void f(in bit<8> x);\nextern void f(in bit<9> x);"))).toEqual(["P0302"]);
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

describe("types in controls", () => {
  const control = (body: string, declarations = ""): string =>
    `struct S<T> { T t; }\nheader H<T> { T t; }\nextern E { E(); }\ncontrol c<T>()(bit<8> n) { ${declarations} apply { ${body} } }`;

  test.each([
    ["of a header with an int", control("H<int>[3] s;"), ["P0404"]],
    ["with too many arguments", control("S<bit<8>, bit<8>> s;"), ["P0410"]],
    ["with a negative size", control("S<H<bit<8>>[-2]> s;"), ["P0402"]],
    ["of casts", control("n = (bit<-3>)n;"), ["P0402"]],
    ["of objects as variables", control("", "E e;"), ["P0404"]],
    ["of the control itself", control("", "c() again;"), ["P0312"]],
    [
      "of type arguments of calls",
      control("f<bit<-1>>();", "").replace("control", "extern void f<T>();\ncontrol"),
      ["P0402"],
    ],
  ])("are refused: %s", (_, text, expected) => {
    expect(codes(check(text))).toEqual(expected);
  });

  test.each([
    ["of the control's own parameters", control("S<T> s; T t;")],
    ["of the control's own constants", control("bit<W> x;", "const int W = 8;")],
    ["of no bits, where no parser sees it", control("bit<0> x;")],
    ["inferred", control("", "S<bit<8>> s;")],
  ])("are taken: %s", (_, text) => {
    expect(codes(check(text))).toEqual([]);
  });
});

describe("rules of controls", () => {
  const control = (locals: string, body = ""): string =>
    `control c(inout bit<8> x) { action a(in bit<8> y, bit<8> z) { } action b() { } ${locals} apply { ${body} } }`;

  test.each([
    ["a name declared twice", control("action b() { }"), "P0302"],
    ["a property given twice", control("table t { actions = { b; } size = 1; size = 2; }"), "P0302"],
    ["an action listed twice", control("table t { actions = { b; b; } }"), "P0302"],
    ["a table without actions", control("table t { key = { } }"), "P0417"],
    [
      "a default action that is not listed",
      control("table t { actions = { b; } default_action = a(1, 2); }"),
      "P0301",
    ],
    ["entries without key", control("table t { actions = { b; } entries = { _: b; } }"), "P0417"],
    ["directions behind none", control("action d(bit<8> p, in bit<8> q) { }"), "P0417"],
    ["a default of an out parameter", control("action d(out bit<8> p = 1) { }"), "P0409"],
    [
      "a table applied in an action",
      control("table t { actions = { b; } } action d() { t.apply(); }"),
      "P0417",
    ],
    ["an instance in apply", `control s() { apply { } } ${control("", "s() here;")}`, "P0417"],
    ["break outside of a loop", control("", "if (x == 1) { break; }"), "P0417"],
    ["a case behind default", control("", "switch (x) { default: { } 1: { } }"), "P0425"],
    ["break in an action outside of controls", "action a() { continue; }", "P0417"],
    ["a name in an action outside of controls", "action a() { nothing = 1; }", "P0301"],
    ["a parameter with the name of a type parameter", "control d<p>(in bit<8> p) { apply { } }", "P0302"],
  ])("%s", (_, text, code) => {
    expect(codes(check(text))).toEqual([code]);
  });

  test.each([
    ["loops", control("", "for (bit<8> i in 1 .. 3) { switch (x) { 1: { break; } default: { } } }")],
    [
      "tables",
      control("table t { actions = { b; @defaultonly a(1); } default_action = a(1, 2); }", "t.apply();"),
    ],
  ])("take %s", (_, text) => {
    expect(codes(check(text))).toEqual([]);
  });
});

describe("annotations", () => {
  const field = (annotation: string): string =>
    `match_kind { exact, ternary }\nstruct S { bit<8> a; ${annotation} bit<8> b; }`;
  test.each([
    ["@match(ternari) ", "P0301"],
    ["@length(c * 8)", "P0301"],
    ["@x[1 + true]", "P0406"],
    ["@x[{#}]", "P0401"],
  ])("%s is refused", (annotation, code) => {
    expect(codes(check(field(annotation)))).toEqual([code]);
  });

  test.each(["@match(ternary)", "@length((bit<32>)a * 8)", '@x[1 + 2, true, "a" ++ "b"]'])(
    "%s is taken",
    (annotation) => {
      expect(codes(check(field(annotation)))).toEqual([]);
    },
  );
});

describe("what a header cannot hold", () => {
  test("is shown inside of its structs", () => {
    const text = "struct deep_t { tuple<bit<8>> e; }\nstruct s_t { deep_t deep; }\nheader h_t { s_t s; }";
    expect(findings(check(text))).toMatch(/:1:31: note: its field `e` is `tuple<bit<8>>`/);
  });

  test("an array is told what to be instead", () => {
    expect(findings(check("header h_t { bit<8>[2] a; }"))).toMatch(/write single fields/);
  });
});

test("`_` as an element says that it is no type", () => {
  expect(codes(check("typedef list<_> many;"))).toEqual(["P0410"]);
});

describe("types", () => {
  test("`error` is none where no error is declared", () => {
    const outcome = check("struct s_t { error e; }");
    expect(codes(outcome)).toEqual(["P0301"]);
    expect(findings(outcome)).toMatch(/#include <core\.p4>/);
    expect(codes(check("error { Odd }\nstruct s_t { error e; }"))).toEqual([]);
  });

  test("a parser or control is no type argument of a struct", () => {
    const text = "parser p<T>(in T a);\nstruct s<T> { T field; }\nextern s<p<bit>> f();";
    expect(findings(check(text))).toMatch(/:3:10: error: a parser cannot be a type argument of `s`/);
  });

  test("a default value is none where the type has none", () => {
    const list = "struct S<T> { }\nextern E { E(list<S<bit<32>>> data = ...); }";
    expect(findings(check(list))).toMatch(/:2:38: error: `list<S<bit<32>>>` has no default value/);
    expect(codes(check("extern E { E(tuple<bit<32>, bool> data = ...); }"))).toEqual([]);
  });

  test("values of a type parameter can only be assigned", () => {
    const compares = "bool g<T>(in T a) { T b = a; return a == b; }";
    expect(codes(check(compares))).toEqual(["P0406"]);
    expect(codes(check(`${compares}\nbool f() { return g(8w1) && g(true); }`))).toEqual(["P0406"]);
    expect(codes(check("T g<T>(in T a) { T b = a; return b; }"))).toEqual([]);
  });

  test("an instance of an extern without abstract methods has no block", () => {
    const text = "extern e { e(); bit f(in bit a); }\ne() x = { bit f(in bit a) { return a; } };";
    expect(findings(check(text))).toMatch(/:2:5: error: extern `e` has no abstract methods/);
  });

  test("`main` is an instance or a function", () => {
    expect(codes(check("extern main { }"))).toEqual(["P0306"]);
    expect(codes(check("void main() { }"))).toEqual([]);
  });
});

describe("the arguments of packages", () => {
  const parsers = "parser Simple<H>(out H h);\npackage In<H>(Simple<H> p);\nstruct H { }\n";
  const own = `${parsers}parser Mine(out H h) { state start { transition accept; } }\n`;
  test.each([
    ["a parser of a package that is not main", "In<bit<8>>(Mine()) first;", "P0428"],
    [
      "a package of another type",
      "package Out<H>(In<H> i);\nIn(Mine()) first;\nOut<tuple<>>(first) main;",
      "P0428",
    ],
    [
      "a default that leaves a type open",
      "control N<T>(inout T h) { apply { } }\ncontrol C<T>(inout T h);\npackage P<T>(C<T> c = N<T>());\nP() main;",
      "P0411",
    ],
    ["no object", "control C();\npackage P(C c);\nP(P.C()) main;", "P0314"],
    ["a number for a control", "control C();\npackage P(C c);\nP(1) main;", "P0428"],
    ["a value of another type", 'package P(bit<8> x);\nP("text") main;', "P0401"],
    ["no constant", "extern bit<8> f();\npackage P(bit<8> x);\nP(f()) main;", "P0403"],
    [
      "constructor arguments of a control",
      "control C();\ncontrol D()(bit<8> x) { apply { } }\npackage P(C c);\nP(D()) main;",
      "P0409",
    ],
  ])("%s", (_, text, code) => {
    expect(codes(check(own + text))).toEqual([code]);
  });

  test("`_` fits any type", () => {
    const text = "package Out(In<_> i);\nIn(Mine()) first;\nOut(first) main;";
    expect(codes(check(own + text))).toEqual([]);
  });
});

test("a parser that goes in a circle for ever is refused", () => {
  const parser = (next: string) =>
    `parser P() { state start { transition a; } state a { transition ${next}; } }`;
  expect(codes(check(parser("start")))).toEqual(["P0315"]);
  expect(codes(check(parser("reject")))).toEqual([]);
  expect(
    codes(check("parser P(in bit x) { state start { transition select(x) { _: start; 0: accept; } } }")),
  ).toEqual(["P0420", "P0315"]);
  expect(codes(check("parser P(in bit x) { state start { transition select(x) { 0: start; } } }"))).toEqual(
    [],
  );
});
