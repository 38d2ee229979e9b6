#include <core.p4>
#include <parser_model.p4>
struct headers_t { bit<8> a; }
extern Meter { Meter(); void run(in Meter other); int size(); }
extern Virtual { Virtual(); abstract bit<16> apply_to(in bit<16> x); }
control Pipe(inout headers_t hdr);
void by_name(in string text, Pipe pipe) {}
Virtual() empty = { };
Virtual() misspelt = { bit<16> aply_to(in bit<16> x) { return x; } };
control c(in headers_t hdr) { apply {} }
package Both(Pipe pipe);
Both(c()) both;
parser P(packet_in packet, out headers_t hdr, inout headers_t meta) {
    state start { transition accept; }
}
ParserModel(P()) main;
