/*
 * TCP's options, each a header of its own, over IPv4 and IPv6 (RFC 9293, 7323, 2018).
 *
 * Options are TLVs that fill what the data offset leaves behind the fixed header: `left` counts the bytes that are
 * still to be read, and no option may reach beyond it. An option that is not known is skipped by its length. Of an
 * option that occurs twice the last one remains.
 */
#include <core.p4>
#include <parser_model.p4>

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_IPV6 = 0x86dd;

const bit<8> PROTOCOL_TCP = 6;

error {
    IPv4BadHeader,
    IPv6BadHeader,
    TCPHeaderTooShort,
    TCPBadOptionLength          // reaches beyond the header, or contradicts the option's kind
}

enum bit<8> OptionKind {
    END            = 0,
    NO_OPERATION   = 1,
    SEGMENT_SIZE   = 2,
    WINDOW_SCALE   = 3,
    SACK_PERMITTED = 4,
    SACK           = 5,
    TIMESTAMPS     = 8
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

header tcp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<32> sequence;
    bit<32> acknowledgement;
    bit<4>  data_offset;        // in 32-bit words
    bit<4>  reserved;
    bit<8>  flags;
    bit<16> window;
    bit<16> checksum;
    bit<16> urgent;
}

/* What every option but END and NO_OPERATION begins with. */
struct option_t {
    OptionKind kind;
    bit<8>     length;          // in bytes, of the whole option
}

header segment_size_t {
    bit<8>  kind;
    bit<8>  length;
    bit<16> value;
}

header window_scale_t {
    bit<8> kind;
    bit<8> length;
    bit<8> shift;
}

header sack_permitted_t {
    bit<8> kind;
    bit<8> length;
}

header sack_t {
    bit<8>      kind;
    bit<8>      length;
    varbit<256> blocks;         // up to four, each two sequence numbers
}

header timestamps_t {
    bit<8>  kind;
    bit<8>  length;
    bit<32> value;
    bit<32> echo_reply;
}

struct headers_t {
    ethernet_t       ethernet;
    ipv4_t           ipv4;
    ipv6_t           ipv6;
    tcp_t            tcp;
    segment_size_t   segment_size;
    window_scale_t   window_scale;
    sack_permitted_t sack_permitted;
    sack_t           sack;
    timestamps_t     timestamps;
}

struct metadata_t {
    bit<8> options;             // how many there are besides END and NO_OPERATION
    bit<8> unknown;             // how many of them were skipped
}

parser TcpOptions(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    bit<8> left = 0;            // bytes of options still to be read

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
            (0, PROTOCOL_TCP): tcp;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(hdr.ipv6);
        verify(hdr.ipv6.version == 6, error.IPv6BadHeader);
        transition select(hdr.ipv6.next_header) {
            PROTOCOL_TCP: tcp;
            default: accept;
        }
    }

    state tcp {
        packet.extract(hdr.tcp);
        verify(hdr.tcp.data_offset >= 5, error.TCPHeaderTooShort);
        left = (bit<8>) (hdr.tcp.data_offset - 5) << 2;
        transition options;
    }

    state options {
        transition select(left) {
            0: accept;
            default: option_kind;
        }
    }

    state option_kind {
        transition select(packet.lookahead<bit<8>>()) {
            OptionKind.END:          end;
            OptionKind.NO_OPERATION: no_operation;
            default: option;
        }
    }

    /* What follows is padding. */
    state end {
        packet.advance((bit<32>) left << 3);
        transition accept;
    }

    state no_operation {
        packet.advance(8);
        left = left - 1;
        transition options;
    }

    state option {
        option_t next = packet.lookahead<option_t>();
        verify(next.length >= 2 && next.length <= left, error.TCPBadOptionLength);
        left = left - next.length;
        meta.options = meta.options + 1;
        transition select(next.kind, next.length) {
            (OptionKind.SEGMENT_SIZE,   4):  segment_size;
            (OptionKind.WINDOW_SCALE,   3):  window_scale;
            (OptionKind.SACK_PERMITTED, 2):  sack_permitted;
            (OptionKind.SACK, 10): sack;
            (OptionKind.SACK, 18): sack;
            (OptionKind.SACK, 26): sack;
            (OptionKind.SACK, 34): sack;
            (OptionKind.TIMESTAMPS,     10): timestamps;
            (OptionKind.SEGMENT_SIZE,   _):  bad_length;
            (OptionKind.WINDOW_SCALE,   _):  bad_length;
            (OptionKind.SACK_PERMITTED, _):  bad_length;
            (OptionKind.SACK,           _):  bad_length;
            (OptionKind.TIMESTAMPS,     _):  bad_length;
            default: unknown;
        }
    }

    state segment_size {
        packet.extract(hdr.segment_size);
        transition options;
    }

    state window_scale {
        packet.extract(hdr.window_scale);
        transition options;
    }

    state sack_permitted {
        packet.extract(hdr.sack_permitted);
        transition options;
    }

    state sack {
        packet.extract(hdr.sack, (bit<32>) (packet.lookahead<option_t>().length - 2) << 3);
        transition options;
    }

    state timestamps {
        packet.extract(hdr.timestamps);
        transition options;
    }

    state unknown {
        meta.unknown = meta.unknown + 1;
        packet.advance((bit<32>) packet.lookahead<option_t>().length << 3);
        transition options;
    }

    state bad_length {
        verify(false, error.TCPBadOptionLength);
        transition reject;
    }
}

ParserModel(TcpOptions()) main;
