#include <core.p4>
#include <parser_model.p4>
match_kind { range }
header one_t { bit<8> a; }
struct headers_t { one_t[4] stack; one_t one; }
struct meta_t { bit<8> x; }
struct key_t { @match(ternary) bit<8> a; @match(range) bit<16> b; bool c; }

parser Step(packet_in packet, inout headers_t h, in bit<8> wanted)(bit<8> first, bit<8> second = 9) {
    bit<8> seen = first;
    value_set<bit<8>>(4) known;
    state start {
        packet.extract(h.stack.next);
        transition select(h.stack.last.a) {
            first: accept;
            second: again;
            known: accept;
            default: reject;
        }
    }
    state again { seen = seen + wanted; transition start; }
}
parser Generic<T>(packet_in packet, out T h) {
    state start { packet.extract(h); transition accept; }
}
parser Plain(packet_in packet, out one_t h) {
    state start { packet.extract(h); transition accept; }
}

parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    Step(1) one;
    Step(second = 3, first = 2) two;
    Generic<one_t>() generic;
    value_set<key_t>(16) keys;
    state start {
        one.apply(packet, hdr, 1);
        two.apply(packet, hdr, meta.x);
        one.apply(packet = packet, h = hdr, wanted = 5);
        transition more;
    }
    state more {
        Plain.apply(packet, hdr.one);
        generic.apply(packet, hdr.one);
        transition select(meta.x, 16w1, true) {
            keys: accept;
            (1, 2, false): accept;
        }
    }
}
ParserModel(P()) main;
