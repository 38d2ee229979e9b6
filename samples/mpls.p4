/*
 * A flow dissector that looks through MPLS: the labels to the bottom of the stack, then a guess at what they carry
 * (RFC 4928), so that flows within a tunnel are told apart by their own addresses and ports.
 *
 * Nothing in MPLS names the payload. Its first four bits are taken for IP's version; 0 is a pseudowire's control word
 * with an Ethernet frame behind it, 1 an associated channel (RFC 4385). The kernel's own dissector stops at the label.
 */
#include <core.p4>
#include <flow_dissector_model.p4>

#define MAX_LABELS 8

const bit<16> ETHERTYPE_IPV4    = 0x0800;
const bit<16> ETHERTYPE_IPV6    = 0x86dd;
const bit<16> ETHERTYPE_MPLS    = 0x8847;
const bit<16> ETHERTYPE_MPLS_MC = 0x8848;

const bit<8> PROTOCOL_TCP = 6;
const bit<8> PROTOCOL_UDP = 17;

error {
    IPv4HeaderTooShort
}

header mpls_t {
    bit<20> label;
    bit<3>  traffic_class;
    bit<1>  bottom_of_stack;
    bit<8>  ttl;
}

header control_word_t {
    bit<4>  zero;
    bit<4>  flags;
    bit<2>  fragment;
    bit<6>  length;
    bit<16> sequence;
}

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> ether_type;
}

header ipv4_t {
    bit<4>  version;
    bit<4>  ihl;                // in 32-bit words
    bit<8>  tos;
    bit<16> total_length;
    bit<16> identification;
    bit<1>  reserved;
    bit<1>  dont_fragment;
    bit<1>  more_fragments;
    bit<13> fragment_offset;
    bit<8>  ttl;
    bit<8>  protocol;
    bit<16> checksum;
    bit<32> source;
    bit<32> destination;
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

header ports_t {
    bit<16> source;
    bit<16> destination;
}

struct headers_t {
    mpls_t[MAX_LABELS] labels;
    control_word_t     control_word;
    ethernet_t         inner_ethernet;
    ipv4_t             ipv4;
    ipv6_t             ipv6;
    ports_t            ports;
}

parser MplsDissector(packet_in packet, out headers_t hdr, inout flow_keys_t keys, in bit<32> flags) {
    state start {
        transition select(keys.n_proto) {
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            ETHERTYPE_MPLS:    label;
            ETHERTYPE_MPLS_MC: label;
            default: leave_to_kernel;
        }
    }

    state leave_to_kernel {
        verify(false, error.FlowDissectorContinue);
        transition reject;
    }

    state label {
        packet.extract(hdr.labels.next);
        keys.thoff = keys.thoff + 4;
        transition select(hdr.labels.last.bottom_of_stack) {
            0: label;
            1: bottom;
        }
    }

    state bottom {
        transition select(packet.lookahead<bit<4>>()) {
            0: pseudowire;
            4: encapsulated_ipv4;
            6: encapsulated_ipv6;
            default: accept;
        }
    }

    state pseudowire {
        packet.extract(hdr.control_word);
        packet.extract(hdr.inner_ethernet);
        keys.is_encap = true;
        keys.thoff = keys.thoff + 18;
        transition select(hdr.inner_ethernet.ether_type) {
            ETHERTYPE_IPV4: ipv4;
            ETHERTYPE_IPV6: ipv6;
            default: accept;
        }
    }

    state encapsulated_ipv4 {
        keys.is_encap = true;
        transition ipv4;
    }

    state encapsulated_ipv6 {
        keys.is_encap = true;
        transition ipv6;
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        verify(hdr.ipv4.ihl >= 5, error.IPv4HeaderTooShort);
        packet.advance((bit<32>) (hdr.ipv4.ihl - 5) << 5);
        keys.addr_proto = ETHERTYPE_IPV4;
        keys.addrs = hdr.ipv4.source ++ hdr.ipv4.destination ++ 192w0;
        keys.ip_proto = hdr.ipv4.protocol;
        keys.thoff = keys.thoff + ((bit<16>) hdr.ipv4.ihl << 2);
        keys.is_frag = hdr.ipv4.more_fragments == 1 || hdr.ipv4.fragment_offset != 0;
        keys.is_first_frag = hdr.ipv4.more_fragments == 1 && hdr.ipv4.fragment_offset == 0;
        transition select(hdr.ipv4.more_fragments, hdr.ipv4.fragment_offset) {
            (0, 0): transport;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        keys.addr_proto = ETHERTYPE_IPV6;
        keys.addrs = hdr.ipv6.source ++ hdr.ipv6.destination;
        keys.ip_proto = hdr.ipv6.next_header;
        keys.flow_label = hdr.ipv6.flow_label;
        keys.thoff = keys.thoff + 40;
        transition transport;
    }

    state transport {
        transition select(keys.ip_proto) {
            PROTOCOL_TCP: ports;
            PROTOCOL_UDP: ports;
            default: accept;
        }
    }

    state ports {
        packet.extract(hdr.ports);
        keys.sport = hdr.ports.source;
        keys.dport = hdr.ports.destination;
        transition accept;
    }
}

FlowDissectorModel(MplsDissector()) main;
