/*
 * VXLAN (RFC 7348) with its group policy extension, and VXLAN-GPE, which names the protocol that it carries.
 *
 * The outer and the inner frame are parsed by the same sub-parser: Ethernet, up to two tags, IPv4 or IPv6. VXLAN is
 * told by the UDP port of the outer one.
 */
#include <core.p4>
#include <v1model.p4>

const bit<16> ETHERTYPE_IPV4    = 0x0800;
const bit<16> ETHERTYPE_VLAN    = 0x8100;
const bit<16> ETHERTYPE_IPV6    = 0x86dd;
const bit<16> ETHERTYPE_SERVICE = 0x88a8;

const bit<8> PROTOCOL_UDP = 17;

const bit<16> PORT_VXLAN     = 4789;
const bit<16> PORT_VXLAN_GPE = 4790;

const bit<8> GPE_IPV4     = 1;
const bit<8> GPE_IPV6     = 2;
const bit<8> GPE_ETHERNET = 3;

error {
    IPv4BadHeader,
    IPv6BadHeader,
    VXLANNoNetwork              // the flag of a valid network identifier is not set
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
    bit<8>  tos;
    bit<16> total_length;
    bit<16> identification;
    bit<3>  flags;
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

header udp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<16> length;
    bit<16> checksum;
}

header vxlan_t {
    bit<1>  group_present;
    bit<3>  reserved;
    bit<1>  network_present;
    bit<4>  reserved2;
    bit<1>  dont_learn;
    bit<2>  reserved3;
    bit<1>  policy_applied;
    bit<3>  reserved4;
    bit<16> group;
    bit<24> network;
    bit<8>  reserved5;
}

header vxlan_gpe_t {
    bit<2>  reserved;
    bit<2>  version;
    bit<1>  network_present;
    bit<1>  next_protocol_present;
    bit<1>  broadcast;
    bit<1>  operations;
    bit<16> reserved2;
    bit<8>  next_protocol;
    bit<24> network;
    bit<8>  reserved3;
}

struct frame_t {
    ethernet_t ethernet;
    vlan_t[2]  tags;
    ipv4_t     ipv4;
    ipv6_t     ipv6;
    udp_t      udp;
}

struct headers_t {
    frame_t     outer;
    vxlan_t     vxlan;
    vxlan_gpe_t vxlan_gpe;
    frame_t     inner;
}

struct metadata_t {
    bit<24> network;
}

/* From Ethernet to UDP, as far as the packet goes. */
parser Frame(packet_in packet, out frame_t frame) {
    state start {
        packet.extract(frame.ethernet);
        transition select(frame.ethernet.ether_type) {
            ETHERTYPE_VLAN:    tag;
            ETHERTYPE_SERVICE: tag;
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            default: accept;
        }
    }

    state tag {
        packet.extract(frame.tags.next);
        transition select(frame.tags.last.ether_type) {
            ETHERTYPE_VLAN:    tag;
            ETHERTYPE_SERVICE: tag;
            ETHERTYPE_IPV4:    ipv4;
            ETHERTYPE_IPV6:    ipv6;
            default: accept;
        }
    }

    state ipv4 {
        packet.extract(frame.ipv4);
        verify(frame.ipv4.version == 4 && frame.ipv4.ihl >= 5, error.IPv4BadHeader);
        packet.advance((bit<32>) (frame.ipv4.ihl - 5) << 5);
        transition select(frame.ipv4.fragment_offset, frame.ipv4.protocol) {
            (0, PROTOCOL_UDP): udp;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(frame.ipv6);
        verify(frame.ipv6.version == 6, error.IPv6BadHeader);
        transition select(frame.ipv6.next_header) {
            PROTOCOL_UDP: udp;
            default: accept;
        }
    }

    state udp {
        packet.extract(frame.udp);
        transition accept;
    }
}

parser Vxlan(packet_in packet, out headers_t hdr, inout metadata_t meta,
             inout standard_metadata_t standard_metadata) {
    Frame() frame;

    state start {
        frame.apply(packet, hdr.outer);
        transition select(hdr.outer.udp.isValid()) {
            true: port;
            default: accept;
        }
    }

    state port {
        transition select(hdr.outer.udp.destination_port) {
            PORT_VXLAN:     vxlan;
            PORT_VXLAN_GPE: vxlan_gpe;
            default: accept;
        }
    }

    state vxlan {
        packet.extract(hdr.vxlan);
        verify(hdr.vxlan.network_present == 1, error.VXLANNoNetwork);
        meta.network = hdr.vxlan.network;
        transition inner;
    }

    state vxlan_gpe {
        packet.extract(hdr.vxlan_gpe);
        verify(hdr.vxlan_gpe.network_present == 1, error.VXLANNoNetwork);
        meta.network = hdr.vxlan_gpe.network;
        transition select(hdr.vxlan_gpe.next_protocol_present, hdr.vxlan_gpe.next_protocol) {
            (1, GPE_ETHERNET): inner;
            (1, GPE_IPV4):     inner_ipv4;
            (1, GPE_IPV6):     inner_ipv6;
            default: accept;
        }
    }

    state inner {
        frame.apply(packet, hdr.inner);
        transition accept;
    }

    state inner_ipv4 {
        packet.extract(hdr.inner.ipv4);
        verify(hdr.inner.ipv4.version == 4 && hdr.inner.ipv4.ihl >= 5, error.IPv4BadHeader);
        packet.advance((bit<32>) (hdr.inner.ipv4.ihl - 5) << 5);
        transition accept;
    }

    state inner_ipv6 {
        packet.extract(hdr.inner.ipv6);
        verify(hdr.inner.ipv6.version == 6, error.IPv6BadHeader);
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

V1Switch(Vxlan(), NoVerification(), Bridge(), NoEgress(), NoUpdate(), EmitHeaders()) main;
