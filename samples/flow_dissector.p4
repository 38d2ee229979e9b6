/*
 * The Linux flow dissector: the addresses, ports and protocols that identify a packet's flow.
 *
 * It dissects what the kernel's own BPF example does: IPv4 with options and fragments, IPv6 with hop-by-hop and
 * destination options and fragments, MPLS (presence only), one 802.1Q tag or an 802.1ad tag followed by one, TCP,
 * UDP, UDP-Lite, ICMP, and IPIP, 6in4, 4in6, 6in6 and GRE (also with Ethernet inside) to any mixture of depths.
 *
 * Up to MAX_NESTED headers may follow the first network header: each encapsulated network header and each IPv6
 * extension header is one. A packet with more is rejected with TooManyHeaders.
 */
#include <core.p4>
#include <flow_dissector_model.p4>

const bit<8> MAX_NESTED = 32;

const bit<16> ETHERTYPE_IPV4       = 0x0800;
const bit<16> ETHERTYPE_TEB        = 0x6558;    // Ethernet inside GRE
const bit<16> ETHERTYPE_VLAN       = 0x8100;    // 802.1Q
const bit<16> ETHERTYPE_IPV6       = 0x86dd;
const bit<16> ETHERTYPE_MPLS       = 0x8847;
const bit<16> ETHERTYPE_MPLS_MC    = 0x8848;
const bit<16> ETHERTYPE_SERVICE    = 0x88a8;    // 802.1ad

const bit<8> PROTOCOL_HOP_BY_HOP   = 0;
const bit<8> PROTOCOL_ICMP         = 1;
const bit<8> PROTOCOL_IPV4         = 4;
const bit<8> PROTOCOL_TCP          = 6;
const bit<8> PROTOCOL_UDP          = 17;
const bit<8> PROTOCOL_IPV6         = 41;
const bit<8> PROTOCOL_FRAGMENT     = 44;
const bit<8> PROTOCOL_GRE          = 47;
const bit<8> PROTOCOL_DESTINATION  = 60;
const bit<8> PROTOCOL_UDPLITE      = 136;

/* The kernel's test asks for this: packets from 127.0.0.127 are left to the kernel's own dissector. */
const bit<32> LEAVE_TO_KERNEL      = 0x7f00007f;

error {
    IPv4HeaderTooShort,
    TCPHeaderTooShort,
    TooManyHeaders
}

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> ether_type;
}

header vlan_t {
    bit<3>  priority_code;
    bit<1>  drop_eligible;
    bit<12> vlan_id;
    bit<16> ether_type;
}

header mpls_t {
    bit<20> label;
    bit<3>  traffic_class;
    bit<1>  bottom_of_stack;
    bit<8>  ttl;
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

/* The first 16 bits of a hop-by-hop or destination options header. */
header ipv6_options_t {
    bit<8> next_header;
    bit<8> length;              // in 64-bit words, not counting the first
}

header ipv6_fragment_t {
    bit<8>  next_header;
    bit<8>  reserved;
    bit<13> fragment_offset;
    bit<2>  reserved2;
    bit<1>  more_fragments;
    bit<32> identification;
}

header gre_t {
    bit<1>  checksum_present;
    bit<1>  routing_present;
    bit<1>  key_present;
    bit<1>  sequence_present;
    bit<9>  reserved;
    bit<3>  version;
    bit<16> protocol;
}

header icmp_t {
    bit<8>  type_;
    bit<8>  code;
    bit<16> checksum;
    bit<32> rest;
}

header tcp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<32> sequence;
    bit<32> acknowledgement;
    bit<4>  data_offset;        // in 32-bit words
    bit<4>  reserved;
    bit<8>  flags;
    bit<16> window;
    bit<16> checksum;
    bit<16> urgent;
}

header udp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<16> length;
    bit<16> checksum;
}

/* Of a header that occurs several times, the innermost remains. */
struct headers_t {
    vlan_t          service_tag;
    vlan_t          tag;
    mpls_t          mpls;
    ipv4_t          ipv4;
    ipv6_t          ipv6;
    ipv6_options_t  ipv6_options;
    ipv6_fragment_t ipv6_fragment;
    gre_t           gre;
    ethernet_t      inner_ethernet;
    vlan_t          inner_service_tag;
    vlan_t          inner_tag;
    icmp_t          icmp;
    tcp_t           tcp;
    udp_t           udp;
}

