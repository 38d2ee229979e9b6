#include <core.p4>
#include <parser_model.p4>

header byte_t { bit<8> value; }
struct headers_t { }
struct metadata_t { }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.advance(24);
        transition accept;
    }
}

ParserModel(P()) main;
