// Arithmetic above 64 bits: products, saturation, shifts by variables, comparisons, division by constants.
#include <core.p4>
#include <parser_model.p4>

header numbers_t {
    bit<128> a;
    bit<128> b;
    int<96>  p;
    int<96>  q;
    bit<65>  c;
    bit<65>  d;
    bit<6>   s;
    bit<16>  t;
}
header more_t { bit<256> a; bit<256> b; int<128> p; int<128> q; }
struct headers_t { numbers_t n; more_t m; }
struct metadata_t {
    bit<128> product; bit<128> add; bit<128> sub; bit<128> left; bit<128> right;
    int<96>  sproduct; int<96> sadd; int<96> ssub; int<96> sleft; int<96> sright; int<96> minus;
    bit<65>  oproduct; bit<65> oadd; bit<65> osub; bit<65> plain;
    bit<128> div; bit<128> mod; bit<65> odiv; bit<65> omod;
    bit<256> wproduct; bit<256> wsum; int<128> tadd; int<128> tsub; int<128> tproduct;
    bool less; bool more; bool same;
}

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.n);
        meta.product = hdr.n.a * hdr.n.b;
        meta.add = hdr.n.a |+| hdr.n.b;
        meta.sub = hdr.n.a |-| hdr.n.b;
        meta.left = hdr.n.a << hdr.n.t;
        meta.right = hdr.n.a >> hdr.n.s;
        transition signed;
    }
    state signed {
        meta.sproduct = hdr.n.p * hdr.n.q;
        meta.sadd = hdr.n.p |+| hdr.n.q;
        meta.ssub = hdr.n.p |-| hdr.n.q;
        meta.sleft = hdr.n.p << hdr.n.s;
        meta.sright = hdr.n.p >> hdr.n.t;
        meta.minus = -hdr.n.p;
        transition select(hdr.n.p, hdr.n.a) {
            (96s5 .. 96s77, _): reject;
            (_, 128w3 << 100 &&& 128w7 << 100): odd;
            default: compared;
        }
    }
    state compared {
        meta.less = hdr.n.p < hdr.n.q;
        meta.more = hdr.n.a >= hdr.n.b;
        meta.same = hdr.n.a == hdr.n.b;
        transition odd;
    }
    state odd {
        meta.oproduct = hdr.n.c * hdr.n.d;
        meta.oadd = hdr.n.c |+| hdr.n.d;
        meta.osub = hdr.n.c |-| hdr.n.d;
        meta.plain = hdr.n.c - hdr.n.d;
        meta.div = hdr.n.a / 10;
        meta.mod = hdr.n.a % 0xfffffffb;
        meta.odiv = hdr.n.c / 7;
        meta.omod = hdr.n.c % 1000;
        transition select(hdr.n.s) {
            1: more;
            default: accept;
        }
    }
    state more {
        packet.extract(hdr.m);
        meta.wproduct = hdr.m.a * hdr.m.b;
        meta.wsum = hdr.m.a |+| hdr.m.b;
        meta.tadd = hdr.m.p |+| hdr.m.q;
        meta.tsub = hdr.m.p |-| hdr.m.q;
        meta.tproduct = hdr.m.p * 12345678901234567890123;
        transition accept;
    }
}

ParserModel(P()) main;