parser Dissector(packet_in packet, out headers_t hdr, inout flow_keys_t keys, in bit<32> flags) {
    bit<8>  nested = 0;
    bit<16> inner_type = 0;

    state start {
        transition select(keys.n_proto) {
            ETHERTYPE_IPV4:    outermost_ipv4;
            ETHERTYPE_IPV6:    ipv6;
            ETHERTYPE_MPLS:    mpls;
            ETHERTYPE_MPLS_MC: mpls;
            ETHERTYPE_VLAN:    vlan;
            ETHERTYPE_SERVICE: service_vlan;
        }
    }

    // ---- tags in front of the network header: they move it

    state service_vlan {
        packet.extract(hdr.service_tag);
        keys.nhoff = keys.nhoff + 4;
        keys.thoff = keys.thoff + 4;
        transition select(hdr.service_tag.ether_type) {
            ETHERTYPE_VLAN: vlan;
        }
    }

    state vlan {
        packet.extract(hdr.tag);
        keys.nhoff = keys.nhoff + 4;
        keys.thoff = keys.thoff + 4;
        keys.n_proto = hdr.tag.ether_type;
        transition select(hdr.tag.ether_type) {
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            ETHERTYPE_MPLS:    mpls;
            ETHERTYPE_MPLS_MC: mpls;
        }
    }

    // ---- network headers

    state mpls {
        packet.extract(hdr.mpls);
        transition accept;
    }

    state outermost_ipv4 {
        packet.extract(hdr.ipv4);
        transition select(hdr.ipv4.ihl, hdr.ipv4.source) {
            (5, LEAVE_TO_KERNEL): leave_to_kernel;
            default: ipv4_header;
        }
    }

    state leave_to_kernel {
        verify(false, error.FlowDissectorContinue);
        transition reject;
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        transition ipv4_header;
    }

    state ipv4_header {
        verify(hdr.ipv4.ihl >= 5, error.IPv4HeaderTooShort);
        packet.advance((bit<32>) (hdr.ipv4.ihl - 5) << 5);
        keys.addr_proto = ETHERTYPE_IPV4;
        keys.addrs = hdr.ipv4.source ++ hdr.ipv4.destination ++ 192w0;
        keys.ip_proto = hdr.ipv4.protocol;
        keys.thoff = keys.thoff + ((bit<16>) hdr.ipv4.ihl << 2);
        transition select(hdr.ipv4.more_fragments, hdr.ipv4.fragment_offset) {
            (0, 0): ip_protocol;
            (1, 0): ipv4_first_fragment;
            default: later_fragment;
        }
    }

    state ipv4_first_fragment {
        keys.is_frag = true;
        keys.is_first_frag = true;
        transition select(flags & FLOW_DISSECTOR_PARSE_1ST_FRAG) {
            0: accept;
            default: ip_protocol;
        }
    }

    /* There is no header to be found in any fragment but the first. */
    state later_fragment {
        keys.is_frag = true;
        transition accept;
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        keys.addr_proto = ETHERTYPE_IPV6;
        keys.addrs = hdr.ipv6.source ++ hdr.ipv6.destination;
        keys.ip_proto = hdr.ipv6.next_header;
        keys.flow_label = hdr.ipv6.flow_label;
        keys.thoff = keys.thoff + 40;
        transition select(flags & FLOW_DISSECTOR_STOP_AT_FLOW_LABEL, hdr.ipv6.flow_label) {
            (0, _): ipv6_protocol;
            (_, 0): ipv6_protocol;
            default: accept;
        }
    }

    state ipv6_protocol {
        transition select(keys.ip_proto) {
            PROTOCOL_HOP_BY_HOP:  ipv6_options;
            PROTOCOL_DESTINATION: ipv6_options;
            PROTOCOL_FRAGMENT:    ipv6_fragment;
            default: ip_protocol;
        }
    }

    state ipv6_options {
        nested = nested + 1;
        verify(nested <= MAX_NESTED, error.TooManyHeaders);
        packet.extract(hdr.ipv6_options);
        packet.advance(((bit<32>) hdr.ipv6_options.length << 6) + 48);
        keys.ip_proto = hdr.ipv6_options.next_header;
        keys.thoff = keys.thoff + ((bit<16>) hdr.ipv6_options.length << 3) + 8;
        transition ipv6_protocol;
    }

    state ipv6_fragment {
        nested = nested + 1;
        verify(nested <= MAX_NESTED, error.TooManyHeaders);
        packet.extract(hdr.ipv6_fragment);
        keys.is_frag = true;
        keys.ip_proto = hdr.ipv6_fragment.next_header;
        keys.thoff = keys.thoff + 8;
        transition select(hdr.ipv6_fragment.fragment_offset) {
            0: ipv6_first_fragment;
            default: accept;
        }
    }

    state ipv6_first_fragment {
        keys.is_first_frag = true;
        transition select(flags & FLOW_DISSECTOR_PARSE_1ST_FRAG) {
            0: accept;
            default: ipv6_protocol;
        }
    }

    // ---- what an IP header carries

    state ip_protocol {
        transition select(keys.ip_proto) {
            PROTOCOL_TCP:     tcp;
            PROTOCOL_UDP:     udp;
            PROTOCOL_UDPLITE: udp;
            PROTOCOL_ICMP:    icmp;
            PROTOCOL_IPV4:    ipv4_in_ip;
            PROTOCOL_IPV6:    ipv6_in_ip;
            PROTOCOL_GRE:     gre;
        }
    }

    state ipv4_in_ip {
        nested = nested + 1;
        verify(nested <= MAX_NESTED, error.TooManyHeaders);
        keys.is_encap = true;
        transition select(flags & FLOW_DISSECTOR_STOP_AT_ENCAP) {
            0: ipv4;
            default: accept;
        }
    }

    state ipv6_in_ip {
        nested = nested + 1;
        verify(nested <= MAX_NESTED, error.TooManyHeaders);
        keys.is_encap = true;
        transition select(flags & FLOW_DISSECTOR_STOP_AT_ENCAP) {
            0: ipv6;
            default: accept;
        }
    }

    /* Versions other than 0 (PPTP's 1) are not looked into. */
    state gre {
        packet.extract(hdr.gre);
        transition select(hdr.gre.version) {
            0: gre_version_0;
            default: accept;
        }
    }

    state gre_version_0 {
        nested = nested + 1;
        verify(nested <= MAX_NESTED, error.TooManyHeaders);
        bit<16> words = (bit<16>) hdr.gre.checksum_present + (bit<16>) hdr.gre.key_present
            + (bit<16>) hdr.gre.sequence_present;
        inner_type = hdr.gre.protocol;
        keys.is_encap = true;
        keys.thoff = keys.thoff + (words << 2) + 4;
        transition select(flags & FLOW_DISSECTOR_STOP_AT_ENCAP) {
            0: gre_fields;
            default: accept;
        }
    }

    state gre_fields {
        packet.advance(((bit<32>) hdr.gre.checksum_present + (bit<32>) hdr.gre.key_present
            + (bit<32>) hdr.gre.sequence_present) << 5);
        transition select(inner_type) {
            ETHERTYPE_TEB: inner_ethernet;
            default: inner_network;
        }
    }

    // ---- inside GRE: tags there belong to the inner packet and leave the outer network header where it is

    state inner_ethernet {
        packet.extract(hdr.inner_ethernet);
        keys.thoff = keys.thoff + 14;
        inner_type = hdr.inner_ethernet.ether_type;
        transition inner_network;
    }

    state inner_network {
        transition select(inner_type) {
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            ETHERTYPE_MPLS:    mpls;
            ETHERTYPE_MPLS_MC: mpls;
            ETHERTYPE_VLAN:    inner_vlan;
            ETHERTYPE_SERVICE: inner_service_vlan;
        }
    }

    state inner_service_vlan {
        packet.extract(hdr.inner_service_tag);
        keys.thoff = keys.thoff + 4;
        transition select(hdr.inner_service_tag.ether_type) {
            ETHERTYPE_VLAN: inner_vlan;
        }
    }

    state inner_vlan {
        packet.extract(hdr.inner_tag);
        keys.thoff = keys.thoff + 4;
        transition select(hdr.inner_tag.ether_type) {
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            ETHERTYPE_MPLS:    mpls;
            ETHERTYPE_MPLS_MC: mpls;
        }
    }

    // ---- transport headers

    state icmp {
        packet.extract(hdr.icmp);
        transition accept;
    }

    state udp {
        packet.extract(hdr.udp);
        keys.sport = hdr.udp.source_port;
        keys.dport = hdr.udp.destination_port;
        transition accept;
    }

    state tcp {
        packet.extract(hdr.tcp);
        verify(hdr.tcp.data_offset >= 5, error.TCPHeaderTooShort);
        packet.advance((bit<32>) (hdr.tcp.data_offset - 5) << 5);
        keys.sport = hdr.tcp.source_port;
        keys.dport = hdr.tcp.destination_port;
        transition accept;
    }
}

FlowDissectorModel(Dissector()) main;
