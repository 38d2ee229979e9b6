/* Ethernet, VLAN, IPv4, IPv6, TCP, UDP: a plain filter, every field of which is consumed (it lands in the result). */
#include <core.p4>
#include <parser_model.p4>

header ethernet_t { bit<48> destination; bit<48> source; bit<16> ether_type; }
header vlan_t { bit<3> priority_code; bit<1> drop_eligible; bit<12> vlan_id; bit<16> ether_type; }
header ipv4_t {
    bit<4> version; bit<4> ihl; bit<8> tos; bit<16> total_length; bit<16> identification; bit<3> flags;
    bit<13> fragment_offset; bit<8> ttl; bit<8> protocol; bit<16> checksum; bit<32> source; bit<32> destination;
}
header ipv6_t {
    bit<4> version; bit<8> traffic_class; bit<20> flow_label; bit<16> payload_length; bit<8> next_header;
    bit<8> hop_limit; bit<128> source; bit<128> destination;
}
header tcp_t {
    bit<16> source_port; bit<16> destination_port; bit<32> sequence; bit<32> acknowledgement; bit<4> data_offset;
    bit<4> reserved; bit<8> flags; bit<16> window; bit<16> checksum; bit<16> urgent;
}
header udp_t { bit<16> source_port; bit<16> destination_port; bit<16> length; bit<16> checksum; }

struct headers_t { ethernet_t ethernet; vlan_t vlan; ipv4_t ipv4; ipv6_t ipv6; tcp_t tcp; udp_t udp; }
struct metadata_t { }

parser Filter(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            0x8100: vlan;
            0x0800: ipv4;
            0x86dd: ipv6;
            default: accept;
        }
    }
    state vlan {
        packet.extract(hdr.vlan);
        transition select(hdr.vlan.ether_type) {
            0x0800: ipv4;
            0x86dd: ipv6;
            default: accept;
        }
    }
    state ipv4 {
        packet.extract(hdr.ipv4);
        transition select(hdr.ipv4.protocol) {
            6: tcp;
            17: udp;
            default: accept;
        }
    }
    state ipv6 {
        packet.extract(hdr.ipv6);
        transition select(hdr.ipv6.next_header) {
            6: tcp;
            17: udp;
            default: accept;
        }
    }
    state tcp {
        packet.extract(hdr.tcp);
        transition accept;
    }
    state udp {
        packet.extract(hdr.udp);
        transition accept;
    }
}

ParserModel(Filter()) main;
