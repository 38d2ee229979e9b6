/*
 * Ethernet to the transport header, for XDP and tc: 802.1Q and 802.1ad tags, IPv4 with its options, IPv6 with its
 * extension headers, TCP with its options, UDP, ICMP and ICMPv6.
 *
 * What it does not know ends the parse, not the packet: an unknown EtherType or protocol is accepted as payload.
 * What is broken (a length field that contradicts itself, a header cut short) is rejected.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_TAGS 2
#define MAX_EXTENSIONS 8

const bit<16> ETHERTYPE_IPV4    = 0x0800;
const bit<16> ETHERTYPE_VLAN    = 0x8100;
const bit<16> ETHERTYPE_IPV6    = 0x86dd;
const bit<16> ETHERTYPE_SERVICE = 0x88a8;

error {
    IPv4IncorrectVersion,
    IPv4HeaderTooShort,
    IPv6IncorrectVersion,
    TCPHeaderTooShort
}

enum bit<8> Protocol {
    HOP_BY_HOP  = 0,
    ICMP        = 1,
    TCP         = 6,
    UDP         = 17,
    ROUTING     = 43,
    FRAGMENT    = 44,
    ICMPV6      = 58,
    DESTINATION = 60
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

header ipv4_t {
    bit<4>  version;
    bit<4>  ihl;                // in 32-bit words
    bit<6>  dscp;
    bit<2>  ecn;
    bit<16> total_length;
    bit<16> identification;
    bit<3>  flags;
    bit<13> fragment_offset;
    bit<8>  ttl;
    Protocol protocol;
    bit<16> checksum;
    bit<32> source;
    bit<32> destination;
}

header ipv4_options_t {
    varbit<320> data;
}

header ipv6_t {
    bit<4>   version;
    bit<8>   traffic_class;
    bit<20>  flow_label;
    bit<16>  payload_length;
    Protocol next_header;
    bit<8>   hop_limit;
    bit<128> source;
    bit<128> destination;
}

/* The first 64 bits of a hop-by-hop, routing or destination options header; what follows is skipped. */
header ipv6_extension_t {
    Protocol next_header;
    bit<8>   length;            // in 64-bit words, not counting the first
    bit<48>  data;
}

header ipv6_fragment_t {
    Protocol next_header;
    bit<8>   reserved;
    bit<13>  fragment_offset;
    bit<2>   reserved2;
    bit<1>   more_fragments;
    bit<32>  identification;
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

header tcp_options_t {
    varbit<320> data;
}

header udp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<16> length;
    bit<16> checksum;
}

header icmp_t {
    bit<8>  type_;
    bit<8>  code;
    bit<16> checksum;
}

struct headers_t {
    ethernet_t       ethernet;
    vlan_t[MAX_TAGS] tags;
    ipv4_t           ipv4;
    ipv4_options_t   ipv4_options;
    ipv6_t           ipv6;
    ipv6_extension_t[MAX_EXTENSIONS] ipv6_extensions;
    ipv6_fragment_t  ipv6_fragment;
    tcp_t            tcp;
    tcp_options_t    tcp_options;
    udp_t            udp;
    icmp_t           icmp;
}

struct metadata_t {
    bit<16>  ether_type;        // behind all tags
    Protocol protocol;          // behind all extension headers
    bool     is_fragment;       // no transport header was looked for
}

parser EthernetIp(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.ethernet);
        meta.ether_type = hdr.ethernet.ether_type;
        transition ether_type;
    }

    state ether_type {
        transition select(meta.ether_type) {
            ETHERTYPE_VLAN:    vlan;
            ETHERTYPE_SERVICE: vlan;
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            default: accept;
        }
    }

    state vlan {
        packet.extract(hdr.tags.next);
        meta.ether_type = hdr.tags.last.ether_type;
        transition ether_type;
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        verify(hdr.ipv4.version == 4, error.IPv4IncorrectVersion);
        verify(hdr.ipv4.ihl >= 5, error.IPv4HeaderTooShort);
        meta.protocol = hdr.ipv4.protocol;
        transition select(hdr.ipv4.ihl) {
            5: ipv4_fragment;
            default: ipv4_options;
        }
    }

    state ipv4_options {
        packet.extract(hdr.ipv4_options, (bit<32>) (hdr.ipv4.ihl - 5) << 5);
        transition ipv4_fragment;
    }

    state ipv4_fragment {
        meta.is_fragment = hdr.ipv4.flags[0:0] == 1 || hdr.ipv4.fragment_offset != 0;
        transition select(hdr.ipv4.fragment_offset) {
            0: transport;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6IncorrectVersion);
        meta.protocol = hdr.ipv6.next_header;
        transition next_header;
    }

    state next_header {
        transition select(meta.protocol) {
            Protocol.HOP_BY_HOP:  ipv6_extension;
            Protocol.ROUTING:     ipv6_extension;
            Protocol.DESTINATION: ipv6_extension;
            Protocol.FRAGMENT:    ipv6_fragment;
            default: transport;
        }
    }

    state ipv6_extension {
        packet.extract(hdr.ipv6_extensions.next);
        packet.advance((bit<32>) hdr.ipv6_extensions.last.length << 6);
        meta.protocol = hdr.ipv6_extensions.last.next_header;
        transition next_header;
    }

    state ipv6_fragment {
        packet.extract(hdr.ipv6_fragment);
        meta.is_fragment = true;
        meta.protocol = hdr.ipv6_fragment.next_header;
        transition select(hdr.ipv6_fragment.fragment_offset) {
            0: next_header;
            default: accept;
        }
    }

    state transport {
        transition select(meta.protocol) {
            Protocol.TCP:    tcp;
            Protocol.UDP:    udp;
            Protocol.ICMP:   icmp;
            Protocol.ICMPV6: icmp;
            default: accept;
        }
    }

    state tcp {
        packet.extract(hdr.tcp);
        verify(hdr.tcp.data_offset >= 5, error.TCPHeaderTooShort);
        transition select(hdr.tcp.data_offset) {
            5: accept;
            default: tcp_options;
        }
    }

    state tcp_options {
        packet.extract(hdr.tcp_options, (bit<32>) (hdr.tcp.data_offset - 5) << 5);
        transition accept;
    }

    state udp {
        packet.extract(hdr.udp);
        transition accept;
    }

    state icmp {
        packet.extract(hdr.icmp);
        transition accept;
    }
}

ParserModel(EthernetIp()) main;
