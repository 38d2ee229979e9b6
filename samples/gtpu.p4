/*
 * GTP-U (3GPP TS 29.281), the user plane of mobile networks: optional fields, chain of extension headers, and the
 * subscriber's IP packet behind them.
 *
 * The optional fields are there, all four bytes of them, when any of three flags is set; the extension headers' types
 * stand in the header before, the last byte of each says what the next one is.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_EXTENSIONS 4

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_IPV6 = 0x86dd;

const bit<8>  PROTOCOL_UDP = 17;
const bit<16> PORT_GTPU    = 2152;

const bit<8> GTP_USER_DATA = 255;           // G-PDU: carries a subscriber's packet

error {
    IPv4BadHeader,
    IPv6BadHeader,
    GTPUnknownVersion,
    GTPBadExtension
}

enum bit<8> ExtensionType {
    NONE             = 0x00,
    LONG_PDCP_NUMBER = 0x82,
    NR_RAN_CONTAINER = 0x84,
    PDU_SESSION      = 0x85,
    PDCP_NUMBER      = 0xc0
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

header gtp_t {
    bit<3>  version;
    bit<1>  protocol_type;      // 1: GTP, 0: GTP'
    bit<1>  reserved;
    bit<1>  extension_present;
    bit<1>  sequence_present;
    bit<1>  npdu_present;
    bit<8>  message_type;
    bit<16> length;             // in bytes, of what follows the tunnel identifier
    bit<32> tunnel;
}

header gtp_optional_t {
    bit<16>       sequence;
    bit<8>        npdu;
    ExtensionType next_extension;
}

/* Any extension header. */
header gtp_extension_t {
    bit<8>        length;       // in 32-bit words, of all of it
    varbit<2032>  content;      // a longer one is rejected with HeaderTooShort
    ExtensionType next_extension;
}

/* The one of 5G that tells the quality of service flow. */
header pdu_session_t {
    bit<8>        length;
    bit<4>        type_;        // 0: downlink, 1: uplink
    bit<4>        flags;
    bit<1>        paging_policy_present;
    bit<1>        reflective_qos;
    bit<6>        qos_flow;
    ExtensionType next_extension;
}

struct headers_t {
    ethernet_t                      ethernet;
    ipv4_t                          ipv4;
    ipv6_t                          ipv6;
    udp_t                           udp;
    gtp_t                           gtp;
    gtp_optional_t                  gtp_optional;
    pdu_session_t                   pdu_session;
    gtp_extension_t[MAX_EXTENSIONS] gtp_extensions;
    ipv4_t                          inner_ipv4;
    ipv6_t                          inner_ipv6;
}

struct metadata_t {
    bit<32> tunnel;
    bit<6>  qos_flow;
}

parser Gtpu(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    ExtensionType next_extension = ExtensionType.NONE;

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
            PORT_GTPU: gtp;
            default: accept;
        }
    }

    state gtp {
        packet.extract(hdr.gtp);
        verify(hdr.gtp.version == 1 && hdr.gtp.protocol_type == 1, error.GTPUnknownVersion);
        meta.tunnel = hdr.gtp.tunnel;
        transition select(hdr.gtp.extension_present, hdr.gtp.sequence_present, hdr.gtp.npdu_present) {
            (0, 0, 0): payload;
            default: optional;
        }
    }

    state optional {
        packet.extract(hdr.gtp_optional);
        next_extension = hdr.gtp_optional.next_extension;
        transition select(hdr.gtp.extension_present) {
            0: payload;
            1: extension_type;
        }
    }

    state extension_type {
        transition select(next_extension, packet.lookahead<bit<8>>()) {
            (ExtensionType.NONE, _):        payload;
            (ExtensionType.PDU_SESSION, 1): pdu_session;
            default: extension;
        }
    }

    state pdu_session {
        verify(!hdr.pdu_session.isValid(), error.GTPBadExtension);
        packet.extract(hdr.pdu_session);
        meta.qos_flow = hdr.pdu_session.qos_flow;
        next_extension = hdr.pdu_session.next_extension;
        transition extension_type;
    }

    state extension {
        bit<8> words = packet.lookahead<bit<8>>();
        verify(words >= 1, error.GTPBadExtension);
        packet.extract(hdr.gtp_extensions.next, ((bit<32>) words << 5) - 16);
        next_extension = hdr.gtp_extensions.last.next_extension;
        transition extension_type;
    }

    state payload {
        transition select(hdr.gtp.message_type) {
            GTP_USER_DATA: inner;
            default: accept;
        }
    }

    /* Nothing says what the payload is; IP begins with its version. */
    state inner {
        transition select(packet.lookahead<bit<4>>()) {
            4: inner_ipv4;
            6: inner_ipv6;
            default: accept;
        }
    }

    state inner_ipv4 {
        packet.extract(hdr.inner_ipv4);
        verify(hdr.inner_ipv4.ihl >= 5, error.IPv4BadHeader);
        packet.advance((bit<32>) (hdr.inner_ipv4.ihl - 5) << 5);
        transition accept;
    }

    state inner_ipv6 {
        packet.extract(hdr.inner_ipv6);
        transition accept;
    }
}

ParserModel(Gtpu()) main;
