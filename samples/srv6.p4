/*
 * Segment routing over IPv6 (RFC 8754): the segment list and the TLVs behind it, then what is carried: IPv4, IPv6 or
 * Ethernet (RFC 8986), or a transport header.
 *
 * The segment list is a stack of MAX_SEGMENTS addresses, the last segment first. A longer one is rejected with
 * StackOutOfBounds. Two counters, `segments` and `left`, go through the list and through the TLVs.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_SEGMENTS 10

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_IPV6 = 0x86dd;

const bit<8> PROTOCOL_IPV4     = 4;
const bit<8> PROTOCOL_TCP      = 6;
const bit<8> PROTOCOL_UDP      = 17;
const bit<8> PROTOCOL_IPV6     = 41;
const bit<8> PROTOCOL_ROUTING  = 43;
const bit<8> PROTOCOL_ETHERNET = 143;

const bit<8> ROUTING_SEGMENTS = 4;

const bit<8> TLV_PAD_1 = 0;
const bit<8> TLV_PAD_N = 4;
const bit<8> TLV_HMAC  = 5;

error {
    IPv4BadHeader,
    IPv6BadHeader,
    SRv6BadLength,              // the segment list does not fit into the header
    SRv6BadSegmentsLeft,
    SRv6BadTLV
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

header segment_routing_t {
    bit<8>  next_header;
    bit<8>  length;             // in 64-bit words, not counting the first
    bit<8>  type_;
    bit<8>  segments_left;
    bit<8>  last_entry;         // index of the last element of the list
    bit<8>  flags;
    bit<16> tag;
}

header segment_t {
    bit<128> address;
}

/* Keyed message authentication code. */
header hmac_t {
    bit<8>   type_;
    bit<8>   length;
    bit<1>   destination_excluded;
    bit<15>  reserved;
    bit<32>  key;
    bit<256> code;
}

header ports_t {
    bit<16> source;
    bit<16> destination;
}

struct tlv_t {
    bit<8> type_;
    bit<8> length;              // in bytes, of what follows
}

struct headers_t {
    ethernet_t              ethernet;
    ipv6_t                  ipv6;
    segment_routing_t       segment_routing;
    segment_t[MAX_SEGMENTS] segments;
    hmac_t                  hmac;
    ipv4_t                  inner_ipv4;
    ipv6_t                  inner_ipv6;
    ethernet_t              inner_ethernet;
    ports_t                 ports;
}

struct metadata_t {
    bit<8> protocol;            // of what begins where the parser ends
    bit<8> unknown_tlvs;
}

parser Srv6(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<16> segments = 0;       // of the list, still to be read
    bit<16> left = 0;           // bytes of the header, still to be read

    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            ETHERTYPE_IPV6: ipv6;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6BadHeader);
        meta.protocol = hdr.ipv6.next_header;
        transition select(meta.protocol) {
            PROTOCOL_ROUTING: routing_type;
            default: payload;
        }
    }

    state routing_type {
        transition select(packet.lookahead<bit<24>>()[7:0]) {
            ROUTING_SEGMENTS: segment_routing;
            default: accept;
        }
    }

    state segment_routing {
        packet.extract(hdr.segment_routing);
        segments = (bit<16>) hdr.segment_routing.last_entry + 1;
        left = (bit<16>) hdr.segment_routing.length << 3;
        verify(segments << 4 <= left, error.SRv6BadLength);
        // One more in a reduced header, whose first segment is in the destination address only.
        verify((bit<16>) hdr.segment_routing.segments_left <= segments, error.SRv6BadSegmentsLeft);
        left = left - (segments << 4);
        meta.protocol = hdr.segment_routing.next_header;
        transition segment;
    }

    state segment {
        packet.extract(hdr.segments.next);
        segments = segments - 1;
        transition select(segments) {
            0: tlvs;
            default: segment;
        }
    }

    state tlvs {
        transition select(left) {
            0: payload;
            default: tlv_type;
        }
    }

    state tlv_type {
        transition select(packet.lookahead<bit<8>>()) {
            TLV_PAD_1: pad_1;
            default: tlv;
        }
    }

    state pad_1 {
        packet.advance(8);
        left = left - 1;
        transition tlvs;
    }

    state tlv {
        verify(left >= 2, error.SRv6BadTLV);
        tlv_t next = packet.lookahead<tlv_t>();
        verify((bit<16>) next.length + 2 <= left, error.SRv6BadTLV);
        left = left - (bit<16>) next.length - 2;
        transition select(next.type_, next.length) {
            (TLV_HMAC, 38): hmac;
            (TLV_HMAC, _):  bad_tlv;
            (TLV_PAD_N, _): pad_n;
            default: unknown_tlv;
        }
    }

    state hmac {
        packet.extract(hdr.hmac);
        transition tlvs;
    }

    state bad_tlv {
        verify(false, error.SRv6BadTLV);
        transition reject;
    }

    state pad_n {
        packet.advance(((bit<32>) packet.lookahead<tlv_t>().length << 3) + 16);
        transition tlvs;
    }

    state unknown_tlv {
        meta.unknown_tlvs = meta.unknown_tlvs + 1;
        packet.advance(((bit<32>) packet.lookahead<tlv_t>().length << 3) + 16);
        transition tlvs;
    }

    state payload {
        transition select(meta.protocol) {
            PROTOCOL_IPV4:     inner_ipv4;
            PROTOCOL_IPV6:     inner_ipv6;
            PROTOCOL_ETHERNET: inner_ethernet;
            PROTOCOL_TCP:      ports;
            PROTOCOL_UDP:      ports;
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

    state ports {
        packet.extract(hdr.ports);
        transition accept;
    }
}

ParserModel(Srv6()) main;
