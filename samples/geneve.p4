/*
 * Geneve (RFC 8926) over UDP, its options as a stack of TLVs, to the header that it carries.
 *
 * The header says how long all options are together; `left` counts down what is still to be read of them. A packet
 * with more than MAX_OPTIONS options is rejected with StackOutOfBounds.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_OPTIONS 8

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_TEB  = 0x6558;      // a whole Ethernet frame
const bit<16> ETHERTYPE_IPV6 = 0x86dd;

const bit<8>  PROTOCOL_UDP = 17;
const bit<16> PORT_GENEVE  = 6081;

error {
    IPv4BadHeader,
    IPv6BadHeader,
    GeneveUnknownVersion,
    GeneveBadOptionLength       // an option reaches beyond the options
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

header geneve_t {
    bit<2>  version;
    bit<6>  options_length;     // in 32-bit words
    bit<1>  control_packet;
    bit<1>  critical_options;
    bit<6>  reserved;
    bit<16> protocol;
    bit<24> network;
    bit<8>  reserved2;
}

header geneve_option_t {
    bit<16>     class;
    bit<1>      critical;
    bit<7>      type_;
    bit<3>      reserved;
    bit<5>      length;         // in 32-bit words, of the data
    varbit<992> data;
}

struct headers_t {
    ethernet_t                   ethernet;
    ipv4_t                       ipv4;
    ipv6_t                       ipv6;
    udp_t                        udp;
    geneve_t                     geneve;
    geneve_option_t[MAX_OPTIONS] options;
    ethernet_t                   inner_ethernet;
    ipv4_t                       inner_ipv4;
    ipv6_t                       inner_ipv6;
}

struct metadata_t {
    bit<8> critical;            // how many options a tunnel end point must know, or else drop the packet
}

parser Geneve(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<8> left = 0;            // 32-bit words of options still to be read

    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            ETHERTYPE_IPV4: ipv4;
            ETHERTYPE_IPV6: ipv6;
            default: accept;
        }
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        verify(hdr.ipv4.version == 4 && hdr.ipv4.ihl >= 5, error.IPv4BadHeader);
        packet.advance((bit<32>) (hdr.ipv4.ihl - 5) << 5);
        transition select(hdr.ipv4.fragment_offset, hdr.ipv4.protocol) {
            (0, PROTOCOL_UDP): udp;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6BadHeader);
        transition select(hdr.ipv6.next_header) {
            PROTOCOL_UDP: udp;
            default: accept;
        }
    }

    state udp {
        packet.extract(hdr.udp);
        transition select(hdr.udp.destination_port) {
            PORT_GENEVE: geneve;
            default: accept;
        }
    }

    state geneve {
        packet.extract(hdr.geneve);
        verify(hdr.geneve.version == 0, error.GeneveUnknownVersion);
        left = (bit<8>) hdr.geneve.options_length;
        transition options;
    }

    state options {
        transition select(left) {
            0: payload;
            default: option;
        }
    }

    state option {
        bit<5> words = packet.lookahead<bit<32>>()[4:0];
        verify((bit<8>) words + 1 <= left, error.GeneveBadOptionLength);
        packet.extract(hdr.options.next, (bit<32>) words << 5);
        left = left - (bit<8>) words - 1;
        if (hdr.options.last.critical == 1) {
            meta.critical = meta.critical + 1;
        }
        transition options;
    }

    state payload {
        transition select(hdr.geneve.protocol) {
            ETHERTYPE_TEB:  inner_ethernet;
            ETHERTYPE_IPV4: inner_ipv4;
            ETHERTYPE_IPV6: inner_ipv6;
            default: accept;
        }
    }

    state inner_ethernet {
        packet.extract(hdr.inner_ethernet);
        transition select(hdr.inner_ethernet.ether_type) {
            ETHERTYPE_IPV4: inner_ipv4;
            ETHERTYPE_IPV6: inner_ipv6;
            default: accept;
        }
    }

    state inner_ipv4 {
        packet.extract(hdr.inner_ipv4);
        verify(hdr.inner_ipv4.version == 4 && hdr.inner_ipv4.ihl >= 5, error.IPv4BadHeader);
        packet.advance((bit<32>) (hdr.inner_ipv4.ihl - 5) << 5);
        transition accept;
    }

    state inner_ipv6 {
        packet.extract(hdr.inner_ipv6);
        verify(hdr.inner_ipv6.version == 6, error.IPv6BadHeader);
        transition accept;
    }
}

ParserModel(Geneve()) main;
