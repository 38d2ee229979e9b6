#include <core.p4>
#include <parser_model.p4>
struct headers_t { }
struct meta_t { bit<8> x; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    state start { transition select(meta.x) { 0: again; _: start; } }
    state again { transition start; }
}
ParserModel(P()) main;
