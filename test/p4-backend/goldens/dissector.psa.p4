// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Dissector of dissector.p4 for psa; the lines cited are its own.
// It starts at the wire: Ethernet first, then what the source parses.
#include <core.p4>
#include <psa.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x0123456789abcdef0123456789abcdef01234567;

error {
    FlowDissectorContinue
}

header p4twin_ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> etherType;
}

header ipv4_t {
    bit<8>  proto;
    bit<56> rest;
}

struct headers_t {
    p4twin_ethernet_t p4twin_ethernet;
    ipv4_t            ipv4;
}

struct flow_keys_t {
    bit<16> nhoff;
    bit<16> thoff;
    bit<16> n_proto;
    bit<8>  ip_proto;
}

struct p4twin_metadata_t {
    flow_keys_t keys;
    bit<32>     flags;
}

struct p4twin_empty_t {
}

parser Dissector(
    packet_in packet,
    out headers_t hdr,
    inout p4twin_metadata_t meta,
    in psa_ingress_parser_input_metadata_t istd,
    in p4twin_empty_t resubmit_meta,
    in p4twin_empty_t recirculate_meta)
{
    bit<8> nested = 8w0;
    bit<16> ipv4_visits = 16w0;

    // Ethernet, which the source starts behind.
    state start {
        packet.extract(hdr.p4twin_ethernet);
        meta.keys.n_proto = hdr.p4twin_ethernet.etherType;
        meta.keys.nhoff = 16w14;
        meta.keys.thoff = 16w14;
        transition source_start;
    }

    // start, dissector.p4:5
    state source_start {
        transition select(meta.keys.n_proto) {
            16w0x800: ipv4;
            default: nomatch;
        }
    }

    // ipv4, dissector.p4:9
    @max_visits(9) state ipv4 {
        verify(ipv4_visits < 16w9, error.ParserTimeout);
        ipv4_visits = ipv4_visits + 16w1;
        packet.extract(hdr.ipv4);
        meta.keys.ip_proto = hdr.ipv4.proto;
        nested = nested + 8w1;
        verify(packet.length() - 32w14 < 32w0x5dc, error.FlowDissectorContinue);
        transition select(meta.flags) {
            32w0: source_start;
            32w1: ipv4;
            default: accept;
        }
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
    inout p4twin_metadata_t meta,
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
    in p4twin_metadata_t meta,
    in psa_ingress_output_metadata_t istd)
{
    apply {
        packet.emit(hdr.p4twin_ethernet);
        packet.emit(hdr.ipv4);
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

@pkginfo(name="dissector", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
PSA_Switch(
    IngressPipeline(Dissector(), DeviceIngress(), DeviceIngressDeparser()),
    PacketReplicationEngine(),
    EgressPipeline(DeviceEgressParser(), DeviceEgress(), DeviceEgressDeparser()),
    BufferingQueueingEngine()) main;
