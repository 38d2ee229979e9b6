// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Choices of choices.p4 for v1model; the lines cited are its own.
#include <core.p4>
#include <v1model.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x0123456789abcdef0123456789abcdef01234567;

header vlan_t {
    bit<16> tci;
    bit<16> type;
}

header other_t {
    bit<8> x;
}

header_union either_t {
    vlan_t  vlan;
    other_t other;
}

struct headers_t {
    vlan_t[3] tags;
    either_t  either;
}

struct meta_t {
    bit<2> index;
    bool   any;
}

@noWarn("invalid-header")
@noWarn("uninitialized-use")
parser Choices(
    packet_in packet,
    out headers_t hdr,
    inout meta_t meta,
    inout standard_metadata_t standard_metadata)
{
    bit<8> pair_first = 8w0;
    vlan_t spare;
    bit<16> start_visits = 16w0;

    // start, choices.p4:40
    @max_visits(300) state start {
        verify(start_visits < 16w0x12c, error.ParserTimeout);
        start_visits = start_visits + 16w1;
        packet.extract(hdr.tags.next);
        if (meta.index == 2w0) {
            packet.extract(hdr.tags[0]);
        } else if (meta.index == 2w1) {
            packet.extract(hdr.tags[1]);
        } else {
            packet.extract(hdr.tags[2]);
        }
        pair_first = (bit<8>) (meta.index == 2w0 ? hdr.tags[0].tci :
                               (meta.index == 2w1 ? hdr.tags[1].tci : hdr.tags[2].tci));
        if (hdr.tags.lastIndex + 32w1 == 32w1) {
            hdr.tags[0].tci = 16w1;
        } else if (hdr.tags.lastIndex + 32w1 == 32w2) {
            hdr.tags[1].tci = 16w1;
        } else {
            hdr.tags[2].tci = 16w1;
        }
        meta.any = hdr.either.vlan.isValid() || hdr.either.other.isValid();
        spare = hdr.tags[0];
        if (spare.isValid()) {
            hdr.either.vlan.setValid();
            hdr.either.vlan.tci = spare.tci;
            hdr.either.vlan.type = spare.type;
        } else if (hdr.either.vlan.isValid()) {
            hdr.either.vlan.setInvalid();
        }
        hdr.either.vlan.setInvalid();
        hdr.either.other.setInvalid();
        transition select(hdr.tags.lastIndex + 32w1) {
            32w1: start;
            default: nomatch;
        }
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
        packet.emit(hdr.tags);
        packet.emit(hdr.either);
    }
}

@pkginfo(name="choices", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
V1Switch(
    Choices(),
    DeviceVerifyChecksum(),
    DeviceIngress(),
    DeviceEgress(),
    DeviceComputeChecksum(),
    DeviceDeparser()) main;
