#include <core.p4>
#include <parser_model.p4>
error { Wrong0 }
const bit<16> LIMIT = 16w0xffff;
header h0_t {
    bit<16> f0;
    bit<3> f1;
    bit<16> f2;
    bit<13> f3;
    varbit<72> v;
}
header h1_t {
    bit<4> pad;
    bit<1> f0;
    int<13> f1;
    bit<13> f2;
    bit<13> f3;
    bit<12> f4;
}
header h2_t {
    int<5> f0;
    bit<3> pad;
}
bit<32> g0(out h1_t h, in bit<16> p0, in bit<8> p1) {
    return (bit<32>)h.f3;
}
bit<8> g1(inout h1_t h, inout bool p0, inout bit<32> p1) {
    h.setInvalid();
    p0 = (h == h);
    p1 = p1;
    h.f1 = 13s64;
    h.f3 = (20w62666)[19:7];
    h.f4 = h.f4;
    return 8w0x9;
}
struct pair_t {
    bit<2> k0;
    bit<16> k1;
    bit<7> k2;
}
struct headers_t {
    h0_t a0;
    h1_t a1;
    h2_t a2;
    h0_t b0;
}
struct meta_t {
    pair_t p;
    pair_t q;
    bit<1> m0;
    bit<1> m1;
    bit<12> m2;
    bit<7> m3;
    bit<32> m4;
    error m5;
}
parser Sub0(packet_in packet, out h2_t h, inout meta_t meta) {
    bit<8> count = 3;
    state start {
        bit<16> x00 = ((h == h) ? ((bit<16>)meta.p.k0 |+| (bit<16>)meta.q.k0) : ((bit<16>)((bit<1>)h.pad)));
        h.setValid();
        meta.p.k0 = (false ? meta.p.k0 : (bit<2>)x00);
        packet.extract(h);
        transition select(h.pad) {
            3w3 &&& 3w3: start;
            default: accept;
        }
    }
}
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    bit<16> seen = 0;
    Sub0() sub0;
    state start {
        meta.m4 = packet.lookahead<bit<32>>();
        meta.p.k0 = packet.lookahead<bit<2>>();
        meta.q.k0 = packet.lookahead<bit<2>>();
        meta.q.k2 = packet.lookahead<bit<7>>();
        packet.extract(hdr.a2);
        bit<8> x0z0;
        verify(meta.q.k1 != 16w65535, error.NoMatch);
        bit<8> x0z2;
        transition s2;
    }
    state s1 {
        packet.extract(hdr.a2);
        packet.extract(hdr.a2);
        hdr.a2.setValid();
        transition select(((bool)(meta.m1) || ((bit<20>)meta.m1 <= (bit<20>)(bit<5>)hdr.a2.f0)), hdr.b0.f1) {
            (_, 3w0x3): start;
            (false, 3w6 .. 3w7): s2;
            (true, 3w0 .. 3w4): s3;
            default: s4;
        }
    }
    state s2 {
        bit<16> x20;
        if (hdr.a0.isValid()) {
            packet.advance(48);
        } else {
            packet.extract(hdr.a0, (((bit<32>)3w0x3) << 3));
            hdr.b0.f1 = hdr.a0.f1;
        }
        packet.extract(hdr.a0, (((bit<32>)(~3w3)) << 3));
        {
            if (meta.p != meta.q) { meta.p = { meta.q.k0, (seen + seen), meta.p.k2 }; }
            bit<8> x2z0b1;
            packet.extract(hdr.a0, 0);
            packet.extract(hdr.a0, 0);
        }
        packet.extract(hdr.a0, 0);
        packet.extract(hdr.a0, 0);
        transition select(meta.m0) {
            1w0: s3;
            default: s3;
        }
    }
    state s3 {
        packet.extract(hdr.a0, 0);
        packet.extract(hdr.a0, 0);
        transition select(meta.m0) {
            1w0: s4;
            default: s4;
        }
    }
    state s4 {
        packet.extract(hdr.a0, 0);
        packet.extract(hdr.a0, 0);
        transition select(meta.m0) {
            1w0: accept;
            default: accept;
        }
    }
}
ParserModel(P()) main;
