#include <core.p4>
#include <parser_model.p4>

header byte_t { bit<8> value; }
struct headers_t { byte_t byte; }
struct metadata_t { bit<8> seen; }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        transition select(meta.seen) {
            3: marked;
            default: accept;
        }
    }
    state marked {
        meta.seen = 4;
        transition accept;
    }
}

ParserModel(P()) main;
