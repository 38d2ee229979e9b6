// p4twin:1 sha1=7bceb40e2516dbaf04423e47a00627b32f184c2e sha256=1416111d7fbeaaa7907ff6b67e281ef11806d2e6a7db68e36bf9a4daea707f78
//
// The parser EthernetIp of ethernet_ip.p4 for v1model; the lines cited are its own.
#include <core.p4>
#include <v1model.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x7bceb40e2516dbaf04423e47a00627b32f184c2e;

error {
    IPv4IncorrectVersion,
    IPv4HeaderTooShort,
    IPv6IncorrectVersion,
    TCPHeaderTooShort
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
    bit<4>  ihl;
    bit<6>  dscp;
    bit<2>  ecn;
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

header ipv4_options_t {
    varbit<320> data;
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

header ipv6_extension_t {
    bit<8>  next_header;
    bit<8>  length;
    bit<48> data;
}

header ipv6_fragment_t {
    bit<8>  next_header;
    bit<8>  reserved;
    bit<13> fragment_offset;
    bit<2>  reserved2;
    bit<1>  more_fragments;
    bit<32> identification;
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
    ethernet_t          ethernet;
    vlan_t[2]           tags;
    ipv4_t              ipv4;
    ipv4_options_t      ipv4_options;
    ipv6_t              ipv6;
    ipv6_extension_t[8] ipv6_extensions;
    ipv6_fragment_t     ipv6_fragment;
    tcp_t               tcp;
    tcp_options_t       tcp_options;
    udp_t               udp;
    icmp_t              icmp;
}

struct metadata_t {
    bit<16> ether_type;
    bit<8>  protocol;
    bool    is_fragment;
}

parser EthernetIp(
    packet_in packet,
    out headers_t hdr,
    inout metadata_t meta,
    inout standard_metadata_t standard_metadata)
{
    bit<16> next_header_visits = 16w0;

    // start, ethernet_ip.p4:148
    state start {
        packet.extract(hdr.ethernet);
        meta.ether_type = hdr.ethernet.ether_type;
        transition ether_type;
    }

    // ether_type, ethernet_ip.p4:154
    state ether_type {
        transition select(meta.ether_type) {
            16w0x8100: vlan;
            16w0x88a8: vlan;
            16w0x800: ipv4;
            16w0x86dd: ipv6;
            default: accept;
        }
    }

    // vlan, ethernet_ip.p4:164
    state vlan {
        packet.extract(hdr.tags.next);
        meta.ether_type = hdr.tags.last.ether_type;
        transition ether_type;
    }

    // ipv4, ethernet_ip.p4:170
    state ipv4 {
        packet.extract(hdr.ipv4);
        verify(hdr.ipv4.version == 4w4, error.IPv4IncorrectVersion);
        verify(hdr.ipv4.ihl >= 4w5, error.IPv4HeaderTooShort);
        meta.protocol = hdr.ipv4.protocol;
        transition select(hdr.ipv4.ihl) {
            4w5: ipv4_fragment;
            default: ipv4_options;
        }
    }

    // ipv4_options, ethernet_ip.p4:181
    state ipv4_options {
        packet.extract(hdr.ipv4_options, (bit<32>) (hdr.ipv4.ihl - 4w5) << 5);
        transition ipv4_fragment;
    }

    // ipv4_fragment, ethernet_ip.p4:186
    state ipv4_fragment {
        meta.is_fragment = hdr.ipv4.flags[0:0] == 1w1 || hdr.ipv4.fragment_offset != 13w0;
        transition select(hdr.ipv4.fragment_offset) {
            13w0: transport;
            default: accept;
        }
    }

    // ipv6, ethernet_ip.p4:194
    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 4w6, error.IPv6IncorrectVersion);
        meta.protocol = hdr.ipv6.next_header;
        transition next_header;
    }

    // next_header, ethernet_ip.p4:201
    @max_visits(256) state next_header {
        verify(next_header_visits < 16w0x100, error.ParserTimeout);
        next_header_visits = next_header_visits + 16w1;
        transition select(meta.protocol) {
            8w0: ipv6_extension;
            8w43: ipv6_extension;
            8w60: ipv6_extension;
            8w44: ipv6_fragment;
            default: transport;
        }
    }

    // ipv6_extension, ethernet_ip.p4:211
    state ipv6_extension {
        packet.extract(hdr.ipv6_extensions.next);
        packet.advance((bit<32>) hdr.ipv6_extensions.last.length << 6);
        meta.protocol = hdr.ipv6_extensions.last.next_header;
        transition next_header;
    }

    // ipv6_fragment, ethernet_ip.p4:218
    state ipv6_fragment {
        packet.extract(hdr.ipv6_fragment);
        meta.is_fragment = true;
        meta.protocol = hdr.ipv6_fragment.next_header;
        transition select(hdr.ipv6_fragment.fragment_offset) {
            13w0: next_header;
            default: accept;
        }
    }

    // transport, ethernet_ip.p4:228
    state transport {
        transition select(meta.protocol) {
            8w6: tcp;
            8w17: udp;
            8w1: icmp;
            8w58: icmp;
            default: accept;
        }
    }

    // tcp, ethernet_ip.p4:238
    state tcp {
        packet.extract(hdr.tcp);
        verify(hdr.tcp.data_offset >= 4w5, error.TCPHeaderTooShort);
        transition select(hdr.tcp.data_offset) {
            4w5: accept;
            default: tcp_options;
        }
    }

    // tcp_options, ethernet_ip.p4:247
    state tcp_options {
        packet.extract(hdr.tcp_options, (bit<32>) (hdr.tcp.data_offset - 4w5) << 5);
        transition accept;
    }

    // udp, ethernet_ip.p4:252
    state udp {
        packet.extract(hdr.udp);
        transition accept;
    }

    // icmp, ethernet_ip.p4:257
    state icmp {
        packet.extract(hdr.icmp);
        transition accept;
    }
}

control DeviceVerifyChecksum(inout headers_t hdr, inout metadata_t meta) {
    apply {
    }
}

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceIngress(
    inout headers_t hdr,
    inout metadata_t meta,
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
    inout metadata_t meta,
    inout standard_metadata_t standard_metadata)
{
    apply {
    }
}

control DeviceComputeChecksum(inout headers_t hdr, inout metadata_t meta) {
    apply {
    }
}

control DeviceDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.ethernet);
        packet.emit(hdr.tags);
        packet.emit(hdr.ipv4);
        packet.emit(hdr.ipv4_options);
        packet.emit(hdr.ipv6);
        packet.emit(hdr.ipv6_extensions);
        packet.emit(hdr.ipv6_fragment);
        packet.emit(hdr.tcp);
        packet.emit(hdr.tcp_options);
        packet.emit(hdr.udp);
        packet.emit(hdr.icmp);
    }
}

@pkginfo(name="ethernet_ip", version="p4twin:1 sha1=7bceb40e2516dbaf04423e47a00627b32f184c2e sha256=1416111d7fbeaaa7907ff6b67e281ef11806d2e6a7db68e36bf9a4daea707f78")
@p4twin[source_sha1="7bceb40e2516dbaf04423e47a00627b32f184c2e", source_sha256="1416111d7fbeaaa7907ff6b67e281ef11806d2e6a7db68e36bf9a4daea707f78"]
V1Switch(
    EthernetIp(),
    DeviceVerifyChecksum(),
    DeviceIngress(),
    DeviceEgress(),
    DeviceComputeChecksum(),
    DeviceDeparser()) main;
