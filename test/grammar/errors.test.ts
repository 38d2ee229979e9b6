import { describe, expect, it } from "vitest";
import { parseText } from "./parsed.ts";

const messages = (text: string): readonly string[] => parseText(text).messages;

/** Statements in a control; line 1 is the control's head. */
const inControl = (text: string): string => `control Test() { apply {\n${text}\n} }`;

/** Statements and a transition in a state; line 1 is the parser's head. */
const inState = (text: string): string => `parser p(packet_in b) { state start {\n${text}\n} }`;

const cases: readonly (readonly [what: string, source: string, expected: readonly string[]])[] = [
  [
    "annotations with arguments that they do not take",
    `@pkginfo const bit a = 0;
@pkginfo("x") const bit b = 0;
@name(4) const bit c = 0;
@deprecated("a" | "b") const bit d = 0;
@hidden(1) const bit e = 0;
@match(1 + 1) const bit f = 0;
@p4runtime_translation("x", int<32>) type bit<8> t_t;
@p4runtime_translation("x", bit<5+3>) type bit<8> u_t;`,
    [
      '1:1 P0211 `@pkginfo` takes a list of `name = value`\n  help write `@pkginfo(name = "…", version = "…")`',
      '2:1 P0211 `@pkginfo` takes a list of `name = value`\n  help write `@pkginfo(name = "…", version = "…")`',
      '3:1 P0211 `@name` takes a string\n  help write `@name("…")`',
      '4:1 P0211 `@deprecated` takes a string\n  help write `@deprecated("…")`',
      "5:1 P0211 `@hidden` takes no arguments\n  help write `@hidden`",
      "6:1 P0211 `@match` takes the name of a match kind\n  help write `@match(ternary)`",
      '7:1 P0211 `@p4runtime_translation` takes a URI, and `string`, `bit<W>` or a number of bits\n  help write `@p4runtime_translation("…", 32)`',
      '8:1 P0211 `@p4runtime_translation` takes a URI, and `string`, `bit<W>` or a number of bits\n  help write `@p4runtime_translation("…", 32)`',
    ],
  ],
  [
    "annotations with arguments that they take",
    `@pkginfo(name = "x", version = f(1, 2)) const bit a = 0;
@pkginfo[name = "x"] const bit b = 0;
@name("a" ++ B) const bit c = 0;
@hidden @tableonly[] const bit d = 0;
@p4runtime_translation("x", string) type bit<8> t_t;
@p4runtime_translation("x", bit<8>) type bit<8> u_t;
@other(anything, at + all) const bit e = 0;`,
    [],
  ],
  [
    "a missing semicolon is pointed at where it should stand",
    inControl("a = b\nc = d;"),
    ["2:6 P0201 expected `;` after this assignment, found `c`\n  help add `;` here"],
  ],
  [
    "… also before a closing brace",
    "struct S { bit<8> a }",
    ["1:20 P0201 expected `;` after this field, found `}`\n  help add `;` here"],
  ],
  [
    "… also behind a transition",
    inState("transition accept"),
    ["2:18 P0201 expected `;` after this transition, found `}`\n  help add `;` here"],
  ],
  [
    "… also behind an instantiation at the end of the file",
    "package P(); P() main",
    ["1:22 P0201 expected `;` after this instantiation, found the end of the file\n  help add `;` here"],
  ],
  [
    "a missing parenthesis before a block",
    inControl("if (a { b = c; }\nd = ;"),
    [
      "2:6 P0201 expected `)` after `a`, found `{`\n  help add `)` here",
      "3:5 P0201 expected an expression, found `;`",
    ],
  ],
  [
    "= for ==",
    inControl("if (a = 3) { b = c; } else { b = d; }"),
    ["2:7 P0201 expected `)`, found `=`\n  help a comparison is written with `==`"],
  ],
  [
    "== for =",
    inControl("a == 3;"),
    [
      "2:3 P0201 expected an assignment or a call, found `==` after `a`\n  help an assignment is written with `=`",
    ],
  ],
  [
    "an expression alone is no statement",
    inControl("a + 1;"),
    ["2:3 P0201 expected an assignment or a call, found `+` after `a`"],
  ],
  [
    "a keyword as a name",
    "struct S { bit<8> header; }",
    [
      "1:19 P0208 expected a name, found the keyword `header`\n  help choose another name: P4 reserves this word",
    ],
  ],
  [
    "a misspelled keyword",
    "pasrer p(packet_in b) { state start { transition accept; } }\nstruct S {}",
    ["1:1 P0201 `pasrer` is neither a type nor a keyword\n  help did you mean `parser`?"],
  ],
  [
    "a misspelled transition",
    inState("transiton accept;"),
    ["2:1 P0201 `transiton` is neither a type nor a keyword\n  help did you mean `transition`?"],
  ],
  ["an unknown character", inControl("a = $;\nb = c;"), ["2:5 P0202 unknown character `$`"]],
  [
    "an invalid header with blanks",
    "const H h = { # };",
    [
      "1:15 P0202 unknown character `#`\n  help an invalid header is written `{#}`; a directive stands at the beginning of its line",
    ],
  ],
  ["an unterminated string", 'const string s = "abc;\n', ['1:18 P0203 this string has no closing `"`']],
  ["an unterminated comment", "struct S {}\n/* abc\n", ["2:1 P0204 this comment has no closing `*/`"]],
  [
    "a missing brace shows the opening one, once",
    "control c() {\n  apply {\n    a = b;\n\nstruct S {}",
    ["5:1 P0205 expected `}`, found `struct`\n  note 2:9 to close this `{`"],
  ],
  [
    "a missing brace before a transition",
    inState("if (a) {\nb = c;\ntransition accept;"),
    ["4:1 P0205 expected `}`, found `transition`\n  note 2:8 to close this `{`"],
  ],
  [
    "a missing brace before the next state",
    "parser p(packet_in b) {\nstate a {\ntransition b;\nstate b { transition accept; }\n}",
    ["4:1 P0205 expected `}`, found `state`\n  note 2:9 to close this `{`"],
  ],
  [
    "braces too many",
    "struct S {} } }\nstruct T { bit<8> }",
    ["1:13 P0205 this `}` closes nothing", "2:19 P0201 expected a name after `>`, found `}`"],
  ],
  ["an annotation without end", "@a(b\nstruct S {}", ["1:3 P0205 this `(` has no closing `)`"]],
  [
    "a binary literal with a wrong digit",
    inControl("a = 0b12;"),
    ["2:5 P0207 malformed integer literal: `2` is no binary digit"],
  ],
  [
    "a width without digits",
    inControl("a = 8w;"),
    ["2:5 P0207 malformed integer literal: no digits after `8w`"],
  ],
  [
    "letters behind a number",
    inControl("a = 12ab;"),
    ["2:5 P0207 malformed integer literal: `a` is no decimal digit"],
  ],
  [
    "a cast as in C++",
    inControl("a = bit<8>(b);"),
    [
      "2:5 P0201 expected an expression, found `bit`\n  help a cast is written `(bit<8>) value`: the type in parentheses",
    ],
  ],
  [
    "a list of values to match without parentheses",
    inState("transition select(a, b) {\n1, 2: x;\ndefault: y;\n}"),
    [
      "3:2 P0201 expected `:`, found `,`\n  help several values to match stand in parentheses: `(a, b): state;`",
    ],
  ],
  [
    "a tuple goes on behind its parenthesis",
    inState("transition select(a) { (1, 2) + 3: x; }"),
    ["2:31 P0201 expected `:` after `)`, found `+`"],
  ],
  ["> > is no >>", inControl("a = b > > c;"), ["2:9 P0201 expected an expression, found `>`"]],
  [
    "what follows `for` is one mistake",
    inControl("for (bit<8> i = 0 i < 3; i = i + 1) { a = b; }"),
    ["2:19 P0201 expected `;` after 0, found `i`"],
  ],
  [
    "a loop over a variable without a type",
    inControl("for (i in 1 .. 3) { }"),
    ["2:6 P0209 the variable of this loop has no type\n  help declare it here: `for (bit<32> i in …)`"],
  ],
  [
    "a statement that no state takes",
    inState("{ return; }"),
    ["2:3 P0209 `return` cannot stand in a parser's state"],
  ],
  [
    "two transitions",
    inState("transition a;\ntransition b;"),
    ["3:1 P0209 this state has a transition already\n  note 2:1 the first one"],
  ],
  [
    "a statement behind the transition",
    inState("transition a;\nb = c;"),
    ["2:1 P0209 the transition must be the last statement of its state"],
  ],
  ["a parser without states", "parser p(packet_in b) { }", ["1:8 P0209 parser `p` has no states"]],
  [
    "a control without apply",
    "control c() { }",
    ["1:15 P0209 control `c` has no `apply` block\n  note 1:9 the control begins here"],
  ],
  [
    "a declaration behind a state",
    "parser p(packet_in b) { state start { } bit<8> x; }",
    ["1:48 P0209 declarations must stand before the first state"],
  ],
  [
    "a method without a type",
    "extern X { m(); }",
    ["1:12 P0209 method `m` has no return type\n  help only a constructor has none, and it is named `X`"],
  ],
  [
    "an assignment to a call",
    inControl("f() = 3;"),
    [
      "2:1 P0209 this cannot be assigned to\n  help only variables, parameters, their fields, elements and bit slices can be assigned to",
    ],
  ],
  [
    "a call of a call's result",
    inControl("t.apply()();"),
    ["2:1 P0209 the result of a call cannot be called in turn"],
  ],
  [
    "a type as a value",
    "struct S {} const bool b = S > 3;",
    ["1:28 P0209 this is a type where a value must stand"],
  ],
  [
    "a list that becomes a record",
    inControl("a = { 1, b = 2 };"),
    ["2:12 P0201 expected `}` after `b`, found `=`"],
  ],
  [
    "a record that becomes a list",
    inControl("a = { b = 2, 1 };"),
    ["2:14 P0201 expected `name = value` as before"],
  ],
  [
    "an annotation that mixes both forms",
    "@a[k=1, 2] struct S {}",
    ["1:9 P0201 expected `name = value` as before"],
  ],
  ["void is no type of a variable", inControl("void x;"), ["2:1 P0201 expected a type, found `void`"]],
  ["a comma behind the last error", "error { A, }", ["1:10 P0201 expected `}` after `A`, found `,`"]],
  ["not P4 at all", "Lorem ipsum dolor sit amet", ["1:13 P0201 expected `(` after `ipsum`, found `dolor`"]],
];

