// p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567
//
// The parser Parser of na_mes.p4 for v1model; the lines cited are its own.
#include <core.p4>
#include <v1model.p4>

@noWarn("unused")
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x0123456789abcdef0123456789abcdef01234567;

error {
    ParserReject,
    if_error,
    ParserReject_b
}

header hash_type {
    bit<8> list;
    bit<8> in_field;
}

struct Ingress_type {
    hash_type register;
}

struct standard_metadata_t_type {
    bit<32> packet_length;
    bit<8>  x_1;
}

parser Parser_control(
    packet_in packet_param,
    out Ingress_type packet,
    inout standard_metadata_t_type standard_metadata,
    inout standard_metadata_t standard_metadata_b)
{
    bit<8> counter_var = 8w0;
    bit<8> exact_var = 8w0;
    bit<8> DeviceIngress = 8w0;
    bit<16> hash_visits = 16w0;

    // start, na_mes.p4:3
    state start {
        packet_param.extract(packet.register);
        counter_var = packet.register.in_field;
        exact_var = packet.register.list;
        DeviceIngress = exact_var;
        standard_metadata.x_1 = counter_var;
        standard_metadata.packet_length = standard_metadata_b.packet_length;
        transition select(exact_var) {
            8w1: hash_state;
            8w2: explicit_reject;
            default: nomatch;
        }
    }

    // hash, na_mes.p4:4
    state hash_state {
        verify(hash_visits < 16w0x100, error.ParserTimeout);
        hash_visits = hash_visits + 16w1;
        verify(counter_var == 8w0, error.if_error);
        transition start;
    }

    // The source's reject without an error, which v1model would take for an accept.
    state explicit_reject {
        verify(false, error.ParserReject_b);
        transition accept;
    }

    // No case of a select matches.
    state nomatch {
        verify(false, error.NoMatch);
        transition accept;
    }
}

control DeviceVerifyChecksum(inout Ingress_type packet,
                             inout standard_metadata_t_type standard_metadata) {
    apply {
    }
}

// What the parser rejected is dropped; what it accepted goes out of port 1.
control DeviceIngress_control(
    inout Ingress_type packet,
    inout standard_metadata_t_type standard_metadata,
    inout standard_metadata_t standard_metadata_b)
{
    apply {
        if (standard_metadata_b.parser_error != error.NoError) {
            mark_to_drop(standard_metadata_b);
        } else {
            standard_metadata_b.egress_spec = 9w1;
        }
    }
}

control DeviceEgress(
    inout Ingress_type packet,
    inout standard_metadata_t_type standard_metadata,
    inout standard_metadata_t standard_metadata_b)
{
    apply {
    }
}

control DeviceComputeChecksum(inout Ingress_type packet,
                              inout standard_metadata_t_type standard_metadata) {
    apply {
    }
}

control DeviceDeparser(packet_out packet_param, in Ingress_type packet) {
    apply {
        packet_param.emit(packet.register);
    }
}

@pkginfo(name="names", version="p4twin:1 sha1=0123456789abcdef0123456789abcdef01234567 sha256=89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567")
@p4twin[source_sha1="0123456789abcdef0123456789abcdef01234567", source_sha256="89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567"]
V1Switch(
    Parser_control(),
    DeviceVerifyChecksum(),
    DeviceIngress_control(),
    DeviceEgress(),
    DeviceComputeChecksum(),
    DeviceDeparser()) main;
