// p4twin:1 sha1=375c7a268bdabc4092f194027c73c9a0ddbd77c6 sha256=45ba058c9d7ce9383cceb740f11a2c52b6be87a4a5480514a58304eda454d4a0
//
// The parser Dissector of flow_dissector.p4 for v1model; the lines cited are its own.
// It starts at the wire: Ethernet first, then what the source parses.
#include <core.p4>
#include <v1model.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x375c7a268bdabc4092f194027c73c9a0ddbd77c6;

error {
    FlowDissectorContinue,
    IPv4HeaderTooShort,
    TCPHeaderTooShort,
    TooManyHeaders
}

header p4twin_ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> etherType;
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
    bit<4>  ihl;
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

header ipv6_options_t {
    bit<8> next_header;
    bit<8> length;
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

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> ether_type;
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
    bit<4>  data_offset;
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

struct headers_t {
    p4twin_ethernet_t p4twin_ethernet;
    vlan_t            service_tag;
    vlan_t            tag;
    mpls_t            mpls;
    ipv4_t            ipv4;
    ipv6_t            ipv6;
    ipv6_options_t    ipv6_options;
    ipv6_fragment_t   ipv6_fragment;
    gre_t             gre;
    ethernet_t        inner_ethernet;
    vlan_t            inner_service_tag;
    vlan_t            inner_tag;
    icmp_t            icmp;
    tcp_t             tcp;
    udp_t             udp;
}

struct flow_keys_t {
    bit<16>  nhoff;
    bit<16>  thoff;
    bit<16>  addr_proto;
    bool     is_frag;
    bool     is_first_frag;
    bool     is_encap;
    bit<8>   ip_proto;
    bit<16>  n_proto;
    bit<16>  sport;
    bit<16>  dport;
    bit<256> addrs;
    bit<20>  flow_label;
}

struct p4twin_metadata_t {
    flow_keys_t keys;
    bit<32>     flags;
}

parser Dissector(
    packet_in packet,
    out headers_t hdr,
    inout p4twin_metadata_t meta,
    inout standard_metadata_t standard_metadata)
{
    bit<8> nested = 8w0;
    bit<16> inner_type = 16w0;
    bit<16> words = 16w0;

    // Ethernet, which the source starts behind.
    state start {
        packet.extract(hdr.p4twin_ethernet);
        meta.keys.n_proto = hdr.p4twin_ethernet.etherType;
        meta.keys.nhoff = 16w14;
        meta.keys.thoff = 16w14;
        transition source_start;
    }

    // start, flow_dissector.p4:166
    state source_start {
        transition select(meta.keys.n_proto) {
            16w0x800: outermost_ipv4;
            16w0x86dd: ipv6;
            16w0x8847: mpls;
            16w0x8848: mpls;
            16w0x8100: vlan;
            16w0x88a8: service_vlan;
            default: nomatch;
        }
    }

    // service_vlan, flow_dissector.p4:179
    state service_vlan {
        packet.extract(hdr.service_tag);
        meta.keys.nhoff = meta.keys.nhoff + 16w4;
        meta.keys.thoff = meta.keys.thoff + 16w4;
        transition select(hdr.service_tag.ether_type) {
            16w0x8100: vlan;
            default: nomatch;
        }
    }

    // vlan, flow_dissector.p4:188
    state vlan {
        packet.extract(hdr.tag);
        meta.keys.nhoff = meta.keys.nhoff + 16w4;
        meta.keys.thoff = meta.keys.thoff + 16w4;
        meta.keys.n_proto = hdr.tag.ether_type;
        transition select(hdr.tag.ether_type) {
            16w0x800: ipv4;
            16w0x86dd: ipv6;
            16w0x8847: mpls;
            16w0x8848: mpls;
            default: nomatch;
        }
    }

    // mpls, flow_dissector.p4:203
    state mpls {
        packet.extract(hdr.mpls);
        transition accept;
    }

    // outermost_ipv4, flow_dissector.p4:208
    state outermost_ipv4 {
        packet.extract(hdr.ipv4);
        transition select(hdr.ipv4.ihl, hdr.ipv4.source) {
            (4w5, 32w0x7f00007f): leave_to_kernel;
            default: ipv4_header;
        }
    }

    // leave_to_kernel, flow_dissector.p4:216
    state leave_to_kernel {
        verify(false, error.FlowDissectorContinue);
        transition accept;
    }

    // ipv4, flow_dissector.p4:221
    state ipv4 {
        packet.extract(hdr.ipv4);
        transition ipv4_header;
    }

    // ipv4_header, flow_dissector.p4:226
    state ipv4_header {
        verify(hdr.ipv4.ihl >= 4w5, error.IPv4HeaderTooShort);
        packet.advance((bit<32>) (hdr.ipv4.ihl - 4w5) << 5);
        meta.keys.addr_proto = 16w0x800;
        meta.keys.addrs = hdr.ipv4.source ++ hdr.ipv4.destination ++ 192w0;
        meta.keys.ip_proto = hdr.ipv4.protocol;
        meta.keys.thoff = meta.keys.thoff + ((bit<16>) hdr.ipv4.ihl << 2);
        transition select(hdr.ipv4.more_fragments, hdr.ipv4.fragment_offset) {
            (1w0, 13w0): ip_protocol;
            (1w1, 13w0): ipv4_first_fragment;
            default: later_fragment;
        }
    }

    // ipv4_first_fragment, flow_dissector.p4:240
    state ipv4_first_fragment {
        meta.keys.is_frag = true;
        meta.keys.is_first_frag = true;
        transition select(meta.flags & 32w1) {
            32w0: accept;
            default: ip_protocol;
        }
    }

    // later_fragment, flow_dissector.p4:250
    state later_fragment {
        meta.keys.is_frag = true;
        transition accept;
    }

    // ipv6, flow_dissector.p4:255
    state ipv6 {
        packet.extract(hdr.ipv6);
        meta.keys.addr_proto = 16w0x86dd;
        meta.keys.addrs = hdr.ipv6.source ++ hdr.ipv6.destination;
        meta.keys.ip_proto = hdr.ipv6.next_header;
        meta.keys.flow_label = hdr.ipv6.flow_label;
        meta.keys.thoff = meta.keys.thoff + 16w40;
        transition select(meta.flags & 32w2, hdr.ipv6.flow_label) {
            (32w0, _): ipv6_protocol;
            (_, 20w0): ipv6_protocol;
            default: accept;
        }
    }

    // ipv6_protocol, flow_dissector.p4:269
    state ipv6_protocol {
        transition select(meta.keys.ip_proto) {
            8w0: ipv6_options;
            8w60: ipv6_options;
            8w44: ipv6_fragment;
            default: ip_protocol;
        }
    }

    // ipv6_options, flow_dissector.p4:278
    state ipv6_options {
        nested = nested + 8w1;
        verify(nested <= 8w32, error.TooManyHeaders);
        packet.extract(hdr.ipv6_options);
        packet.advance(((bit<32>) hdr.ipv6_options.length << 6) + 32w48);
        meta.keys.ip_proto = hdr.ipv6_options.next_header;
        meta.keys.thoff = meta.keys.thoff + ((bit<16>) hdr.ipv6_options.length << 3) + 16w8;
        transition ipv6_protocol;
    }

    // ipv6_fragment, flow_dissector.p4:288
    state ipv6_fragment {
        nested = nested + 8w1;
        verify(nested <= 8w32, error.TooManyHeaders);
        packet.extract(hdr.ipv6_fragment);
        meta.keys.is_frag = true;
        meta.keys.ip_proto = hdr.ipv6_fragment.next_header;
        meta.keys.thoff = meta.keys.thoff + 16w8;
        transition select(hdr.ipv6_fragment.fragment_offset) {
            13w0: ipv6_first_fragment;
            default: accept;
        }
    }

    // ipv6_first_fragment, flow_dissector.p4:301
    state ipv6_first_fragment {
        meta.keys.is_first_frag = true;
        transition select(meta.flags & 32w1) {
            32w0: accept;
            default: ipv6_protocol;
        }
    }

    // ip_protocol, flow_dissector.p4:311
    state ip_protocol {
        transition select(meta.keys.ip_proto) {
            8w6: tcp;
            8w17: udp;
            8w136: udp;
            8w1: icmp;
            8w4: ipv4_in_ip;
            8w41: ipv6_in_ip;
            8w47: gre;
            default: nomatch;
        }
    }

    // ipv4_in_ip, flow_dissector.p4:323
    state ipv4_in_ip {
        nested = nested + 8w1;
        verify(nested <= 8w32, error.TooManyHeaders);
        meta.keys.is_encap = true;
        transition select(meta.flags & 32w4) {
            32w0: ipv4;
            default: accept;
        }
    }

    // ipv6_in_ip, flow_dissector.p4:333
    state ipv6_in_ip {
        nested = nested + 8w1;
        verify(nested <= 8w32, error.TooManyHeaders);
        meta.keys.is_encap = true;
        transition select(meta.flags & 32w4) {
            32w0: ipv6;
            default: accept;
        }
    }

    // gre, flow_dissector.p4:344
    state gre {
        packet.extract(hdr.gre);
        transition select(hdr.gre.version) {
            3w0: gre_version_0;
            default: accept;
        }
    }

    // gre_version_0, flow_dissector.p4:352
    state gre_version_0 {
        nested = nested + 8w1;
        verify(nested <= 8w32, error.TooManyHeaders);
        words = (bit<16>) hdr.gre.checksum_present + (bit<16>) hdr.gre.key_present +
                (bit<16>) hdr.gre.sequence_present;
        inner_type = hdr.gre.protocol;
        meta.keys.is_encap = true;
        meta.keys.thoff = meta.keys.thoff + (words << 2) + 16w4;
        transition select(meta.flags & 32w4) {
            32w0: gre_fields;
            default: accept;
        }
    }

    // gre_fields, flow_dissector.p4:366
    state gre_fields {
        packet.advance(((bit<32>) hdr.gre.checksum_present + (bit<32>) hdr.gre.key_present +
                        (bit<32>) hdr.gre.sequence_present) << 5);
        transition select(inner_type) {
            16w0x6558: inner_ethernet;
            default: inner_network;
        }
    }

    // inner_ethernet, flow_dissector.p4:377
    state inner_ethernet {
        packet.extract(hdr.inner_ethernet);
        meta.keys.thoff = meta.keys.thoff + 16w14;
        inner_type = hdr.inner_ethernet.ether_type;
        transition inner_network;
    }

    // inner_network, flow_dissector.p4:384
    state inner_network {
        transition select(inner_type) {
            16w0x800: ipv4;
            16w0x86dd: ipv6;
            16w0x8847: mpls;
            16w0x8848: mpls;
            16w0x8100: inner_vlan;
            16w0x88a8: inner_service_vlan;
            default: nomatch;
        }
    }

    // inner_service_vlan, flow_dissector.p4:395
    state inner_service_vlan {
        packet.extract(hdr.inner_service_tag);
        meta.keys.thoff = meta.keys.thoff + 16w4;
        transition select(hdr.inner_service_tag.ether_type) {
            16w0x8100: inner_vlan;
            default: nomatch;
        }
    }

    // inner_vlan, flow_dissector.p4:403
    state inner_vlan {
        packet.extract(hdr.inner_tag);
        meta.keys.thoff = meta.keys.thoff + 16w4;
        transition select(hdr.inner_tag.ether_type) {
            16w0x800: ipv4;
            16w0x86dd: ipv6;
            16w0x8847: mpls;
            16w0x8848: mpls;
            default: nomatch;
        }
    }

    // icmp, flow_dissector.p4:416
    state icmp {
        packet.extract(hdr.icmp);
        transition accept;
    }

    // udp, flow_dissector.p4:421
    state udp {
        packet.extract(hdr.udp);
        meta.keys.sport = hdr.udp.source_port;
        meta.keys.dport = hdr.udp.destination_port;
        transition accept;
    }

    // tcp, flow_dissector.p4:428
    state tcp {
        packet.extract(hdr.tcp);
        verify(hdr.tcp.data_offset >= 4w5, error.TCPHeaderTooShort);
        packet.advance((bit<32>) (hdr.tcp.data_offset - 4w5) << 5);
        meta.keys.sport = hdr.tcp.source_port;
        meta.keys.dport = hdr.tcp.destination_port;
        transition accept;
    }

    // No case of a select matches.
    state nomatch {
        verify(false, error.NoMatch);
        transition accept;
    }
}

control DeviceVerifyChecksum(inout headers_t hdr, inout p4twin_metadata_t meta) {
    apply {
    }
}

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceIngress(
    inout headers_t hdr,
    inout p4twin_metadata_t meta,
    inout standard_metadata_t standard_metadata)
{
    apply {
        if (standard_metadata.parser_error != error.NoError) {
            mark_to_drop(standard_metadata);
        } else {
            standard_metadata.egress_spec = 9w1;
        }
    }
}

control DeviceEgress(
    inout headers_t hdr,
    inout p4twin_metadata_t meta,
    inout standard_metadata_t standard_metadata)
{
    apply {
    }
}

control DeviceComputeChecksum(inout headers_t hdr, inout p4twin_metadata_t meta) {
    apply {
    }
}

control DeviceDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.p4twin_ethernet);
        packet.emit(hdr.service_tag);
        packet.emit(hdr.tag);
        packet.emit(hdr.mpls);
        packet.emit(hdr.ipv4);
        packet.emit(hdr.ipv6);
        packet.emit(hdr.ipv6_options);
        packet.emit(hdr.ipv6_fragment);
        packet.emit(hdr.gre);
        packet.emit(hdr.inner_ethernet);
        packet.emit(hdr.inner_service_tag);
        packet.emit(hdr.inner_tag);
        packet.emit(hdr.icmp);
        packet.emit(hdr.tcp);
        packet.emit(hdr.udp);
    }
}

@pkginfo(name="flow_dissector", version="p4twin:1 sha1=375c7a268bdabc4092f194027c73c9a0ddbd77c6 sha256=45ba058c9d7ce9383cceb740f11a2c52b6be87a4a5480514a58304eda454d4a0")
@p4twin[source_sha1="375c7a268bdabc4092f194027c73c9a0ddbd77c6", source_sha256="45ba058c9d7ce9383cceb740f11a2c52b6be87a4a5480514a58304eda454d4a0"]
V1Switch(
    Dissector(),
    DeviceVerifyChecksum(),
    DeviceIngress(),
    DeviceEgress(),
    DeviceComputeChecksum(),
    DeviceDeparser()) main;
