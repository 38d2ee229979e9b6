/*
 * The datacenter parse graph of
 * Gibb, Varghese, Horowitz, McKeown: "Design Principles for Packet Parsers" (ANCS 2013):
 * up to two tags, ARP, IPv4 with TCP, UDP and ICMP, and the virtual networks VXLAN and NVGRE, to the tenant's Ethernet
 * header. From a program for v1model.
 *
 * The paper came before VXLAN had its port (4789, RFC 7348), and lets GRE follow on GRE, to three of them.
 */
#include <core.p4>
#include <v1model.p4>

#define MAX_TAGS 2
#define MAX_GRE  3

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_ARP  = 0x0806;
const bit<16> ETHERTYPE_TEB  = 0x6558;      // a whole Ethernet frame
const bit<16> ETHERTYPE_GRE  = 0x6559;
const bit<16> ETHERTYPE_RARP = 0x8035;

const bit<16> HARDWARE_ETHERNET = 1;

const bit<8> PROTOCOL_ICMP = 1;
const bit<8> PROTOCOL_TCP  = 6;
const bit<8> PROTOCOL_UDP  = 17;
const bit<8> PROTOCOL_GRE  = 47;

const bit<16> PORT_VXLAN = 4789;

error {
    IPv4BadHeader,
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

header gre_t {
    bit<1>  checksum_present;
    bit<1>  routing_present;
    bit<1>  key_present;
    bit<1>  sequence_present;
    bit<1>  strict_source_route;
    bit<3>  recursion;
    bit<5>  flags;
    bit<3>  version;
    bit<16> protocol;
}

/* What GRE's key is in NVGRE (RFC 7637). */
header nvgre_t {
    bit<24> network;
    bit<8>  flow;
}

header vxlan_t {
    bit<8>  flags;
    bit<24> reserved;
    bit<24> network;
    bit<8>  reserved2;
}

struct headers_t {
    ethernet_t       ethernet;
    vlan_t[MAX_TAGS] tags;
    ipv4_t           ipv4;
    tcp_t            tcp;
    udp_t            udp;
    icmp_t           icmp;
    arp_t            arp;
    arp_ipv4_t       arp_ipv4;
    gre_t[MAX_GRE]   gre;
    nvgre_t          nvgre;
    vxlan_t          vxlan;
    ethernet_t       inner_ethernet;
}

struct metadata_t { }

parser Datacenter(packet_in packet, out headers_t hdr, inout metadata_t meta,
                  inout standard_metadata_t standard_metadata) {
    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            0x8100: vlan;
            0x9100: vlan;
            0x9200: vlan;
            0x9300: vlan;
            ETHERTYPE_IPV4: ipv4;
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
            (0, PROTOCOL_GRE):  gre;
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
        transition select(hdr.udp.destination_port) {
            PORT_VXLAN: vxlan;
            default: accept;
        }
    }

    state icmp {
        packet.extract(hdr.icmp);
        transition accept;
    }

    state gre {
        packet.extract(hdr.gre.next);
        transition select(hdr.gre.last.key_present, hdr.gre.last.protocol) {
            (1, ETHERTYPE_TEB): nvgre;
            (1, ETHERTYPE_GRE): gre;
            default: accept;
        }
    }

    state nvgre {
        packet.extract(hdr.nvgre);
        transition inner_ethernet;
    }

    state vxlan {
        packet.extract(hdr.vxlan);
        transition inner_ethernet;
    }

    state inner_ethernet {
        packet.extract(hdr.inner_ethernet);
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

control NoVerification(inout headers_t hdr, inout metadata_t meta) {
    apply { }
}

control Bridge(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    apply {
        standard_metadata.egress_spec = 1;
    }
}

control NoEgress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    apply { }
}

control NoUpdate(inout headers_t hdr, inout metadata_t meta) {
    apply { }
}

control EmitHeaders(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr);
    }
}

V1Switch(Datacenter(), NoVerification(), Bridge(), NoEgress(), NoUpdate(), EmitHeaders()) main;
