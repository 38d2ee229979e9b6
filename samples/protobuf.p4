/*
 * A protobuf message in UDP: numbers as varints, strings, bytes and messages by their length, one message within
 * another. What it parses is
 *
 *     message Report {
 *         uint64 time    = 1;
 *         string host    = 2;
 *         Flow   flow    = 3;      // the last one remains
 *     }
 *     message Flow {
 *         fixed32 source           = 1;
 *         fixed32 destination      = 2;
 *         uint32  source_port      = 3;
 *         uint32  destination_port = 4;
 *         uint64  bytes            = 5;
 *     }
 *
 * Fields come in any order and may be missing; fields that it does not know are skipped, as protobuf asks for. One loop
 * goes over the fields of both levels: `left` counts the bytes of the message that is being read, `left_outside` those
 * of the message around it. A message of more than MAX_FIELDS fields is rejected with ParserTimeout, and so is one whose
 * tags, or whose numbers and lengths, take more than 256 bytes together: each loop has a bound that it can reach.
 */
#include <core.p4>
#include <parser_model.p4>

#define MAX_FIELDS 32

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<8>  PROTOCOL_UDP   = 17;
const bit<16> PORT_REPORTS   = 9995;

error {
    IPv4BadHeader,
    UDPBadLength,
    ProtobufVarintTooLong,
    ProtobufBeyondMessage,      // a field reaches beyond its message
    ProtobufBadWireType
}

enum bit<3> WireType {
    VARINT   = 0,
    FIXED_64 = 1,
    LENGTH   = 2,               // a length as a varint, then so many bytes
    FIXED_32 = 5
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

header udp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<16> length;             // in bytes, with this header
    bit<16> checksum;
}

header text_t {
    varbit<512> value;          // a longer one is rejected with HeaderTooShort
}

/* Fixed-width numbers are little-endian. */
header fixed_32_t {
    bit<8> byte_0;
    bit<8> byte_1;
    bit<8> byte_2;
    bit<8> byte_3;
}

struct headers_t {
    ethernet_t ethernet;
    ipv4_t     ipv4;
    udp_t      udp;
    text_t     host;
    fixed_32_t fixed_32;
}

struct flow_t {
    bool    is_present;
    bit<32> source;
    bit<32> destination;
    bit<32> source_port;
    bit<32> destination_port;
    bit<64> bytes;
}

struct metadata_t {
    bit<64> time;
    flow_t  flow;
    bit<8>  unknown_fields;
}

/* A varint: seven bits a byte, the lowest first, at most ten bytes. `length` is how many they were. */
parser Varint(packet_in packet, out bit<64> value, out bit<16> length) {
    bit<8> next = 0;

    state start {
        value = 0;
        length = 0;
        transition byte;
    }

    state byte {
        next = packet.lookahead<bit<8>>();
        packet.advance(8);
        value = value | ((bit<64>) next[6:0] << ((bit<8>) length[3:0] * 7));
        length = length + 1;
        verify(length <= 10, error.ProtobufVarintTooLong);
        verify(length < 10 || next <= 1, error.ProtobufVarintTooLong);
        transition select(next[7:7]) {
            0: accept;
            1: byte;
        }
    }
}

parser Protobuf(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    Varint()  varint;
    bit<16>   left = 0;
    bit<16>   left_outside = 0;
    bool      in_flow = false;
    bit<64>   tag = 0;
    bit<64>   value = 0;
    bit<16>   length = 0;

    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ether_type) {
            ETHERTYPE_IPV4: ipv4;
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

    state udp {
        packet.extract(hdr.udp);
        transition select(hdr.udp.destination_port) {
            PORT_REPORTS: report;
            default: accept;
        }
    }

    state report {
        verify(hdr.udp.length >= 8, error.UDPBadLength);
        left = hdr.udp.length - 8;
        transition fields;
    }

    @max_visits(MAX_FIELDS)
    state fields {
        transition select(left, in_flow) {
            (0, false): accept;
            (0, true):  end_of_flow;
            default: field;
        }
    }

    state end_of_flow {
        in_flow = false;
        left = left_outside;
        transition fields;
    }

    state field {
        varint.apply(packet, tag, length);
        verify(length <= left, error.ProtobufBeyondMessage);
        left = left - length;
        transition select((WireType) tag[2:0]) {
            WireType.VARINT:   number;
            WireType.FIXED_64: fixed_64;
            WireType.LENGTH:   number;
            WireType.FIXED_32: fixed_32;
            default: bad_wire_type;
        }
    }

    state bad_wire_type {
        verify(false, error.ProtobufBadWireType);
        transition reject;
    }

    /* A varint, or the length of what follows. */
    state number {
        varint.apply(packet, value, length);
        verify(length <= left, error.ProtobufBeyondMessage);
        left = left - length;
        transition select(in_flow, tag) {
            (false, 1 << 3):     time;
            (false, 2 << 3 | 2): host;
            (false, 3 << 3 | 2): flow;
            (true,  3 << 3):     source_port;
            (true,  4 << 3):     destination_port;
            (true,  5 << 3):     bytes;
            default: unknown_number;
        }
    }

    state time {
        meta.time = value;
        transition fields;
    }

    state host {
        verify(value <= (bit<64>) left, error.ProtobufBeyondMessage);
        left = left - value[15:0];
        packet.extract(hdr.host, (bit<32>) value[15:0] << 3);
        transition fields;
    }

    state flow {
        verify(value <= (bit<64>) left, error.ProtobufBeyondMessage);
        left_outside = left - value[15:0];
        left = value[15:0];
        in_flow = true;
        meta.flow.is_present = true;
        transition fields;
    }

    state source_port {
        meta.flow.source_port = value[31:0];
        transition fields;
    }

    state destination_port {
        meta.flow.destination_port = value[31:0];
        transition fields;
    }

    state bytes {
        meta.flow.bytes = value;
        transition fields;
    }

    state unknown_number {
        meta.unknown_fields = meta.unknown_fields + 1;
        transition select(tag[2:2] ++ tag[1:1]) {
            1: skip;
            default: fields;
        }
    }

    state skip {
        verify(value <= (bit<64>) left, error.ProtobufBeyondMessage);
        left = left - value[15:0];
        packet.advance((bit<32>) value[15:0] << 3);
        transition fields;
    }

    state fixed_64 {
        verify(left >= 8, error.ProtobufBeyondMessage);
        left = left - 8;
        meta.unknown_fields = meta.unknown_fields + 1;
        packet.advance(64);
        transition fields;
    }

    state fixed_32 {
        verify(left >= 4, error.ProtobufBeyondMessage);
        left = left - 4;
        packet.extract(hdr.fixed_32);
        value[31:0] = hdr.fixed_32.byte_3 ++ hdr.fixed_32.byte_2 ++ hdr.fixed_32.byte_1 ++ hdr.fixed_32.byte_0;
        transition select(in_flow, tag) {
            (true, 1 << 3 | 5): source;
            (true, 2 << 3 | 5): destination;
            default: unknown_fixed_32;
        }
    }

    state source {
        meta.flow.source = value[31:0];
        transition fields;
    }

    state destination {
        meta.flow.destination = value[31:0];
        transition fields;
    }

    state unknown_fixed_32 {
        meta.unknown_fields = meta.unknown_fields + 1;
        transition fields;
    }
}

ParserModel(Protobuf()) main;
