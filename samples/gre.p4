/*
 * GRE with all of its fields: checksum and offset, routing entries (RFC 1701), key and sequence number (RFC 2890),
 * in the version 1 of PPTP acknowledgement numbers (RFC 2637); over IPv4 and IPv6, to the header that it carries.
 *
 * Each flag says whether a field follows, so that the states from `checksum` to `sequence` are a chain in which each
 * can be left out. Bit fields of the header keep RFC 1701's names; RFC 2784 has taken back most of them.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_ROUTES 4

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_TEB  = 0x6558;      // a whole Ethernet frame
const bit<16> ETHERTYPE_IPV6 = 0x86dd;
const bit<16> ETHERTYPE_PPP  = 0x880b;

const bit<8> PROTOCOL_GRE = 47;

error {
    IPv4BadHeader,
    IPv6BadHeader,
    GREUnknownVersion,
    GREBadFlags                 // flags of one version that another forbids
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

header gre_t {
    bit<1>  checksum_present;
    bit<1>  routing_present;
    bit<1>  key_present;
    bit<1>  sequence_present;
    bit<1>  strict_source_route;
    bit<3>  recursion;
    bit<1>  acknowledgement_present;    // version 1 only
    bit<4>  flags;
    bit<3>  version;
    bit<16> protocol;
}

/* Both stand there where either the checksum or the routing flag is set. */
header gre_checksum_t {
    bit<16> checksum;
    bit<16> offset;                     // of the active source route entry, in bytes
}

header gre_key_t {
    bit<32> value;
}

/* What the key is in version 1. */
header pptp_key_t {
    bit<16> payload_length;
    bit<16> call;
}

header gre_sequence_t {
    bit<32> value;
}

header pptp_acknowledgement_t {
    bit<32> value;
}

/* An entry of 0, 0, 0 ends the list. */
header gre_route_t {
    bit<16>      address_family;
    bit<8>       offset;                // in bytes
    bit<8>       length;                // in bytes, of the information
    varbit<2040> information;
}

struct headers_t {
    ethernet_t              ethernet;
    ipv4_t                  ipv4;
    ipv6_t                  ipv6;
    gre_t                   gre;
    gre_checksum_t          gre_checksum;
    gre_key_t               gre_key;
    pptp_key_t              pptp_key;
    gre_sequence_t          gre_sequence;
    pptp_acknowledgement_t  pptp_acknowledgement;
    gre_route_t[MAX_ROUTES] gre_routes;
    ethernet_t              inner_ethernet;
    ipv4_t                  inner_ipv4;
    ipv6_t                  inner_ipv6;
}

struct metadata_t {
    bit<16> payload_type;       // EtherType of what begins where the parser ends
}

parser Gre(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.ethernet);
        meta.payload_type = hdr.ethernet.ether_type;
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
            (0, PROTOCOL_GRE): gre;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6BadHeader);
        transition select(hdr.ipv6.next_header) {
            PROTOCOL_GRE: gre;
            default: accept;
        }
    }

    state gre {
        packet.extract(hdr.gre);
        meta.payload_type = hdr.gre.protocol;
        transition select(hdr.gre.version) {
            0: checksum_flag;
            1: pptp;
            default: unknown_version;
        }
    }

    state unknown_version {
        verify(false, error.GREUnknownVersion);
        transition reject;
    }

    // ---- version 0: checksum and offset, key, sequence number, routing

    state checksum_flag {
        verify(hdr.gre.acknowledgement_present == 0, error.GREBadFlags);
        transition select(hdr.gre.checksum_present, hdr.gre.routing_present) {
            (0, 0): key_flag;
            default: checksum;
        }
    }

    state checksum {
        packet.extract(hdr.gre_checksum);
        transition key_flag;
    }

    state key_flag {
        transition select(hdr.gre.key_present) {
            0: sequence_flag;
            1: key;
        }
    }

    state key {
        packet.extract(hdr.gre_key);
        transition sequence_flag;
    }

    state sequence_flag {
        transition select(hdr.gre.sequence_present) {
            0: routing_flag;
            1: sequence;
        }
    }

    state sequence {
        packet.extract(hdr.gre_sequence);
        transition routing_flag;
    }

    state routing_flag {
        transition select(hdr.gre.routing_present) {
            0: payload;
            1: route;
        }
    }

    state route {
        packet.extract(hdr.gre_routes.next, (bit<32>) packet.lookahead<bit<32>>()[7:0] << 3);
        transition select(hdr.gre_routes.last.address_family, hdr.gre_routes.last.length) {
            (0, 0): payload;
            default: route;
        }
    }

    state payload {
        transition select(hdr.gre.protocol) {
            ETHERTYPE_IPV4: inner_ipv4;
            ETHERTYPE_IPV6: inner_ipv6;
            ETHERTYPE_TEB:  inner_ethernet;
            default: accept;
        }
    }

    state inner_ethernet {
        packet.extract(hdr.inner_ethernet);
        meta.payload_type = hdr.inner_ethernet.ether_type;
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

    // ---- version 1: the key is always there, PPP follows

    state pptp {
        verify(hdr.gre.protocol == ETHERTYPE_PPP, error.GREBadFlags);
        verify(hdr.gre.checksum_present ++ hdr.gre.routing_present ++ hdr.gre.key_present == 0b001,
            error.GREBadFlags);
        packet.extract(hdr.pptp_key);
        transition select(hdr.gre.sequence_present) {
            0: pptp_acknowledgement_flag;
            1: pptp_sequence;
        }
    }

    state pptp_sequence {
        packet.extract(hdr.gre_sequence);
        transition pptp_acknowledgement_flag;
    }

    state pptp_acknowledgement_flag {
        transition select(hdr.gre.acknowledgement_present) {
            0: accept;
            1: pptp_acknowledgement;
        }
    }

    state pptp_acknowledgement {
        packet.extract(hdr.pptp_acknowledgement);
        transition accept;
    }
}

ParserModel(Gre()) main;
