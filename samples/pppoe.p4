/*
 * PPP over Ethernet (RFC 2516): the tags of its discovery stage as TLVs in a stack; in a session the PPP protocol, of
 * two bytes or compressed to one (RFC 1661, section 6.5), and IPv4, IPv6 or a control packet behind it.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_TAGS 8

const bit<16> ETHERTYPE_VLAN      = 0x8100;
const bit<16> ETHERTYPE_DISCOVERY = 0x8863;
const bit<16> ETHERTYPE_SESSION   = 0x8864;

const bit<16> TAG_END_OF_LIST     = 0;

error {
    PPPoEUnknownVersion,
    PPPoEBadCode,
    PPPoEBadTagLength,          // a tag reaches beyond the payload
    IPv4BadHeader,
    IPv6BadHeader
}

enum bit<8> Code {
    SESSION_DATA = 0x00,
    OFFER        = 0x07,        // PADO
    INITIATION   = 0x09,        // PADI
    REQUEST      = 0x19,        // PADR
    CONFIRMATION = 0x65,        // PADS
    TERMINATE    = 0xa7         // PADT
}

enum bit<16> Ppp {
    IPV4         = 0x0021,
    IPV6         = 0x0057,
    IPV4_CONTROL = 0x8021,
    IPV6_CONTROL = 0x8057,
    LINK_CONTROL = 0xc021,
    PASSWORD     = 0xc023,
    CHALLENGE    = 0xc223
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

header pppoe_t {
    bit<4>  version;
    bit<4>  type_;
    Code    code;
    bit<16> session;
    bit<16> length;             // in bytes, of what follows
}

header pppoe_tag_t {
    bit<16>      type_;
    bit<16>      length;        // in bytes, of the value
    varbit<2048> value;         // a longer one is rejected with HeaderTooShort
}

header ppp_t {
    Ppp protocol;
}

/* The protocol where its first byte is zero and was left out. */
header ppp_compressed_t {
    bit<8> protocol;
}

header ppp_control_t {
    bit<8>  code;
    bit<8>  identifier;
    bit<16> length;
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

struct headers_t {
    ethernet_t            ethernet;
    vlan_t[2]             tags;
    pppoe_t               pppoe;
    pppoe_tag_t[MAX_TAGS] pppoe_tags;
    ppp_t                 ppp;
    ppp_compressed_t      ppp_compressed;
    ppp_control_t         ppp_control;
    ipv4_t                ipv4;
    ipv6_t                ipv6;
}

struct metadata_t {
    Ppp protocol;               // of a session's packet, also where it was compressed
}

parser Pppoe(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<16> left = 0;           // bytes of tags still to be read

    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            ETHERTYPE_VLAN:      vlan;
            ETHERTYPE_DISCOVERY: discovery;
            ETHERTYPE_SESSION:   session;
            default: accept;
        }
    }

    state vlan {
        packet.extract(hdr.tags.next);
        transition select(hdr.tags.last.ether_type) {
            ETHERTYPE_VLAN:      vlan;
            ETHERTYPE_DISCOVERY: discovery;
            ETHERTYPE_SESSION:   session;
            default: accept;
        }
    }

    // ---- discovery

    state discovery {
        packet.extract(hdr.pppoe);
        verify(hdr.pppoe.version == 1 && hdr.pppoe.type_ == 1, error.PPPoEUnknownVersion);
        left = hdr.pppoe.length;
        transition select(hdr.pppoe.code) {
            Code.OFFER:        tags;
            Code.INITIATION:   tags;
            Code.REQUEST:      tags;
            Code.CONFIRMATION: tags;
            Code.TERMINATE:    tags;
            default: bad_code;
        }
    }

    state bad_code {
        verify(false, error.PPPoEBadCode);
        transition reject;
    }

    state tags {
        transition select(left) {
            0: accept;
            default: tag;
        }
    }

    state tag {
        bit<16> length = packet.lookahead<bit<32>>()[15:0];
        verify(left >= 4 && length <= left - 4, error.PPPoEBadTagLength);
        packet.extract(hdr.pppoe_tags.next, (bit<32>) length << 3);
        left = left - length - 4;
        transition select(hdr.pppoe_tags.last.type_) {
            TAG_END_OF_LIST: accept;
            default: tags;
        }
    }

    // ---- session

    state session {
        packet.extract(hdr.pppoe);
        verify(hdr.pppoe.version == 1 && hdr.pppoe.type_ == 1, error.PPPoEUnknownVersion);
        verify(hdr.pppoe.code == Code.SESSION_DATA, error.PPPoEBadCode);
        transition protocol_field;
    }

    /* The last byte of a protocol is odd, the first of two is even. */
    state protocol_field {
        transition select(packet.lookahead<bit<8>>()[0:0]) {
            0: protocol;
            1: compressed_protocol;
        }
    }

    state protocol {
        packet.extract(hdr.ppp);
        meta.protocol = hdr.ppp.protocol;
        transition payload;
    }

    state compressed_protocol {
        packet.extract(hdr.ppp_compressed);
        meta.protocol = (Ppp) (bit<16>) hdr.ppp_compressed.protocol;
        transition payload;
    }

    state payload {
        transition select(meta.protocol) {
            Ppp.IPV4:         ipv4;
            Ppp.IPV6:         ipv6;
            Ppp.IPV4_CONTROL: control_packet;
            Ppp.IPV6_CONTROL: control_packet;
            Ppp.LINK_CONTROL: control_packet;
            Ppp.PASSWORD:     control_packet;
            Ppp.CHALLENGE:    control_packet;
            default: accept;
        }
    }

    state control_packet {
        packet.extract(hdr.ppp_control);
        transition accept;
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        verify(hdr.ipv4.version == 4 && hdr.ipv4.ihl >= 5, error.IPv4BadHeader);
        packet.advance((bit<32>) (hdr.ipv4.ihl - 5) << 5);
        transition accept;
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6BadHeader);
        transition accept;
    }
}

ParserModel(Pppoe()) main;
