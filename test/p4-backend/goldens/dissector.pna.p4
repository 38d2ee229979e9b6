// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Dissector of dissector.p4 for pna; the lines cited are its own.
// It starts at the wire: Ethernet first, then what the source parses.
#include <core.p4>
#include <pna.p4>

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

parser Dissector(
    packet_in packet,
    out headers_t hdr,
    inout p4twin_metadata_t meta,
    in pna_main_parser_input_metadata_t istd)
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

control DevicePreControl(
    in headers_t hdr,
    inout p4twin_metadata_t meta,
    in pna_pre_input_metadata_t istd,
    inout pna_pre_output_metadata_t ostd)
{
    apply {
    }
}

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceMainControl(
    inout headers_t hdr,
    inout p4twin_metadata_t meta,
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
    in p4twin_metadata_t meta,
    in pna_main_output_metadata_t ostd)
{
    apply {
        packet.emit(hdr.p4twin_ethernet);
        packet.emit(hdr.ipv4);
    }
}

@pkginfo(name="dissector", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
PNA_NIC(Dissector(), DevicePreControl(), DeviceMainControl(), DeviceDeparser()) main;
