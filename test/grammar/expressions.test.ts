import { describe, expect, it } from "vitest";
import { expression, parseText, statements } from "./parsed.ts";
import { shape } from "./shape.ts";

const shapes: readonly (readonly [source: string, tree: string])[] = [
  // Literals (specification 6.4.3)
  ["255", "255"],
  ["0xFF", "255"],
  ["0b1010_1010", "170"],
  ["0o17", "15"],
  ["0d10", "10"],
  ["8w0xFF", "8w255"],
  ["4s7", "4s7"],
  ["1_000", "1000"],
  ["16w0b1", "16w1"],
  ["true", "true"],
  ["this", "this"],
  ['"a\\"b"', '"a\\"b"'],
  ['"two\nlines"', '"two\nlines"'],
  ["...", "default-value"],
  ["{#}", "invalid-header"],
  // Precedence (specification 8.1): & ^ | before comparisons
  ["a + b * c", "(+ a (* b c))"],
  ["a - b - c", "(- (- a b) c)"],
  ["a & b == c", "(== (& a b) c)"],
  ["a | b ^ c & d", "(| a (^ b (& c d)))"],
  ["a == b < c", "(== a (< b c))"],
  ["a || b && c", "(|| a (&& b c))"],
  ["a << b + c", "(<< a (+ b c))"],
  ["a ++ b + c", "(+ (++ a b) c)"],
  ["a |+| b |-| c", "(|-| (|+| a b) c)"],
  ["(a + b) * c", "(* (+ a b) c)"],
  ["a ? b : c ? d : e", "(? a b (? c d e))"],
  ["a ? b ? c : d : e", "(? a (? b c d) e)"],
  ["a || b ? c : d", "(? (|| a b) c d)"],
  ["-a.b[3]", "(- (index (. a b) 3))"],
  ["!~-+a", "(! (~ (- (+ a))))"],
  ["- a * b", "(* (- a) b)"],
  // >> is two adjacent >
  ["a >> 2", "(>> a 2)"],
  ["a > b", "(> a b)"],
  ["a >> 1 >= b", "(>= (>> a 1) b)"],
  // Casts need a type
  ["(bit<8>) a + b", "(+ (cast [bit 8] a) b)"],
  ["(T) - a", "(cast T (- a))"],
  ["(a) - b", "(- a b)"],
  ["(.T) a", "(cast .T a)"],
  ["(T[2]) a", "(cast [stack T 2] a)"],
  ["(tuple<T, bool>) { a, b }", "(cast [tuple T [bool]] {a b})"],
  ["(list<T>) {}", "(cast [list T] {})"],
  ["(error) a", "(cast [error] a)"],
  ["(error.X)", "(. type:[error] X)"],
  ["(E.a) == b", "(== (. type:E a) b)"],
  ["(T<bool>(a))", "(call type:[T of [bool]] a)"],
  ["(int) 3", "(cast [integer] 3)"],
  // Members, subscripts, slices
  ["a.b.c", "(. (. a b) c)"],
  ["a.apply", "(. a apply)"],
  ["a.T", "(. a T)"],
  ["a[7:0]", "(slice a 7 0)"],
  ["a[i+:8]", "(plus-slice a i 8)"],
  ["a[1][3:2]", "(slice (index a 1) 3 2)"],
  [".a.b", "(. .a b)"],
  ["E.a", "(. type:E a)"],
  [".E.a", "(. type:.E a)"],
  // Calls; < opens type arguments only before a type
  ["f()", "(call f)"],
  ["f(a, _, b = 3, c = _)", "(call f a dontcare b=3 c=dontcare)"],
  ["f<T>(a)", "(call f <T> a)"],
  ["f<_>(a)", "(call f <[dontcare]> a)"],
  ["f<bit<8>, E>(a)", "(call f <[bit 8] E> a)"],
  ["f < a", "(< f a)"],
  ["f < (T) a", "(< f (cast T a))"],
  ["f < E.a", "(< f (. type:E a))"],
  ["a.m<T>().b", "(. (call (. a m) <T>) b)"],
  ["T(a)", "(call type:T a)"],
  ["T<T<bool>>(a)", "(call type:[T of [T of [bool]]] a)"],
  ["f(a)(b)", "(call (call f a) b)"],
  // Lists and records
  ["{}", "{}"],
  ["{ a, b, }", "{a b}"],
  ["{ a, ... }", "{a ...}"],
  ["{ ... }", "{...}"],
  ["{ a = 1, b = { c } }", "{a=1 b={c}}"],
  ["{ a = 1, ..., }", "{a=1 ...}"],
];

describe("expressions", () => {
  it.each(shapes)("%s", (source, tree) => {
    expect(shape(expression(source))).toBe(tree);
  });

  it("takes contextual keywords as names", () => {
    expect(shape(expression("apply + key + actions + state + entries + type + priority + list"))).toBe(
      "(+ (+ (+ (+ (+ (+ (+ apply key) actions) state) entries) type) priority) list)",
    );
  });

  it("keeps width, sign and base of a literal", () => {
    expect(expression("4s0b0111")).toMatchObject({
      kind: "integer",
      value: 7n,
      width: 4,
      signed: true,
      base: 2,
    });
    expect(expression("10")).toEqual(expect.not.objectContaining({ width: expect.anything() }));
  });

  it("asks the scope whether a name is a type", () => {
    const cast = (types: string, text: string): string => {
      const [statement] = statements(text, types);
      return statement?.kind === "assignment" ? shape(statement.value) : "";
    };
    expect(cast("typedef bit<8> U;", "x = (U) - a;")).toBe("(cast U (- a))");
    expect(cast("", "x = (U) - a;")).toBe("(- U a)");
    expect(cast("struct S {}", "x = f<S>(a);")).toBe("(call f <S> a)");
    expect(cast("", "x = f<S>(a);")).toBe("(> (< f S) a)");
  });

  it("lets a variable hide a type until its block ends", () => {
    const [hidden, after] = statements("{ bool T; x = (T) - a; } x = (T) - a;");
    const inner = hidden?.kind === "block" ? hidden.statements[1] : undefined;
    expect(inner?.kind === "assignment" ? shape(inner.value) : "").toBe("(- T a)");
    expect(after?.kind === "assignment" ? shape(after.value) : "").toBe("(cast T (- a))");
  });

  it("spans its whole text", () => {
    const text = "control Test() { apply { x = a + f(b)[3:0]; } }";
    const [control] = parseText(text).program?.declarations ?? [];
    const [statement] = control?.kind === "control" ? control.apply.statements : [];
    if (statement?.kind !== "assignment") throw new Error("no assignment");
    const { start, end } = statement.value.span;
    expect(text.slice(start, end)).toBe("a + f(b)[3:0]");
    expect(text.slice(statement.span.start, statement.span.end)).toBe("x = a + f(b)[3:0];");
  });
});
