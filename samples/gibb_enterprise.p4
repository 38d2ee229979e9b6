/*
 * The enterprise parse graph of
 * Gibb, Varghese, Horowitz, McKeown: "Design Principles for Packet Parsers" (ANCS 2013):
 * up to two tags, ARP, IPv4 and IPv6 with TCP, UDP and ICMP. From a filter for ebpf_model.
 */
#include <core.p4>
#include <ebpf_model.p4>

#define MAX_TAGS 2

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_ARP  = 0x0806;
const bit<16> ETHERTYPE_RARP = 0x8035;
const bit<16> ETHERTYPE_IPV6 = 0x86dd;

const bit<16> HARDWARE_ETHERNET = 1;

const bit<8> PROTOCOL_ICMP   = 1;
const bit<8> PROTOCOL_TCP    = 6;
const bit<8> PROTOCOL_UDP    = 17;
const bit<8> PROTOCOL_ICMPV6 = 58;

error {
    IPv4BadHeader,
    IPv6BadHeader,
    TCPBadHeader
}

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> ether_type;
}

header vlan_t {
    bit<3>  priority_code;
    bit<1>  canonical_format;
    bit<12> vlan_id;
    bit<16> ether_type;
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

header tcp_t {
    bit<16>     source_port;
    bit<16>     destination_port;
    bit<32>     sequence;
    bit<32>     acknowledgement;
    bit<4>      data_offset;    // in 32-bit words
    bit<3>      reserved;
    bit<9>      flags;
    bit<16>     window;
    bit<16>     checksum;
    bit<16>     urgent;
    varbit<320> options;
}

header udp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<16> length;
    bit<16> checksum;
}

/* ICMP and ICMPv6. */
header icmp_t {
    bit<8>  type_;
    bit<8>  code;
    bit<16> checksum;
}

/* ARP and RARP. */
header arp_t {
    bit<16> hardware_type;
    bit<16> protocol_type;
    bit<8>  hardware_length;
    bit<8>  protocol_length;
    bit<16> operation;
}

header arp_ipv4_t {
    bit<48> source_hardware;
    bit<32> source_protocol;
    bit<48> target_hardware;
    bit<32> target_protocol;
}

struct headers_t {
    ethernet_t       ethernet;
    vlan_t[MAX_TAGS] tags;
    ipv4_t           ipv4;
    ipv6_t           ipv6;
    tcp_t            tcp;
    udp_t            udp;
    icmp_t           icmp;
    arp_t            arp;
    arp_ipv4_t       arp_ipv4;
}

parser Enterprise(packet_in packet, out headers_t hdr) {
    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            0x8100: vlan;
            0x9100: vlan;
            0x9200: vlan;
            0x9300: vlan;
            ETHERTYPE_IPV4: ipv4;
            ETHERTYPE_IPV6: ipv6;
            ETHERTYPE_ARP:  arp;
            ETHERTYPE_RARP: arp;
            default: accept;
        }
    }

    state vlan {
        packet.extract(hdr.tags.next);
        transition select(hdr.tags.last.ether_type) {
            0x8100: vlan;
            0x9100: vlan;
            0x9200: vlan;
            0x9300: vlan;
            ETHERTYPE_IPV4: ipv4;
            ETHERTYPE_IPV6: ipv6;
            ETHERTYPE_ARP:  arp;
            ETHERTYPE_RARP: arp;
            default: accept;
        }
    }

    state ipv4 {
        bit<8> first = packet.lookahead<bit<8>>();
        verify(first[7:4] == 4 && first[3:0] >= 5, error.IPv4BadHeader);
        packet.extract(hdr.ipv4, ((bit<32>) first[3:0] - 5) << 5);
        transition select(hdr.ipv4.fragment_offset, hdr.ipv4.protocol) {
            (0, PROTOCOL_ICMP): icmp;
            (0, PROTOCOL_TCP):  tcp;
            (0, PROTOCOL_UDP):  udp;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6BadHeader);
        transition select(hdr.ipv6.next_header) {
            PROTOCOL_TCP:    tcp;
            PROTOCOL_UDP:    udp;
            PROTOCOL_ICMPV6: icmp;
            default: accept;
        }
    }

    state tcp {
        bit<4> words = packet.lookahead<bit<100>>()[3:0];
        verify(words >= 5, error.TCPBadHeader);
        packet.extract(hdr.tcp, ((bit<32>) words - 5) << 5);
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

    state arp {
        packet.extract(hdr.arp);
        transition select(hdr.arp.hardware_type, hdr.arp.protocol_type) {
            (HARDWARE_ETHERNET, ETHERTYPE_IPV4): arp_ipv4;
            default: accept;
        }
    }

    state arp_ipv4 {
        packet.extract(hdr.arp_ipv4);
        transition accept;
    }
}

control Pass(inout headers_t hdr, out bool accept) {
    apply {
        accept = true;
    }
}

ebpfFilter(Enterprise(), Pass()) main;
