/*
 * IPv6's extension headers with their options (RFC 8200): hop-by-hop and destination options as TLVs, routing,
 * fragment, authentication (RFC 4302) and mobility (RFC 6275) headers, to the transport header or to what ends the
 * chain: ESP, no next header, a later fragment, an unknown protocol.
 *
 * Two loops, one within the other: the chain of headers, at most MAX_HEADERS long, and the options of a header,
 * bounded by `left`, the bytes of it that are still to be read. An option that is not known is skipped or refused as
 * the two highest bits of its type ask for.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_HEADERS 16

const bit<16> ETHERTYPE_IPV6 = 0x86dd;

error {
    IPv6IncorrectVersion,
    IPv6HopByHopNotFirst,
    IPv6OptionTooLong,          // it reaches beyond its header
    IPv6BadOption,              // a known option of another length than it has
    IPv6UnrecognizedOption,     // and the packet is to be discarded for it
    IPv6AuthenticationTooShort
}

enum bit<8> Protocol {
    HOP_BY_HOP     = 0,
    TCP            = 6,
    UDP            = 17,
    ROUTING        = 43,
    FRAGMENT       = 44,
    AUTHENTICATION = 51,
    ICMPV6         = 58,
    DESTINATION    = 60,
    MOBILITY       = 135
}

enum bit<8> OptionType {
    PAD_1               = 0x00,
    PAD_N               = 0x01,
    ENCAPSULATION_LIMIT = 0x04,
    ROUTER_ALERT        = 0x05,
    JUMBO_PAYLOAD       = 0xc2,
    HOME_ADDRESS        = 0xc9
}

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> ether_type;
}

header ipv6_t {
    bit<4>   version;
    bit<8>   traffic_class;
    bit<20>  flow_label;
    bit<16>  payload_length;
    Protocol next_header;
    bit<8>   hop_limit;
    bit<128> source;
    bit<128> destination;
}

/* Hop-by-hop and destination options, up to the first option. */
header options_t {
    Protocol next_header;
    bit<8>   length;            // in 64-bit words, not counting the first
}

struct option_t {
    OptionType type_;
    bit<8>     length;          // in bytes, of what follows
}

header encapsulation_limit_t {
    bit<8> type_;
    bit<8> length;
    bit<8> limit;
}

header router_alert_t {
    bit<8>  type_;
    bit<8>  length;
    bit<16> value;
}

header jumbo_payload_t {
    bit<8>  type_;
    bit<8>  length;
    bit<32> payload_length;
}

header home_address_t {
    bit<8>   type_;
    bit<8>   length;
    bit<128> address;
}

header routing_t {
    Protocol     next_header;
    bit<8>       length;        // in 64-bit words, not counting the first
    bit<8>       type_;
    bit<8>       segments_left;
    varbit<2048> data;          // a longer one is rejected with HeaderTooShort
}

header fragment_t {
    Protocol next_header;
    bit<8>   reserved;
    bit<13>  fragment_offset;
    bit<2>   reserved2;
    bit<1>   more_fragments;
    bit<32>  identification;
}

header authentication_t {
    Protocol     next_header;
    bit<8>       length;        // in 32-bit words, not counting the first two
    bit<16>      reserved;
    bit<32>      parameters_index;
    bit<32>      sequence;
    varbit<1024> check_value;
}

header mobility_t {
    Protocol next_header;
    bit<8>   length;            // in 64-bit words, not counting the first
    bit<8>   type_;
    bit<8>   reserved;
    bit<16>  checksum;
    bit<16>  data;
}

header ports_t {
    bit<16> source;
    bit<16> destination;
}

header icmpv6_t {
    bit<8>  type_;
    bit<8>  code;
    bit<16> checksum;
}

/* Of a header or option that occurs several times, the last one remains. */
struct headers_t {
    ethernet_t            ethernet;
    ipv6_t                ipv6;
    options_t             hop_by_hop;
    options_t             destination;
    encapsulation_limit_t encapsulation_limit;
    router_alert_t        router_alert;
    jumbo_payload_t       jumbo_payload;
    home_address_t        home_address;
    routing_t             routing;
    fragment_t            fragment;
    authentication_t      authentication;
    mobility_t            mobility;
    ports_t               ports;
    icmpv6_t              icmpv6;
}

struct metadata_t {
    Protocol protocol;          // behind the chain, or what ended it
    bit<8>   extensions;        // how many headers the chain has
    bit<8>   unknown_options;
}

