#include <core.p4>
#include <parser_model.p4>

type bit<16> vrf_t;
type vrf_t   inner_vrf_t;
const vrf_t DEFAULT_VRF = 0;
const int   FIRST = 7;

header vlan_t { bit<16> tag; }
struct headers_t { vlan_t vlan; }
struct metadata_t { vrf_t vrf; inner_vrf_t inner; }

vrf_t first() {
    return FIRST;
}

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    vrf_t local = 3;
    state start {
        packet.extract(hdr.vlan);
        meta.vrf = DEFAULT_VRF;
        meta.inner = 9;
        transition select(hdr.vlan.tag) {
            1: one;
            2: two;
            default: accept;
        }
    }
    state one {
        meta.vrf = first();
        transition accept;
    }
    state two {
        meta.vrf = local;
        transition accept;
    }
}

ParserModel(P()) main;
