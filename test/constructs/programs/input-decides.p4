#include <core.p4>
#include <parser_model.p4>

struct headers_t { }
struct metadata_t { bit<8> a; bit<8> b; }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        verify(meta.a == 0, error.ParserInvalidArgument);
        meta.b = meta.a + 1;
        transition accept;
    }
}

ParserModel(P()) main;
