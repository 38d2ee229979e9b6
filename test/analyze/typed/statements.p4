#include <core.p4>
#include <parser_model.p4>

header one_t { bit<8> a; }
header rest_t { varbit<64> data; }
struct headers_t { one_t one; one_t[4] stack; rest_t rest; }
struct meta_t { bit<8> x; bit<32> sum; bool flag; }
extern void note(string text, in bit<8> value);
enum bit<8> Kind { FIRST = 1, SECOND = 2 }

T pick<T>(in bool which, in T a, in T b) {
    if (which) return a;
    else return b;
}
void bump(inout bit<8> value, in bit<8> by = 1) { value = value + by; }
bit<8> looped(in bit<8> limit) {
    bit<8> total = 0;
    for (bit<8> i = 0; i < limit; i = i + 1) {
        if (i == 3) continue;
        if (total > 100) break;
        total += i;
    }
    for (bit<8> j in 1 .. 4) { total = total + j; }
    for (bit<8> k in { 7, limit }) { total = total ^ k; }
    return total;
}
void more(inout one_t[4] stack, inout bit<8> x, out bool flag) {
    for (one_t h in stack) { x = x + h.a; }
    switch (x) {
        1:
        2: { x = 3; }
        Kind.FIRST + 5: { x = 4; }
        default: { flag = false; }
    }
}
void two(out bit<8> first, out bit<8> second) { first = 1; second = 2; }

parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    state start {
        packet.extract(hdr.one);
        packet.extract(hdr.stack.next);
        packet.extract(hdr.rest, (bit<32>)hdr.stack.last.a);
        packet.extract<one_t>(_);
        packet.advance(16);
        packet.advance(hdr.stack.lastIndex << 3);
        meta.x = packet.lookahead<bit<8>>();
        meta.flag = packet.lookahead<one_t>().a == 1;
        packet.lookahead<bit<32>>();
        meta.sum = packet.length();
        verify(meta.flag, error.NoMatch);
        meta.x = pick(meta.flag, meta.x, 3);
        bump(meta.x);
        bump(by = 4, value = hdr.one.a);
        two(_, meta.x);
        more(hdr.stack, meta.x, meta.flag);
        meta.x = looped(meta.x);
        hdr.stack.push_front(1);
        hdr.stack.pop_front(2);
        hdr.one.setInvalid();
        hdr.stack[0].setValid();
        static_assert(1 + 1 == 2, "arithmetic");
        { bit<8> inner = meta.x; meta.x = inner; }
        if (meta.flag) meta.x = 1; else if (meta.x == 1) { meta.x = 2; }
        note("here", 1);
        transition select(hdr.one.a, meta.flag, { meta.x, meta.x }) {
            (Kind.SECOND, true, { 1, 2 }): more;
            (1 .. 3, false, _): more;
            (_, _, { 1, 3 }): more;
        }
    }
    state more {
        transition select(meta.flag) { true: start; false: reject; }
    }
}
ParserModel(P()) main;
