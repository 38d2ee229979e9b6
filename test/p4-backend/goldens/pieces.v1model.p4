// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Pieces of pieces.p4 for v1model; the lines cited are its own.
#include <core.p4>
#include <v1model.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x0123456789abcdef0123456789abcdef01234567;

error {
    ParserReject
}

header options_t {
    bit<8>      length;
    varbit<312> data;
}

struct headers_t {
    options_t options;
}

struct meta_t {
    bit<16> a;
    int<8>  b;
    bool    c;
    bit<12> d;
    bit<32> e;
}

parser Pieces(
    packet_in packet,
    out headers_t hdr,
    inout meta_t meta,
    inout standard_metadata_t standard_metadata)
{
    bit<8> kind = 8w0;
    bit<40> next_40_bits = 40w0;
    bit<64> next_64_bits = 64w0;

    // start, pieces.p4:10
    state start {
        kind = packet.lookahead<bit<8>>();
        next_40_bits = packet.lookahead<bit<40>>();
        meta.a = next_40_bits[39:24];
        meta.b = (int<8>) next_40_bits[23:16];
        meta.c = next_40_bits[15:15] == 1w1;
        next_64_bits = packet.lookahead<bit<64>>();
        verify((next_64_bits | 64w1) != 64w0, error.PacketTooShort);
        packet.extract(hdr.options, (bit<32>) kind << 3);
        verify(((bit<32>) meta.d)[2:0] == 3w0, error.ParserInvalidArgument);
        packet.advance((bit<32>) meta.d);
        packet.advance(32w16);
        meta.b = (int<8>) (((bit<8>) meta.b)[7:7] ++ meta.a[9:6] ++ ((bit<8>) meta.b)[2:0]);
        meta.d[3:0] = 4w15;
        meta.e = (bit<32>) (((bit<65>) meta.e * 65w0x19999999a) >> 36);
        meta.a = meta.a & 16w63;
        meta.e = (bit<32>) ((int<32>) (meta.b > (int<8>) 8w251 ? meta.b : 8s7));
        transition select((bit<8>) meta.b ^ 8w128, kind) {
            (8w126 .. 8w131, 8w4): accept;
            (8w127, _): explicit_reject;
            default: nomatch;
        }
    }

    // The source's reject without an error, which v1model would take for an accept.
    state explicit_reject {
        verify(false, error.ParserReject);
        transition accept;
    }

    // No case of a select matches.
    state nomatch {
        verify(false, error.NoMatch);
        transition accept;
    }
}

control DeviceVerifyChecksum(inout headers_t hdr, inout meta_t meta) {
    apply {
    }
}

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceIngress(
    inout headers_t hdr,
    inout meta_t meta,
    inout standard_metadata_t standard_metadata)
{
    apply {
        if (standard_metadata.parser_error != error.NoError) {
            mark_to_drop(standard_metadata);
        } else {
            standard_metadata.egress_spec = 9w1;
        }
    }
}

control DeviceEgress(
    inout headers_t hdr,
    inout meta_t meta,
    inout standard_metadata_t standard_metadata)
{
    apply {
    }
}

control DeviceComputeChecksum(inout headers_t hdr, inout meta_t meta) {
    apply {
    }
}

control DeviceDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.options);
    }
}

@pkginfo(name="pieces", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
V1Switch(
    Pieces(),
    DeviceVerifyChecksum(),
    DeviceIngress(),
    DeviceEgress(),
    DeviceComputeChecksum(),
    DeviceDeparser()) main;
