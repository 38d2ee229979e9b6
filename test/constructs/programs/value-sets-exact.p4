// Value sets whose fields all match exactly, one of them a sub-parser's: hash maps in the kernel.
#include <core.p4>
#include <parser_model.p4>

header item_t {
    bit<16>  tag;
    bit<8>   code;
    bit<70>  wide;
    bit<1>   flag;
    bit<33>  number;
}
struct headers_t { item_t item; }
struct metadata_t { bit<8> way; bit<8> inner; }

struct key_t { bit<8> code; bit<70> wide; bit<33> number; bool flag; }

parser Inner(packet_in packet, in bit<16> tag, inout bit<8> hits) {
    value_set<bit<16>>(8) tags;
    state start {
        transition select(tag) {
            tags: hit;
            default: accept;
        }
    }
    state hit {
        hits = hits + 1;
        transition accept;
    }
}

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    value_set<bit<16>>(4) tags;
    value_set<key_t>(70000 - 5000) keys;
    Inner() inner;

    state start {
        packet.extract(hdr.item);
        inner.apply(packet, hdr.item.tag, meta.inner);
        transition select(hdr.item.tag) {
            tags: tagged;
            0x800: plain;
        }
    }
    state tagged {
        meta.way = 1;
        transition select(hdr.item.code, hdr.item.wide, hdr.item.number, hdr.item.flag == 1) {
            keys: known;
            (0, _, _, _): accept;
            keys: reject;
        }
    }
    state known { meta.way = 2; transition accept; }
    state plain { meta.way = 3; transition accept; }
}

ParserModel(P()) main;
