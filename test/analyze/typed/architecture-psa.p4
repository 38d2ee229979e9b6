#include <core.p4>
typedef bit<32> PortId_t;
struct psa_ingress_parser_input_metadata_t { PortId_t ingress_port; }
parser IngressParser<H, M, RESUBM, RECIRCM>(packet_in buffer, out H parsed_hdr, inout M user_meta,
    in psa_ingress_parser_input_metadata_t istd, in RESUBM resubmit_meta, in RECIRCM recirculate_meta);
control Ingress<H, M>(inout H hdr, inout M user_meta);
package IngressPipeline<IH, IM, RESUBM, RECIRCM>(IngressParser<IH, IM, RESUBM, RECIRCM> ip, Ingress<IH, IM> ig);
package PSA_Switch<IH, IM, RESUBM, RECIRCM>(IngressPipeline<IH, IM, RESUBM, RECIRCM> ingress);

struct empty_t { }
struct headers_t { }
parser InParser(packet_in buffer, out headers_t h, inout empty_t m, in psa_ingress_parser_input_metadata_t istd,
    in empty_t resubmit, in empty_t recirculate) {
    state start { transition accept; }
}
control In(inout headers_t h, inout empty_t m) { apply { } }
IngressPipeline(InParser(), In()) ip;
PSA_Switch(ip) main;
