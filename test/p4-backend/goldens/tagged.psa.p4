// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Tagged of tagged.p4 for psa; the lines cited are its own.
#include <core.p4>
#include <psa.p4>

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

struct p4twin_empty_t {
}

parser Tagged(
    packet_in packet,
    out headers_t hdr,
    inout meta_t meta,
    in psa_ingress_parser_input_metadata_t istd,
    in p4twin_empty_t resubmit_meta,
    in p4twin_empty_t recirculate_meta)
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

    // The source's reject without an error, which psa would take for an accept.
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

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceIngress(
    inout headers_t hdr,
    inout meta_t meta,
    in psa_ingress_input_metadata_t istd,
    inout psa_ingress_output_metadata_t ostd)
{
    apply {
        if (istd.parser_error != error.NoError) {
            ostd.drop = true;
        } else {
            ostd.drop = false;
            ostd.egress_port = (PortId_t) 1;
        }
    }
}

control DeviceIngressDeparser(
    packet_out packet,
    out p4twin_empty_t clone_i2e_meta,
    out p4twin_empty_t resubmit_meta,
    out p4twin_empty_t normal_meta,
    inout headers_t hdr,
    in meta_t meta,
    in psa_ingress_output_metadata_t istd)
{
    apply {
        packet.emit(hdr.ethernet);
        packet.emit(hdr.vlan);
    }
}

// Egress passes on what ingress sends: all of it is payload.
parser DeviceEgressParser(
    packet_in packet,
    out p4twin_empty_t hdr,
    inout p4twin_empty_t meta,
    in psa_egress_parser_input_metadata_t istd,
    in p4twin_empty_t normal_meta,
    in p4twin_empty_t clone_i2e_meta,
    in p4twin_empty_t clone_e2e_meta)
{
    state start {
        transition accept;
    }
}

control DeviceEgress(
    inout p4twin_empty_t hdr,
    inout p4twin_empty_t meta,
    in psa_egress_input_metadata_t istd,
    inout psa_egress_output_metadata_t ostd)
{
    apply {
    }
}

control DeviceEgressDeparser(
    packet_out packet,
    out p4twin_empty_t clone_e2e_meta,
    out p4twin_empty_t recirculate_meta,
    inout p4twin_empty_t hdr,
    in p4twin_empty_t meta,
    in psa_egress_output_metadata_t istd,
    in psa_egress_deparser_input_metadata_t edstd)
{
    apply {
    }
}

@pkginfo(name="tagged", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
PSA_Switch(
    IngressPipeline(Tagged(), DeviceIngress(), DeviceIngressDeparser()),
    PacketReplicationEngine(),
    EgressPipeline(DeviceEgressParser(), DeviceEgress(), DeviceEgressDeparser()),
    BufferingQueueingEngine()) main;
