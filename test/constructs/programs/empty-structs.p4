#include <core.p4>
#include <parser_model.p4>

header byte_t { bit<8> value; }
header nothing_t { }
struct headers_t { nothing_t nothing; byte_t byte; }
struct metadata_t { }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.nothing);
        packet.extract(hdr.nothing);
        transition select(hdr.nothing.isValid(), packet.lookahead<bit<8>>()) {
            (true, 1): more;
            default: accept;
        }
    }
    state more {
        packet.extract(hdr.byte);
        transition accept;
    }
}

ParserModel(P()) main;
