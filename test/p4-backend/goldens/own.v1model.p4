// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser prs of own.p4 for v1model; the lines cited are its own.
#include <core.p4>
#include <v1model.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x0123456789abcdef0123456789abcdef01234567;

error {
    ParserReject
}

header ethernet_t {
    bit<48> dst;
    bit<48> src;
    bit<16> type;
}

struct H {
    ethernet_t ethernet;
}

struct M {
}

struct trusted_key_t {
    bit<16> type;
    bit<9>  port;
}

parser prs(
    packet_in packet,
    out H h,
    inout M m,
    inout standard_metadata_t sm)
{
    value_set<trusted_key_t>(4) trusted;

    // start, own.p4:7
    state start {
        packet.extract(h.ethernet);
        transition select(h.ethernet.type, sm.ingress_port) {
            trusted: accept;
            (16w1, 9w2): explicit_reject;
            default: accept;
        }
    }

    // The source's reject without an error, which v1model would take for an accept.
    state explicit_reject {
        verify(false, error.ParserReject);
        transition accept;
    }
}

control DeviceVerifyChecksum(inout H h, inout M m) {
    apply {
    }
}

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceIngress(
    inout H h,
    inout M m,
    inout standard_metadata_t sm)
{
    apply {
        if (sm.parser_error != error.NoError) {
            mark_to_drop(sm);
        } else {
            sm.egress_spec = 9w1;
        }
    }
}

control DeviceEgress(
    inout H h,
    inout M m,
    inout standard_metadata_t sm)
{
    apply {
    }
}

control DeviceComputeChecksum(inout H h, inout M m) {
    apply {
    }
}

control DeviceDeparser(packet_out packet, in H h) {
    apply {
        packet.emit(h.ethernet);
    }
}

@pkginfo(name="own", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
V1Switch(
    prs(),
    DeviceVerifyChecksum(),
    DeviceIngress(),
    DeviceEgress(),
    DeviceComputeChecksum(),
    DeviceDeparser()) main;
