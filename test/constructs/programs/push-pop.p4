// p4: P0707
// push_front and pop_front between extracts, of headers and of unions. v1model has neither in parsers.
#include <core.p4>
#include <parser_model.p4>

header a_t { bit<8> v; }
header b_t { bit<16> v; }
header_union u_t { a_t a; b_t b; }
struct headers_t { a_t[4] s; u_t[3] u; }
struct metadata_t { bit<32> last; bit<8> seen; }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.s.next);
        packet.extract(hdr.s.next);
        packet.extract(hdr.u.next.b);
        hdr.s.push_front(1);
        hdr.s[0].setValid();
        hdr.s[0].v = 5;
        transition select(hdr.s[1].v) {
            1: pop;
            2: push;
            3: again;
            default: accept;
        }
    }
    state pop {
        hdr.s.pop_front(2);
        hdr.u.pop_front(1);
        packet.extract(hdr.s.next);
        packet.extract(hdr.u.next.a);
        meta.last = hdr.s.lastIndex;
        transition accept;
    }
    state push {
        hdr.s.push_front(3);
        hdr.u.push_front(2);
        transition select(packet.lookahead<bit<8>>()) {
            0: more;
            default: accept;
        }
    }
    state more {
        packet.extract(hdr.s.next);
        transition accept;
    }
    state again {
        meta.seen = meta.seen + 1;
        hdr.s.pop_front(1);
        packet.extract(hdr.s.next);
        transition accept;
    }
}

ParserModel(P()) main;
