import { describe, expect, it } from "vitest";
import { expand, run, runText, squeeze } from "./helper.ts";

describe("object-like macros", () => {
  it.each([
    ["#define W 8\nbit<W> a;", "bit<8> a;"],
    ["#define A B\n#define B C\n#define C 1\nA", "1"],
    ["#define A A + 1\nA", "A + 1"],
    ["#define A B\n#define B A\nA B", "A B"],
    ["#define EMPTY\na EMPTY b", "a b"],
    ["#define N 3\n#undef N\nN", "N"],
    ["#define N 1..M\n#define M 5\nN", "1..5"],
    ["#define T bit<8>\nStack<T>", "Stack<bit<8> >"],
    ["#define M -1\n-M", "- -1"],
    ["#define OP |+|\na OP b", "a |+| b"],
    ["#define MASK &&&\na MASK b", "a &&& b"],
    ["#define W 16\n8wW 0xW W8 W", "8wW 0xW W8 16"],
    ['#define W 8\n"W" /* W */ W', '"W" /* W */ 8'],
    ["#define W /* eight */ 8 // bits\nW;", "8;"],
    ["#define W \\\n  8\nW", "8"],
    ["#def\\\nine W 8\nW", "8"],
    ["/* c */ # /* d */ define W 8\nW", "/* c */ 8"],
    ["#define W 1 /* over\nlines */ 2\nW", "1 2"],
    ["foo /*\n*/ #define\n", "foo /* */ #define"],
    ["#define W() 8\nW W() W( )", "W 8 8"],
  ])("%j", (source, expected) => {
    expect(expand(source)).toBe(expected);
  });
});

describe("function-like macros", () => {
  it.each([
    ["#define F(x) [x]\nF(1) F((a,b)) F() F", "[1] [(a,b)] [] F"],
    ["#define F(x, y) y x\nF(a, b)", "b a"],
    ["#define F(x) x\nF\n(\n1\n)\n;", "1 ;"],
    ["#define F(x) x\nF /* c */ // d\n (1)", "1"],
    ["#define F(x) F(x + 1)\nF(F(1))", "F(F(1 + 1) + 1)"],
    ["#define F(x) x\n#define G F\nG(7)", "7"],
    ["#define f(a) a*g\n#define g(a) f(a)\nf(2)(9)", "2*9*g"],
    ['#define F(x) #x\nF( a  +  "q\\n" )', '"a + \\"q\\\\n\\""'],
    ["#define CAT(a, b) a##b\nCAT(x, 1) CAT(,y) CAT(y,) CAT(,)", "x1 y y"],
    ["#define CAT(a, b) a ## b\n#define X1 yes\n#define P X\nCAT(X, 1) CAT(P, 1)", "yes P1"],
    ["#define F(...) [__VA_ARGS__]\nF(1, 2, (3, 4)) F()", "[1, 2, (3, 4)] []"],
    ["#define F(a, ...) a: __VA_ARGS__\nF(1, 2, 3)", "1: 2, 3"],
    ["#define F(a, ...) f(a, ## __VA_ARGS__)\nF(1) F(1, 2)", "f(1) f(1, 2)"],
    ["#define F(a, rest...) f(a, rest)\nF(1, 2, 3)", "f(1, 2, 3)"],
    ["#define F(x) x\n#define COMMA ,\nF(a COMMA b)", "a , b"],
    ["#define F(x)x\nF(1)", "1"],
    ["#define F(x) x\n#define N 1\nF(\n#ifdef N\nN\n#else\n2\n#endif\n)", "1"],
    ['#define F(x) x\nF(")")', '")"'],
    ["#define x 1\n#define F(x) x\nF(2) x", "2 1"],
  ])("%j", (source, expected) => {
    expect(expand(source)).toBe(expected);
  });

  it("follows the example of C11 6.10.3.5", () => {
    const source = `#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g f
#define z z[0]
#define h g(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);
g(x+(3,4)-w) | h 5) & m
(f)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
str(hello) str()
`;
    expect(expand(source).replaceAll(" ", "")).toBe(
      `f(2 * (y+1)) + f(2 * (f(2 * (z[0])))) % f(2 * (0)) + t(1);
f(2 * (2+(3,4)-0,1)) | f(2 * (~ 5)) & f(2 * (0,1))^m(0,1);
int i[] = { 1, 23, 4, 5, };
"hello" ""`.replace(/\s/g, ""),
    );
  });
});

describe("predefined macros", () => {
  it("gives the lines of the flattened source and the main file's base name", () => {
    const files = {
      main: "dir/main.p4",
      user: {
        "dir/main.p4": '__LINE__ __FILE__\n#include "a.p4"\n__LINE__\n',
        "dir/a.p4": "x\n__LINE__ __FILE__\n",
      },
    };
    expect(squeeze(run(files).result.text)).toBe('1 "main.p4" x 3 "main.p4" 4');
    expect(squeeze(run({ ...files, defines: ["N"] }).result.text)).toBe('2 "main.p4" x 4 "main.p4" 5');
  });

  it("honours #line", () => {
    expect(expand('#line 70 "g.p4"\n__LINE__ __FILE__\n__LINE__')).toBe('70 "g.p4" 71');
    expect(expand("#define N 90\n#line N\n\n__LINE__")).toBe("91");
  });

  it("in a system include gives that file's", () => {
    const { result } = runText("\n#include <s.p4>\n", { system: { "s.p4": "\n\n__LINE__ __FILE__" } });
    expect(squeeze(result.text)).toBe('3 "<s.p4>"');
  });
});
