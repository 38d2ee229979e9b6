#include <core.p4>
#include <parser_model.p4>
enum e0_t { A, B }
const bit<16> LIMIT = 16w32767;
header h0_t {
    bit<4> pad;
    bit<16> f0;
    bool f1;
    bit<3> f2;
    int<48> f3;
    bit<32> f4;
}
void g0() {
    for (bit<8> i in 8w1 .. 8w2) { ; }
}
struct pair_t {
    bit<2> k0;
    bit<8> k1;
    bit<7> k2;
}
struct headers_t {
    h0_t a0;
    h0_t[4] s0;
}
struct meta_t {
    pair_t p;
    pair_t q;
    bit<16> m0;
    bit<100> m1;
}
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    bit<16> seen = 0;
    state start {
        meta.m1 = packet.lookahead<bit<100>>();
        meta.p.k1 = packet.lookahead<bit<8>>();
        meta.q.k0 = packet.lookahead<bit<2>>();
        meta.q.k1 = packet.lookahead<bit<8>>();
        meta.q.k2 = packet.lookahead<bit<7>>();
        if (true) {
            packet.extract(hdr.a0);
            packet.extract(hdr.a0);
        } else {
            if (((!hdr.s0[1].isValid()) || (bool)(1w0x1))) {
                packet.extract(hdr.s0.next);
            } else {
                packet.extract(hdr.s0.next);
            }
            if (true) {
                hdr.a0.f0 = ((bit<16>)packet.length());
                packet.extract(hdr.a0);
                hdr.s0[3].f2 = (-((bit<3>)meta.q.k2 >> 8w0));
            }
            hdr.a0.f0[12:6] = packet.lookahead<bit<7>>();
        }
        packet.extract<h0_t>(_);
        meta.p = { meta.p.k0, meta.p.k1, packet.lookahead<bit<7>>() };
        packet.extract(hdr.a0);
        hdr.a0 = hdr.a0;
        transition select(meta.q.k2, packet.lookahead<bit<16>>()) {
            (7w127, 16w0x6 &&& 16w6): s1;
            (7w0x6, 16w128 .. 16w38477): s2;
            (7w4 &&& 7w16, 16w32767): s2;
            (7w0x3f, 16w32767 .. 16w32830): s3;
            default: s1;
        }
    }
    @max_visits(3) state s1 {
        meta.p = meta.q;
        g0();
        packet.advance((packet.lookahead<bit<3>>() == 3w5 ? (hdr.s0.lastIndex + packet.length()) : (((bit<32>)(2w0x1 ++ 1w1)) << 3)));
        hdr.s0[3].f3 = (((int<48>)(int<4>)hdr.a0.pad ^ (int<48>)(int<100>)meta.m1) |+| (hdr.a0.isValid() ? (int<48>)(int<7>)meta.p.k2 : (int<48>)(int<100>)meta.m1));
        if (meta.q == meta.p) { meta.q = { 2w1, meta.q.k1, (true ? meta.p.k2 : meta.p.k2) }; }
        packet.extract(hdr.s0.next);
        meta.m1 = ((bit<100>)hdr.s0.lastIndex);
        transition reject;
    }
    state s2 {
        if ((bool)((8w0x7f)[2:2])) {
            hdr.s0[2].f1 = hdr.a0.isValid();
            packet.extract(hdr.a0);
            meta.m1 = ((bit<100>)(bit<33>)(((int<33>)((int<32>)(21w0x1fffff ++ (bit<11>)meta.m1)))));
        } else {
            packet.extract(hdr.a0);
            packet.extract(hdr.a0);
            if ((hdr.a0 != hdr.a0)) {
                meta.m1 = ((106s12344147135603264397583573673511 + (int<106>)(int<8>)meta.p.k1))[100:1];
                meta.p.k1 = ((bit<8>)hdr.s0.lastIndex);
                packet.extract(hdr.a0);
                packet.extract(hdr.a0);
            }
        }
        bit<16> x21;
        hdr.a0 = packet.lookahead<h0_t>();
        transition select((-(8w227 | meta.p.k1))) {
            8w127: s4;
            default: accept;
        }
    }
    state s3 {
        packet.advance((((bit<32>)3w6) << 3));
        meta.q.k0 = ((bit<2>)packet.length());
        packet.advance(0);
        meta.q.k0 = ((bit<10>)hdr.a0.f4)[7:6];
        bit<8> x3z3;
        transition select(hdr.a0.isValid(), packet.lookahead<bit<16>>(), seen) {
            (true, 16w6 .. 16w32767, 16w0x7): accept;
            (false, 16w40891, 16w0x7): s4;
            (false, 16w0x7fff, 16w0x20): s1;
            default: accept;
        }
    }
    state s4 {
        hdr.s0[2].f1 = hdr.a0.isValid();
        meta.p = { k0 = meta.q.k0, k1 = meta.p.k1, k2 = meta.p.k2 };
        hdr.a0 = hdr.a0;
        packet.extract(hdr.a0);
        transition select(meta.m0) {
            16w6: accept;
            16w0x44e3 &&& 16w4: accept;
            16w0x10: accept;
            default: reject;
        }
    }
}
ParserModel(P()) main;
