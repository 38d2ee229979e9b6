// p4: P0702 P0703
// Headers of no whole number of bytes, and what stands behind them at any bit: fields, lookaheads, varbits, loops
// through all eight positions in a byte. v1model knows whole bytes only.
#include <core.p4>
#include <parser_model.p4>

header three_t { bit<3> v; }
header five_t { bit<5> v; }
header wide_t { bit<13> a; bit<70> b; bit<1> c; bit<33> d; bit<2048> e; }
header bit_t { bit<1> v; }
header seven_t { bit<7> v; }
header options_t { bit<6> length; varbit<120> rest; bit<9> tail; }
struct look_t { bit<2> x; bit<66> y; bool z; }

struct headers_t {
    three_t  three;
    five_t   five;
    wide_t   wide;
    seven_t[3] sevens;
    options_t options;
    bit_t    flag;
}
struct metadata_t { bit<66> seen; bit<8> count; bit<11> ahead; bit<8> way; }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.three);
        meta.ahead = packet.lookahead<bit<11>>();
        transition select(hdr.three.v) {
            0: bytes;
            1: wide;
            2: sevens;
            3: options;
            4: bits;
            5: skip;
            6: either;
            default: reject;
        }
    }
    state bytes {
        packet.extract(hdr.five);
        transition select(hdr.five.v) {
            0x1f: three;
            default: accept;
        }
    }
    state three {
        packet.extract(hdr.three);
        transition accept;
    }
    state wide {
        packet.extract(hdr.wide);
        look_t next = packet.lookahead<look_t>();
        meta.seen = next.y;
        meta.way = next.z ? 8w1 : (bit<8>) next.x;
        transition accept;
    }
    state sevens {
        packet.extract(hdr.sevens.next);
        transition select(hdr.sevens.last.v[0:0]) {
            1: sevens;
            default: accept;
        }
    }
    // 3 + 7 + 6 bits: the varbit begins at a whole byte.
    state options {
        packet.extract(hdr.sevens.next);
        packet.extract(hdr.options, ((bit<32>) packet.lookahead<bit<6>>() & 15) << 3);
        packet.extract(hdr.flag);
        transition accept;
    }
    // Up to 20 single bits: one state at all eight bits of a byte, and one bound for it.
    @max_visits(20)
    state bits {
        packet.extract(hdr.flag);
        meta.count = meta.count + 1;
        transition select(hdr.flag.v) {
            1: bits;
            default: accept;
        }
    }
    state skip {
        packet.advance(2);
        packet.advance((bit<32>) packet.lookahead<bit<3>>() << 3);
        packet.advance(6000);
        packet.extract(hdr.five);
        transition accept;
    }
    state either {
        packet.extract(hdr.flag);
        if (hdr.flag.v == 1) {
            packet.extract(hdr.five);
            if (hdr.five.v == 3) {
                packet.advance(1);
            } else {
                packet.advance(9);
            }
        }
        meta.way = meta.way + 1;
        packet.extract(hdr.sevens.next);
        transition select(hdr.sevens.last.v) {
            0: accept;
            1: three;
            default: bytes;
        }
    }
}

ParserModel(P()) main;
