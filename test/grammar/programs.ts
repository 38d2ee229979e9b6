import { readdirSync, readFileSync } from "node:fs";

const here = (path: string): URL => new URL(`../../${path}`, import.meta.url);

const programsIn = (folder: string): readonly (readonly [name: string, text: string])[] =>
  readdirSync(here(folder))
    .filter((name) => name.endsWith(".p4"))
    .toSorted()
    .map((name) => [
      name,
      // Directives are the preprocessor's; here each becomes an empty line.
      readFileSync(here(`${folder}/${name}`), "utf8").replaceAll(/^[ \t]*#(?:.*\\\n)*.*$/gm, ""),
    ]);

/** Programs of this repository: its samples and its architectures' headers. */
export const programs = [...programsIn("samples"), ...programsIn("grammar/include")];

/** Every construct of the language in one text that has no mistakes. */
export const everything = `
@pragma p "text" 1
@a @b(c, (d)) @e[1, "x"] @f[k=1, l=(2)]
const bit<8> C = 8w0xFF + (4s7 |-| 2);
error { A, B }
match_kind { exact, lpm }
typedef bit<(C + 1)> W;
type bit<32> N;
enum E { x, y }
enum bit<8> F { p = 1, q = 2 }
struct S<T> { T t; @n varbit<320> v; tuple<bit<8>, bool> u; list<S<bit<8>>> l; }
header H { bit<8> a; int<8> b; }
header_union U { H one; H two; }
extern X<T> { X(int n); void put<V>(in V v); abstract T get(); }
extern bit<8> f<T>(in T a, @optional bool b, string s = "a\\"b");
parser P<T>(inout T t);
control Q<T>(inout T t);
package K<T>(P<T> p, Q<T> q = Q(3));
action act(in bit<8> x) { return; }
bit<8> g<T>(T t) { return (bit<8>) 1; }
parser p(packet_in b, out H h)(bool flag) {
    const bit<8> k = -1;
    value_set<tuple<bit<8>, E>>(4) vs;
    X<bit<8>>(3) x = { bit<8> get() { return 1; } };
    H[4] stack;
    state start {
        b.extract(h);
        bit<8> n = h.a[7:4] ++ h.b[0+:4];
        if (n > 3 && !(n == 4 || h.isValid())) { n = n << 2 >> 1; } else if (flag) n |+|= 2; else ;
        transition select(n, E.x) {
            (1 &&& 3, E.x): next;
            (2 .. 4, _): next;
            vs: next;
            default: reject;
        }
    }
    @name("next") state next { stack.next = {#}; transition accept; }
}
control c(inout H h) {
    @hidden action a(bit<8> v) { h.a = v; exit; }
    table t {
        key = { h.a + 1: exact @name("k"); h.b: lpm; }
        actions = { a; @defaultonly .act(1); }
        entries = { const priority = 3: (1, _): a(2) @e; priority = (C): default: a(n = 3); }
        const default_action = a(_);
        size = 1024;
    }
    apply @x {
        switch (t.apply().action_run) { a: act: { } default: { return; } }
        switch (h.a) { 1: { } 1 + 2: { } }
        for (bit<8> i = 0, h.a = 1; i < 3; i += 1, f<bit<8>>(i)) { if (i == 2) break; else continue; }
        for (bit<8> i in 1 .. 3) h.b = i > 1 ? { ... } : - - 1;
        @y { S<bit<8>> s = { t = 1, ... }; s = (S<bit<8>>) { 1, 2, ... }; }
        p.apply(b = h, c = _);
    }
}
K<H>(p(true), c()) main;
`;
