// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Tagged of tagged.p4 for v1model; the lines cited are its own.
#include <core.p4>
#include <v1model.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x0123456789abcdef0123456789abcdef01234567;

error {
    TooManyTags,
    ParserReject
}

header ethernet_t {
    bit<48> dst;
    bit<48> src;
    bit<16> type;
}

header vlan_t {
    bit<16> tci;
    bit<16> type;
}

struct headers_t {
    ethernet_t ethernet;
    vlan_t[3]  vlan;
}

struct meta_t {
    bit<8> tags;
    bool   known;
}

parser Tagged(
    packet_in packet,
    out headers_t hdr,
    inout meta_t meta,
    inout standard_metadata_t standard_metadata)
{
    // start, tagged.p4:20
    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.type) {
            16w0x8100: tag;
            16w0 .. 16w0x5dc: explicit_reject;
            16w0x800 &&& 16w0xff00: accept;
            default: nomatch;
        }
    }

    // tag, tagged.p4:30
    state tag {
        packet.extract(hdr.vlan.next);
        meta.tags = meta.tags + 8w1;
        verify(meta.tags <= 8w3, error.TooManyTags);
        meta.known = hdr.vlan.last.type == 16w0x800;
        transition select(hdr.vlan.last.type) {
            16w0x8100: tag;
            default: accept;
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
        packet.emit(hdr.ethernet);
        packet.emit(hdr.vlan);
    }
}

@pkginfo(name="tagged", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
V1Switch(
    Tagged(),
    DeviceVerifyChecksum(),
    DeviceIngress(),
    DeviceEgress(),
    DeviceComputeChecksum(),
    DeviceDeparser()) main;
