#include <core.p4>
#include <parser_model.p4>
struct headers_t { }
struct meta_t { }
parser P(packet_in packet, inout headers_t hdr, inout meta_t meta, in bit<8> more) {
    state start { transition accept; }
}
parser Q(packet_in packet, inout headers_t hdr, inout meta_t meta) {
    state start { transition accept; }
}
ParserModel(P()) other;
ParserModel(Q()) main;
