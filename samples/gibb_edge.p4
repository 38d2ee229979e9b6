/*
 * The enterprise edge parse graph of
 * Gibb, Varghese, Horowitz, McKeown: "Design Principles for Packet Parsers" (ANCS 2013):
 * IPv4 and IPv6, also behind up to two MPLS labels, and Ethernet over MPLS.
 *
 * As in the paper the four bits behind the last label tell what follows: IP's version, or 0 for a control word.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_LABELS 2

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

/* The control word of Ethernet over MPLS (RFC 4448). */
header control_word_t {
    bit<4>  zero;
    bit<12> reserved;
    bit<16> sequence;
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
    control_word_t     control_word;
    ethernet_t         inner_ethernet;
    ipv4_t             ipv4;
    ipv6_t             ipv6;
}

struct metadata_t { }

parser Edge(packet_in packet, out headers_t hdr, inout metadata_t meta) {
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
        transition select(hdr.labels.last.bottom_of_stack, packet.lookahead<bit<4>>()) {
            (0, _): mpls;
            (1, 0): ethernet_over_mpls;
            (1, 4): ipv4;
            (1, 6): ipv6;
            default: accept;
        }
    }

    state ethernet_over_mpls {
        packet.extract(hdr.control_word);
        packet.extract(hdr.inner_ethernet);
        transition accept;
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

ParserModel(Edge()) main;
