/*
 * IPv4's options, each a header of its own (RFC 791, 1108, 2113, 6814), from a program for v1model.
 *
 * Options are TLVs that fill what the header length leaves behind the fixed header. An option that is not known is
 * skipped by its length; those that may not occur twice (they never do in practice) leave the last one behind.
 */
#include <core.p4>
#include <v1model.p4>

typedef bit<48> mac_address_t;
typedef bit<32> ipv4_address_t;

const bit<16> ETHERTYPE_IPV4 = 0x0800;

const bit<8> PROTOCOL_ICMP = 1;
const bit<8> PROTOCOL_TCP  = 6;
const bit<8> PROTOCOL_UDP  = 17;

// The whole first byte of an option: copied flag, class and number.
const bit<8> OPTION_END             = 0;
const bit<8> OPTION_NO_OPERATION    = 1;
const bit<8> OPTION_RECORD_ROUTE    = 7;
const bit<8> OPTION_TIMESTAMP       = 68;
const bit<8> OPTION_SECURITY        = 130;
const bit<8> OPTION_LOOSE_ROUTE     = 131;
const bit<8> OPTION_STREAM          = 136;
const bit<8> OPTION_STRICT_ROUTE    = 137;
const bit<8> OPTION_ROUTER_ALERT    = 148;

error {
    IPv4IncorrectVersion,
    IPv4HeaderTooShort,
    IPv4BadOptionLength
}

header ethernet_t {
    mac_address_t destination;
    mac_address_t source;
    bit<16>       ether_type;
}

header ipv4_t {
    bit<4>         version;
    bit<4>         ihl;         // in 32-bit words
    bit<6>         dscp;
    bit<2>         ecn;
    bit<16>        total_length;
    bit<16>        identification;
    bit<1>         reserved;
    bit<1>         dont_fragment;
    bit<1>         more_fragments;
    bit<13>        fragment_offset;
    bit<8>         ttl;
    bit<8>         protocol;
    bit<16>        checksum;
    ipv4_address_t source;
    ipv4_address_t destination;
}

/* Loose and strict source routes, record route. */
header route_t {
    bit<8>      kind;
    bit<8>      length;         // in bytes, of the whole option
    bit<8>      pointer;        // to the next address, from 1
    varbit<288> addresses;      // at most nine
}

header timestamp_t {
    bit<8>      kind;
    bit<8>      length;
    bit<8>      pointer;
    bit<4>      overflow;
    bit<4>      flag;           // 0: timestamps only; 1, 3: each behind its address
    varbit<288> entries;
}

header security_t {
    bit<8>      kind;
    bit<8>      length;
    bit<8>      classification;
    varbit<296> authorities;    // protection authority flags
}

header stream_t {
    bit<8>  kind;
    bit<8>  length;
    bit<16> identifier;
}

header router_alert_t {
    bit<8>  kind;
    bit<8>  length;
    bit<16> value;
}

header ports_t {
    bit<16> source;
    bit<16> destination;
}

header icmp_t {
    bit<8>  type_;
    bit<8>  code;
    bit<16> checksum;
}

struct headers_t {
    ethernet_t     ethernet;
    ipv4_t         ipv4;
    route_t        source_route;    // loose or strict: its kind tells
    route_t        record_route;
    timestamp_t    timestamp;
    security_t     security;
    stream_t       stream;
    router_alert_t router_alert;
    ports_t        ports;           // of TCP or UDP
    icmp_t         icmp;
}

struct metadata_t {
    bit<8> left;                // bytes of options still to be read
    bit<8> skipped;             // options that are not known
}

struct option_t {
    bit<8> kind;
    bit<8> length;
}

parser Ipv4Options(packet_in packet, out headers_t hdr, inout metadata_t meta,
                   inout standard_metadata_t standard_metadata) {
    option_t option;

    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            ETHERTYPE_IPV4: ipv4;
            default: accept;
        }
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        verify(hdr.ipv4.version == 4, error.IPv4IncorrectVersion);
        verify(hdr.ipv4.ihl >= 5, error.IPv4HeaderTooShort);
        meta.left = (bit<8>) (hdr.ipv4.ihl - 5) << 2;
        meta.skipped = 0;
        transition next_option;
    }

    state next_option {
        transition select(meta.left) {
            0: fragment;
            default: option_kind;
        }
    }

    state option_kind {
        option.kind = packet.lookahead<bit<8>>();
        transition select(option.kind) {
            OPTION_END: end_of_options;
            OPTION_NO_OPERATION: no_operation;
            default: option_length;
        }
    }

    state end_of_options {
        packet.advance((bit<32>) meta.left << 3);
        transition fragment;
    }

    state no_operation {
        packet.advance(8);
        meta.left = meta.left - 1;
        transition next_option;
    }

    state option_length {
        option = packet.lookahead<option_t>();
        verify(option.length >= 2, error.IPv4BadOptionLength);
        verify(option.length <= meta.left, error.IPv4BadOptionLength);
        meta.left = meta.left - option.length;
        transition select(option.kind) {
            OPTION_LOOSE_ROUTE:  source_route;
            OPTION_STRICT_ROUTE: source_route;
            OPTION_RECORD_ROUTE: record_route;
            OPTION_TIMESTAMP:    timestamp;
            OPTION_SECURITY:     security;
            OPTION_STREAM:       stream;
            OPTION_ROUTER_ALERT: router_alert;
            default: skip;
        }
    }

    state source_route {
        verify(option.length >= 3, error.IPv4BadOptionLength);
        packet.extract(hdr.source_route, ((bit<32>) option.length - 3) << 3);
        transition next_option;
    }

    state record_route {
        verify(option.length >= 3, error.IPv4BadOptionLength);
        packet.extract(hdr.record_route, ((bit<32>) option.length - 3) << 3);
        transition next_option;
    }

    state timestamp {
        verify(option.length >= 4, error.IPv4BadOptionLength);
        packet.extract(hdr.timestamp, ((bit<32>) option.length - 4) << 3);
        transition next_option;
    }

    state security {
        verify(option.length >= 3, error.IPv4BadOptionLength);
        packet.extract(hdr.security, ((bit<32>) option.length - 3) << 3);
        transition next_option;
    }

    state stream {
        verify(option.length == 4, error.IPv4BadOptionLength);
        packet.extract(hdr.stream);
        transition next_option;
    }

    state router_alert {
        verify(option.length == 4, error.IPv4BadOptionLength);
        packet.extract(hdr.router_alert);
        transition next_option;
    }

    state skip {
        meta.skipped = meta.skipped + 1;
        packet.advance((bit<32>) option.length << 3);
        transition next_option;
    }

    state fragment {
        transition select(hdr.ipv4.fragment_offset, hdr.ipv4.protocol) {
            (0, PROTOCOL_TCP):  ports;
            (0, PROTOCOL_UDP):  ports;
            (0, PROTOCOL_ICMP): icmp;
            default: accept;
        }
    }

    state ports {
        packet.extract(hdr.ports);
        transition accept;
    }

    state icmp {
        packet.extract(hdr.icmp);
        transition accept;
    }
}

control NoVerification(inout headers_t hdr, inout metadata_t meta) {
    apply { }
}

control DropSourceRoutes(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    apply {
        // Source routes are not honoured (RFC 7126, section 4.3).
        if (hdr.source_route.isValid()) {
            mark_to_drop(standard_metadata);
        }
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

V1Switch(Ipv4Options(), NoVerification(), DropSourceRoutes(), NoEgress(), NoUpdate(), EmitHeaders()) main;
