/* The index is a constant outside of its stack, and what it says stands behind a check that always fails. */
#include <core.p4>
#include <parser_model.p4>

header byte_t { bit<8> value; }
struct headers_t { byte_t first; byte_t[2] rest; }
struct metadata_t { bit<8> seen; }

parser Outside(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<8> unset;
    bit<8> zero = 0;

    state start {
        packet.extract(hdr.first);
        hdr.rest[0].setValid();
        transition select(hdr.first.value) {
            1: inside;
            2: outside;
            3: key;
            default: accept;
        }
    }
    state inside {
        hdr.rest[zero].value = 7;
        meta.seen = hdr.rest[zero].value;
        transition accept;
    }
    state outside {
        meta.seen = 1;
        hdr.rest[unset + 2].setValid();
        hdr.rest[unset + 2].value = 0;
        hdr.rest[0] = hdr.rest[unset + 2];
        transition accept;
    }
    state key {
        transition select(hdr.rest[unset + 2].value) {
            0: inside;
            default: accept;
        }
    }
}

ParserModel(Outside()) main;
