// p4: P0701
// Value sets with masks, prefixes and ranges, wide and signed: arrays in the kernel. v1model has exact ones only.
#include <core.p4>
#include <parser_model.p4>

match_kind { range }

header item_t {
    bit<16>  tag;
    bit<8>   code;
    bit<128> wide;
    int<12>  level;
    bit<4>   rest;
}
struct headers_t { item_t item; }
struct metadata_t { bit<8> way; }

struct all_t {
    @match(ternary) bit<16> tag;
    @match(range)   int<12> level;
    @match(exact)   bit<4>  rest;
}
struct route_t {
    @match(lpm)     bit<128> wide;
    @match(range)   bit<8>   code;
}

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    value_set<all_t>(16) all;
    value_set<route_t>(3) routes;
    @match(range) value_set<bit<128>>(500) spans;

    state start {
        packet.extract(hdr.item);
        transition select(hdr.item.tag, hdr.item.level, hdr.item.rest) {
            all: one;
            default: two;
        }
    }
    state one {
        meta.way = 1;
        transition select(hdr.item.wide, hdr.item.code) {
            routes: accept;
            default: two;
        }
    }
    state two {
        meta.way = meta.way + 2;
        transition select(hdr.item.wide) {
            spans: accept;
            default: reject;
        }
    }
}

ParserModel(P()) main;
