/* As far as a packet's IP protocol: Ethernet, up to two VLAN tags, IPv4 or IPv6. */
#include <core.p4>
#include <parser_model.p4>
#include "headers.p4"

struct headers_t {
    ethernet_t ethernet;
    vlan_t[2]  tags;
    ipv4_t     ipv4;
    ipv6_t     ipv6;
}

struct metadata_t {
    bit<8> protocol;
    bool   is_ip;
}

parser Protocols(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            0x8100: vlan;
            0x88a8: vlan;
            0x0800: ipv4;
            0x86dd: ipv6;
            default: accept;
        }
    }

    state vlan {
        packet.extract(hdr.tags.next);
        transition select(hdr.tags.last.ether_type) {
            0x8100: vlan;
            0x0800: ipv4;
            0x86dd: ipv6;
            default: accept;
        }
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        meta.protocol = hdr.ipv4.protocol;
        meta.is_ip = true;
        transition accept;
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        meta.protocol = hdr.ipv6.next_header;
        meta.is_ip = true;
        transition accept;
    }
}

ParserModel(Protocols()) main;
