#include <core.p4>

header H { bit<8> a; }
struct S<T> { T a; }
extern E<T> { E(); void f(in T t); }
extern void twice<T>(in T T);
parser Two<A>(packet_in p, out A A);

// Nothing instantiates it.
parser Template<A>(packet_in p, out A a)(bit<8> n) {
    bit<8> fine = n + 1;
    value_set<bit<8>>(4) set;
    state start {
        bit<8> local = fine;
        misspelt();
        transition select(locla) {
            set: accept;
            n: reject;
            m: reject;
        }
    }
}

parser P(packet_in p, out H h, inout S<> s)(E e) {
    state start {
        p.extract<>(h);
        p.extract(absent);
        transition accept;
    }
}
