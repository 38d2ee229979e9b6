#include <core.p4>
#include <parser_model.p4>

header one_t { bit<8> alpha; bit<8> beta; }
struct headers_t { one_t one; ome_t two; late_t late; }
struct late_t { bit<8> a; }
struct self_t { self_t inside; }
struct meta_t { bit<8> x; bit<8> x; }
const bit<8> LIMIT = 3;
const bit<8> LIMIT = 4;
error { Odd, NoMatch }
enum Plain { A, B, A }
bit<8> loop(in bit<8> a) { return loop(a); }
bit<8> twice(in bit<8> a, in bit<8> a) { return a; }

parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    bit<8> LIMIT = 1;
    state start {
        packet.extract(hdr.one);
        meta.x = hdr.one.alpa;
        meta.x = metadata.x;
        meta.x = LIMITS;
        packet.extrct(hdr.one);
        verify(true, error.NoMach);
        Plain plain = Plain.C;
        meta.x = later(1);
        bit<8> packet = 2;
        transition starts;
    }
    state start { transition accept; }
    state accept { transition reject; }
    state hdr { transition accept; }
    state lonely { transition accept; }
}
bit<8> later(in bit<8> a) { return a; }
ParserModel(P()) main;
