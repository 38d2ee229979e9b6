/*
 * What may stand between Ethernet and the network header: 802.1ad service tags, 802.1Q customer tags (QinQ, also with
 * the EtherTypes that came before the standard), 802.1ah backbone tags with the customer's addresses (MAC in MAC), and
 * LLC with SNAP where the EtherType is a length.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_TAGS 4

const bit<16> ETHERTYPE_IPV4       = 0x0800;
const bit<16> ETHERTYPE_ARP        = 0x0806;
const bit<16> ETHERTYPE_CUSTOMER   = 0x8100;
const bit<16> ETHERTYPE_IPV6       = 0x86dd;
const bit<16> ETHERTYPE_SERVICE    = 0x88a8;
const bit<16> ETHERTYPE_BACKBONE   = 0x88e7;
const bit<16> ETHERTYPE_QINQ_OLD   = 0x9100;
const bit<16> ETHERTYPE_QINQ_OLDER = 0x9200;

const bit<16> LARGEST_LENGTH     = 1500;    // larger EtherTypes are types, up to this they are lengths

const bit<24> LLC_SNAP           = 0xaaaa03;
const bit<24> SNAP_ETHERTYPE     = 0;       // the organisation under which protocols are EtherTypes

error {
    EthernetReservedType,       // between the lengths and the types
    BackboneTagTwice
}

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> ether_type;
}

header tag_t {
    bit<3>  priority_code;
    bit<1>  drop_eligible;
    bit<12> vlan_id;
    bit<16> ether_type;
}

/* 802.1ah: the service instance, then the customer's frame. */
header backbone_tag_t {
    bit<3>  priority_code;
    bit<1>  drop_eligible;
    bit<1>  use_customer_address;
    bit<3>  reserved;
    bit<24> service;
}

header llc_t {
    bit<8> destination_service;
    bit<8> source_service;
    bit<8> control_field;
}

header snap_t {
    bit<24> organisation;
    bit<16> protocol;
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

header arp_t {
    bit<16> hardware_type;
    bit<16> protocol_type;
    bit<8>  hardware_length;
    bit<8>  protocol_length;
    bit<16> operation;
}

struct headers_t {
    ethernet_t      ethernet;
    tag_t[MAX_TAGS] tags;           // of all kinds, the outermost first
    backbone_tag_t  backbone_tag;
    ethernet_t      customer;
    llc_t           llc;
    snap_t          snap;
    ipv4_t          ipv4;
    ipv6_t          ipv6;
    arp_t           arp;
}

struct metadata_t {
    bit<16> ether_type;         // of what begins where the parser ends
    bool    is_double_tagged;
}

parser QinQ(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.ethernet);
        meta.ether_type = hdr.ethernet.ether_type;
        transition ether_type;
    }

    state ether_type {
        transition select(meta.ether_type) {
            ETHERTYPE_IPV4:       ipv4;
            ETHERTYPE_ARP:        arp;
            ETHERTYPE_IPV6:       ipv6;
            ETHERTYPE_CUSTOMER:   tag;
            ETHERTYPE_SERVICE:    tag;
            ETHERTYPE_QINQ_OLD:   tag;
            ETHERTYPE_QINQ_OLDER: tag;
            ETHERTYPE_BACKBONE:   backbone_tag;
            0 .. LARGEST_LENGTH:  llc;
            LARGEST_LENGTH + 1 .. 0x5ff: reserved_type;
            default: accept;
        }
    }

    state reserved_type {
        verify(false, error.EthernetReservedType);
        transition reject;
    }

    state tag {
        packet.extract(hdr.tags.next);
        meta.ether_type = hdr.tags.last.ether_type;
        meta.is_double_tagged = hdr.tags.lastIndex >= 1;
        transition ether_type;
    }

    /* Tags of the customer's frame are added to the backbone's. */
    state backbone_tag {
        verify(!hdr.backbone_tag.isValid(), error.BackboneTagTwice);
        packet.extract(hdr.backbone_tag);
        packet.extract(hdr.customer);
        meta.ether_type = hdr.customer.ether_type;
        transition ether_type;
    }

    state llc {
        packet.extract(hdr.llc);
        transition select(hdr.llc.destination_service ++ hdr.llc.source_service ++ hdr.llc.control_field) {
            LLC_SNAP: snap;
            default: accept;
        }
    }

    state snap {
        packet.extract(hdr.snap);
        meta.ether_type = hdr.snap.protocol;
        transition select(hdr.snap.organisation, hdr.snap.protocol) {
            (SNAP_ETHERTYPE, ETHERTYPE_IPV4): ipv4;
            (SNAP_ETHERTYPE, ETHERTYPE_ARP):  arp;
            (SNAP_ETHERTYPE, ETHERTYPE_IPV6): ipv6;
            default: accept;
        }
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        transition accept;
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        transition accept;
    }

    state arp {
        packet.extract(hdr.arp);
        transition accept;
    }
}

ParserModel(QinQ()) main;