parser Ipv6Extensions(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<16>  left = 0;          // bytes of options still to be read

    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            ETHERTYPE_IPV6: ipv6;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6IncorrectVersion);
        meta.protocol = hdr.ipv6.next_header;
        transition select(meta.protocol) {
            Protocol.HOP_BY_HOP: hop_by_hop;
            default: next_header;
        }
    }

    state hop_by_hop {
        packet.extract(hdr.hop_by_hop);
        meta.protocol = hdr.hop_by_hop.next_header;
        meta.extensions = meta.extensions + 1;
        left = ((bit<16>) hdr.hop_by_hop.length << 3) + 6;
        transition options;
    }

    @max_visits(MAX_HEADERS)
    state next_header {
        transition select(meta.protocol) {
            Protocol.HOP_BY_HOP:     misplaced;
            Protocol.ROUTING:        routing;
            Protocol.FRAGMENT:       fragment;
            Protocol.AUTHENTICATION: authentication;
            Protocol.DESTINATION:    destination;
            Protocol.MOBILITY:       mobility;
            Protocol.TCP:            ports;
            Protocol.UDP:            ports;
            Protocol.ICMPV6:         icmpv6;
            default: accept;
        }
    }

    state misplaced {
        verify(false, error.IPv6HopByHopNotFirst);
        transition reject;
    }

    state routing {
        packet.extract(hdr.routing, ((bit<32>) packet.lookahead<bit<16>>()[7:0] << 6) + 32);
        meta.protocol = hdr.routing.next_header;
        meta.extensions = meta.extensions + 1;
        transition next_header;
    }

    state fragment {
        packet.extract(hdr.fragment);
        meta.protocol = hdr.fragment.next_header;
        meta.extensions = meta.extensions + 1;
        transition select(hdr.fragment.fragment_offset) {
            0: next_header;
            default: accept;
        }
    }

    state authentication {
        bit<8> length = packet.lookahead<bit<16>>()[7:0];
        verify(length >= 1, error.IPv6AuthenticationTooShort);
        packet.extract(hdr.authentication, ((bit<32>) length - 1) << 5);
        meta.protocol = hdr.authentication.next_header;
        meta.extensions = meta.extensions + 1;
        transition next_header;
    }

    /* Nothing follows it in practice; the standard leaves that open. */
    state mobility {
        packet.extract(hdr.mobility);
        packet.advance((bit<32>) hdr.mobility.length << 6);
        meta.protocol = hdr.mobility.next_header;
        meta.extensions = meta.extensions + 1;
        transition next_header;
    }

    state destination {
        packet.extract(hdr.destination);
        meta.protocol = hdr.destination.next_header;
        meta.extensions = meta.extensions + 1;
        left = ((bit<16>) hdr.destination.length << 3) + 6;
        transition options;
    }

    // ---- options

    state options {
        transition select(left) {
            0: next_header;
            default: option_type;
        }
    }

    state option_type {
        transition select(packet.lookahead<bit<8>>()) {
            OptionType.PAD_1: pad_1;
            default: option;
        }
    }

    state pad_1 {
        packet.advance(8);
        left = left - 1;
        transition options;
    }

    state option {
        verify(left >= 2, error.IPv6OptionTooLong);
        option_t next = packet.lookahead<option_t>();
        verify((bit<16>) next.length + 2 <= left, error.IPv6OptionTooLong);
        left = left - (bit<16>) next.length - 2;
        transition select(next.type_, next.length) {
            (OptionType.PAD_N, _):                pad_n;
            (OptionType.ENCAPSULATION_LIMIT, 1):  encapsulation_limit;
            (OptionType.ROUTER_ALERT, 2):         router_alert;
            (OptionType.JUMBO_PAYLOAD, 4):        jumbo_payload;
            (OptionType.HOME_ADDRESS, 16):        home_address;
            (OptionType.ENCAPSULATION_LIMIT, _):  bad_option;
            (OptionType.ROUTER_ALERT, _):         bad_option;
            (OptionType.JUMBO_PAYLOAD, _):        bad_option;
            (OptionType.HOME_ADDRESS, _):         bad_option;
            (0x00 &&& 0xc0, _):                   unknown;
            default: unrecognized;
        }
    }

    state pad_n {
        packet.advance(((bit<32>) packet.lookahead<option_t>().length << 3) + 16);
        transition options;
    }

    state encapsulation_limit {
        packet.extract(hdr.encapsulation_limit);
        transition options;
    }

    state router_alert {
        packet.extract(hdr.router_alert);
        transition options;
    }

    state jumbo_payload {
        packet.extract(hdr.jumbo_payload);
        transition options;
    }

    state home_address {
        packet.extract(hdr.home_address);
        transition options;
    }

    state unknown {
        meta.unknown_options = meta.unknown_options + 1;
        packet.advance(((bit<32>) packet.lookahead<option_t>().length << 3) + 16);
        transition options;
    }

    state bad_option {
        verify(false, error.IPv6BadOption);
        transition reject;
    }

    state unrecognized {
        verify(false, error.IPv6UnrecognizedOption);
        transition reject;
    }

    // ---- what the chain leads to

    state ports {
        packet.extract(hdr.ports);
        transition accept;
    }

    state icmpv6 {
        packet.extract(hdr.icmpv6);
        transition accept;
    }
}

ParserModel(Ipv6Extensions()) main;
