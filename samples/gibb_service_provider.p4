/*
 * The service provider's parse graph of
 * Gibb, Varghese, Horowitz, McKeown: "Design Principles for Packet Parsers" (ANCS 2013):
 * IPv4 and IPv6 behind up to five MPLS labels. From a program for PSA.
 */
#include <core.p4>
#include <psa.p4>

#define MAX_LABELS 5

const bit<16> ETHERTYPE_IPV4    = 0x0800;
const bit<16> ETHERTYPE_IPV6    = 0x86dd;
const bit<16> ETHERTYPE_MPLS    = 0x8847;
const bit<16> ETHERTYPE_MPLS_MC = 0x8848;

error {
    IPv4BadHeader,
    IPv6BadHeader
}

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> ether_type;
}

header mpls_t {
    bit<20> label;
    bit<3>  traffic_class;
    bit<1>  bottom_of_stack;
    bit<8>  ttl;
}

header ipv4_t {
    bit<4>      version;
    bit<4>      ihl;            // in 32-bit words
    bit<8>      differentiated_services;
    bit<16>     total_length;
    bit<16>     identification;
    bit<3>      flags;
    bit<13>     fragment_offset;
    bit<8>      ttl;
    bit<8>      protocol;
    bit<16>     checksum;
    bit<32>     source;
    bit<32>     destination;
    varbit<320> options;
}

header ipv6_t {
    bit<4>   version;
    bit<8>   traffic_class;
    bit<20>  flow_label;
    bit<16>  payload_length;
    bit<8>   next_header;
    bit<8>   hop_limit;
    bit<128> source;
    bit<128> destination;
}

struct headers_t {
    ethernet_t         ethernet;
    mpls_t[MAX_LABELS] labels;
    ipv4_t             ipv4;
    ipv6_t             ipv6;
}

struct metadata_t { }

struct empty_t { }

parser ServiceProvider(packet_in packet, out headers_t hdr, inout metadata_t meta,
                       in psa_ingress_parser_input_metadata_t istd, in empty_t resubmit_meta,
                       in empty_t recirculate_meta) {
    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            ETHERTYPE_MPLS:    mpls;
            ETHERTYPE_MPLS_MC: mpls;
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            default: accept;
        }
    }

    state mpls {
        packet.extract(hdr.labels.next);
        transition select(hdr.labels.last.bottom_of_stack) {
            0: mpls;
            1: bottom_of_stack;
        }
    }

    /* Nothing says what labels carry; IP begins with its version. */
    state bottom_of_stack {
        transition select(packet.lookahead<bit<4>>()) {
            4: ipv4;
            6: ipv6;
            default: accept;
        }
    }

    state ipv4 {
        bit<8> first = packet.lookahead<bit<8>>();
        verify(first[7:4] == 4 && first[3:0] >= 5, error.IPv4BadHeader);
        packet.extract(hdr.ipv4, ((bit<32>) first[3:0] - 5) << 5);
        transition accept;
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6BadHeader);
        transition accept;
    }
}

control Reflect(inout headers_t hdr, inout metadata_t meta, in psa_ingress_input_metadata_t istd,
                inout psa_ingress_output_metadata_t ostd) {
    apply {
        if (istd.parser_error != error.NoError) {
            ingress_drop(ostd);
        } else {
            send_to_port(ostd, istd.ingress_port);
        }
    }
}

control EmitHeaders(packet_out packet, out empty_t clone_i2e_meta, out empty_t resubmit_meta,
                    out empty_t normal_meta, inout headers_t hdr, in metadata_t meta,
                    in psa_ingress_output_metadata_t istd) {
    apply {
        packet.emit(hdr);
    }
}

parser NoEgressParser(packet_in packet, out headers_t hdr, inout metadata_t meta,
                      in psa_egress_parser_input_metadata_t istd, in empty_t normal_meta,
                      in empty_t clone_i2e_meta, in empty_t clone_e2e_meta) {
    state start {
        transition accept;
    }
}

control NoEgress(inout headers_t hdr, inout metadata_t meta, in psa_egress_input_metadata_t istd,
                 inout psa_egress_output_metadata_t ostd) {
    apply { }
}

control NoEgressDeparser(packet_out packet, out empty_t clone_e2e_meta, out empty_t recirculate_meta,
                         inout headers_t hdr, in metadata_t meta, in psa_egress_output_metadata_t istd,
                         in psa_egress_deparser_input_metadata_t edstd) {
    apply { }
}

IngressPipeline(ServiceProvider(), Reflect(), EmitHeaders()) ingress;

EgressPipeline(NoEgressParser(), NoEgress(), NoEgressDeparser()) egress;

PSA_Switch(ingress, PacketReplicationEngine(), egress, BufferingQueueingEngine()) main;
