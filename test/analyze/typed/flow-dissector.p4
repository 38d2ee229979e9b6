#include <core.p4>
#include <flow_dissector_model.p4>

header ipv4_t {
    bit<4> version; bit<4> ihl; bit<8> tos; bit<16> length; bit<16> id;
    bit<3> flags; bit<13> offset; bit<8> ttl; bit<8> protocol; bit<16> checksum;
    bit<32> src; bit<32> dst;
}
header options_t { varbit<320> data; }
header ports_t { bit<16> sport; bit<16> dport; }
struct headers_t { ipv4_t ipv4; options_t options; ports_t ports; }

const bit<16> ETH_IPV4 = 0x0800;
error { BadVersion }

parser D(packet_in packet, out headers_t hdr, inout flow_keys_t keys, in bit<32> flags) {
    state start {
        transition select(keys.n_proto) {
            ETH_IPV4: ipv4;
            default: reject;
        }
    }
    state ipv4 {
        packet.extract(hdr.ipv4);
        verify(hdr.ipv4.version == 4, error.BadVersion);
        verify(hdr.ipv4.ihl >= 5, error.HeaderTooShort);
        packet.extract(hdr.options, ((bit<32>)hdr.ipv4.ihl - 5) << 5);
        keys.addr_proto = ETH_IPV4;
        keys.addrs = hdr.ipv4.src ++ hdr.ipv4.dst ++ 192w0;
        keys.ip_proto = hdr.ipv4.protocol;
        keys.is_frag = hdr.ipv4.flags[0:0] == 1 || hdr.ipv4.offset != 0;
        keys.thoff = keys.nhoff + ((bit<16>)hdr.ipv4.ihl << 2);
        transition select(hdr.ipv4.offset, hdr.ipv4.protocol, flags & FLOW_DISSECTOR_STOP_AT_FLOW_LABEL) {
            (0, 6, _): ports;
            (0, 17 &&& 0xf7, 0 .. 1): ports;
            (_, 1, default): accept;
            _: accept;
        }
    }
    @max_visits(3)
    state ports {
        packet.extract(hdr.ports);
        keys.sport = hdr.ports.sport;
        transition accept;
    }
}
FlowDissectorModel(D()) main;
