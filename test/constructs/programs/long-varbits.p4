#include <core.p4>
#include <parser_model.p4>

header option_t { bit<16> bytes; varbit<8032> data; }
header blob_t { bit<16> bytes; varbit<32736> data; }
struct headers_t { option_t option; blob_t blob; }
struct metadata_t { }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.option, (bit<32>) packet.lookahead<bit<16>>() * 8);
        packet.extract(hdr.blob, (bit<32>) packet.lookahead<bit<16>>() * 8);
        transition accept;
    }
}

ParserModel(P()) main;
