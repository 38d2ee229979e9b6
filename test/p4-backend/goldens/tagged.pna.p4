// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Tagged of tagged.p4 for pna; the lines cited are its own.
#include <core.p4>
#include <pna.p4>

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
    in pna_main_parser_input_metadata_t istd)
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

    // The source's reject without an error, which pna would take for an accept.
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

control DevicePreControl(
    in headers_t hdr,
    inout meta_t meta,
    in pna_pre_input_metadata_t istd,
    inout pna_pre_output_metadata_t ostd)
{
    apply {
    }
}

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceMainControl(
    inout headers_t hdr,
    inout meta_t meta,
    in pna_main_input_metadata_t istd,
    inout pna_main_output_metadata_t ostd)
{
    apply {
        if (istd.parser_error != error.NoError) {
            drop_packet();
        } else {
            send_to_port((PortId_t) 1);
        }
    }
}

control DeviceDeparser(
    packet_out packet,
    in headers_t hdr,
    in meta_t meta,
    in pna_main_output_metadata_t ostd)
{
    apply {
        packet.emit(hdr.ethernet);
        packet.emit(hdr.vlan);
    }
}

@pkginfo(name="tagged", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
PNA_NIC(Tagged(), DevicePreControl(), DeviceMainControl(), DeviceDeparser()) main;
