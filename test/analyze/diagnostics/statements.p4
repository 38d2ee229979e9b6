#include <core.p4>
#include <parser_model.p4>

header one_t { bit<8> a; }
header rest_t { varbit<8> a; }
header both_t { varbit<8> a; varbit<8> b; }
header_union either_t { one_t one; }
struct headers_t { one_t one; one_t[3] stack; rest_t rest; both_t both; either_t either; }
struct meta_t { bit<8> x; bool flag; }
extern Counter<T> { Counter(bit<8> size); void count(in T index); }
extern bit<8> outside(in bit<8> a, @optional in bit<8> b);

bit<8> either(in bit<8> a) { return a; }
bit<8> either(in bit<8> b) { return b; }
bit<8> short(in bit<8> a) { if (a == 1) { return 2; } }
void nothing(inout bit<8> a) { return 1; }
bit<8> something(in bit<8> a) { a = 1; return; }
bit<8> text(in bit<8> a) { return "text"; }
T open<T>() { T t; return t; }
T same<T>(in T a, in T b) { return a; }

void loops(in bit<8> x, in one_t h) {
    break;
    continue;
    switch (h) { default: { } }
    switch (x) { 1: { } 1: { } x: { } true: { } default: { } }
    for (bit<8> i in x) { }
}

parser Sub(packet_in packet, out one_t h)(bit<8> limit) { state start { transition accept; } }

parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    Sub() missing;
    Sub(1, 2) many;
    Sub(limt = 1) misspelt;
    Sub(true) wrong;
    Sub(1) sub;
    Counter(8w3) counter;
    int number = 3;
    const bit<8> CONSTANT = meta.x;
    state start {
        packet.extract(meta.x);
        packet.extract(hdr.stack);
        packet.extract(hdr.either);
        packet.extract(hdr.rest);
        packet.extract(hdr.one, 8);
        packet.extract(hdr.both, 8);
        packet.extract();
        meta.x = packet.lookahead<rest_t>();
        meta.x = packet.lookahead();
        meta.x = packet.advance(8);
        meta.x = hdr.one.setValid();
        meta.x.setValid();
        hdr.stack.push_front(meta.x);
        hdr.stack.pop_front(0);
        meta.x = nothing(meta.x);
        nothing(1);
        nothing(_);
        either(1);
        either(b = 1);
        short(_);
        short(a = 1, a = 2);
        short(b = 1);
        short(1, 2);
        outside();
        outside(a = 1, 2);
        same(meta.x, meta.flag);
        same<bit<8>, bit<8>>(1, 1);
        open();
        meta.x();
        Sub.apply(packet, hdr.one);
        sub.apply(packet);
        meta.x = sub.apply(packet, hdr.one);
        sub.run(packet);
        static_assert(1 == 2, "never");
        static_assert(meta.flag);
        if (meta.x) { }
        verify(1, error.NoMatch);
        verify(true, 3);
        headers_t() other;
        transition accept;
    }
}
ParserModel(P()) main;
