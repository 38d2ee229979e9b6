#include <core.p4>
#include <parser_model.p4>
struct headers_t { }
parser P(packet_in packet, out headers_t hdr) { state start { transition accept; } }
ParserModel(P()) main;
