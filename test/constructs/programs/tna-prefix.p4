// A program for Tofino: its parser reads what the device puts in front of each packet. Here that is an input.
#include <core.p4>
#include <tna.p4>

header ethernet_t { bit<48> destination; bit<48> source; bit<16> type; }
header resubmit_t { bit<8> code; bit<56> rest; }
struct headers_t { ethernet_t ethernet; }
struct metadata_t { bit<8> way; bit<8> code; resubmit_t resubmit; }

parser Ingress(packet_in packet, out headers_t hdr, out metadata_t meta,
               out ingress_intrinsic_metadata_t intrinsic) {
    state start {
        meta = { 0, 0, { 0, 0 } };
        packet.extract(intrinsic);
        transition select(intrinsic.resubmit_flag, intrinsic.ingress_port) {
            (1, _): resubmitted;
            (_, 5): looked;
            default: port;
        }
    }
    state resubmitted {
        packet.extract(meta.resubmit);
        meta.way = 1;
        transition ethernet;
    }
    state looked {
        meta.code = packet.lookahead<bit<8>>();
        transition port;
    }
    state port {
        packet.advance(PORT_METADATA_SIZE);
        meta.way = meta.way + 2;
        transition ethernet;
    }
    state ethernet {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.type) {
            0x800: accept;
            0x806: more;
            default: reject;
        }
    }
    state more {
        packet.advance((bit<32>) packet.lookahead<bit<3>>() << 3);
        transition accept;
    }
}

control C(inout headers_t hdr, inout metadata_t meta, in ingress_intrinsic_metadata_t a,
          in ingress_intrinsic_metadata_from_parser_t b, inout ingress_intrinsic_metadata_for_deparser_t c,
          inout ingress_intrinsic_metadata_for_tm_t d) { apply {} }
control D(packet_out packet, inout headers_t hdr, in metadata_t meta,
          in ingress_intrinsic_metadata_for_deparser_t c) { apply { packet.emit(hdr); } }
parser EP(packet_in packet, out headers_t hdr, out metadata_t meta, out egress_intrinsic_metadata_t a) {
    state start { packet.extract(a); transition accept; }
}
control E(inout headers_t hdr, inout metadata_t meta, in egress_intrinsic_metadata_t a,
          in egress_intrinsic_metadata_from_parser_t b, inout egress_intrinsic_metadata_for_deparser_t c,
          inout egress_intrinsic_metadata_for_output_port_t d) { apply {} }
control ED(packet_out packet, inout headers_t hdr, in metadata_t meta,
           in egress_intrinsic_metadata_for_deparser_t c) { apply { packet.emit(hdr); } }

Pipeline(Ingress(), C(), D(), EP(), E(), ED()) pipe;
Switch(pipe) main;