describe("syntax errors", () => {
  it.each(cases)("%s", (_what, source, expected) => {
    expect(messages(source)).toEqual(expected);
  });

  it("reports independent mistakes, each once", () => {
    const source = `header h_t {
    bit<8> a
    bit<16 b;
    bit<8> header;
}
parser p(packet_in b, out h_t h) {
    state start {
        b.extract(h)
        transition select(h.a {
            1: next;
            2, 3: next;
        }
    }
    state next {
        h.a == 5;
        bit<8> x = { 1, 2;
        x = $;
        transition accept;
    }
}
const bit<8> z = 3
control c(inout h_t h) {
    table t { key = { h.a exact; } actions = { a; } size = }
    apply { t.apply(); }
}`;
    expect(messages(source).map((message) => message.split("\n")[0])).toEqual([
      "2:13 P0201 expected `;` after this field, found `bit`",
      "3:12 P0201 expected `>` after 16, found `b`",
      "4:12 P0208 expected a name, found the keyword `header`",
      "8:21 P0201 expected `;` after this call, found `transition`",
      "9:30 P0201 expected `)` after `a`, found `{`",
      "11:14 P0201 expected `:`, found `,`",
      "15:13 P0201 expected an assignment or a call, found `==` after `a`",
      "16:26 P0201 expected `}` after 2, found `;`",
      "17:13 P0202 unknown character `$`",
      "21:19 P0201 expected `;` after this constant, found `control`",
      "23:27 P0201 expected `:` after `a`, found `exact`",
      "23:60 P0201 expected an expression, found `}`",
    ]);
  });

  it("keeps what is understood beside a mistake", () => {
    const { program } = parseText("struct S { bit<8> a; bit<8 b; bit<8> c; }\nconst = 3;\nstruct T {}");
    expect(
      program?.declarations.map((one) => ("fields" in one ? one.fields.map(({ name }) => name.text) : [])),
    ).toEqual([["a", "c"], []]);
  });

  it("stops after a thousand", () => {
    const found = messages(inControl("x = ; ".repeat(2000)));
    expect(found).toHaveLength(1001);
    expect(found.at(-1)).toContain("P0210 stopped after 1000 syntax errors");
  });
});
