/*
 * flow_dissector_model.p4: the Linux kernel's flow dissector as a P4 architecture.
 *
 * The parser starts at the network header, as the kernel's hook does: keys.n_proto is that header's EtherType,
 * and keys.nhoff and keys.thoff are its offset. What the parser leaves in keys is what the kernel gets.
 */
#ifndef _P4TWIN_FLOW_DISSECTOR_MODEL_P4_
#define _P4TWIN_FLOW_DISSECTOR_MODEL_P4_

#include <core.p4>

error {
    /* Reject with it to hand the packet to the kernel's own dissector (BPF_FLOW_DISSECTOR_CONTINUE). */
    FlowDissectorContinue
}

/*
 * struct bpf_flow_keys (include/uapi/linux/bpf.h) in P4's terms: numbers, without a byte order.
 *
 * addrs is the kernel's union of addresses, as the 256 bits that it is:
 *     IPv4: source ++ destination ++ 192w0        IPv6: source ++ destination
 * so an assignment always writes the whole of it and leaves nothing behind of another header's addresses.
 */
struct flow_keys_t {
    bit<16>  nhoff;             // offset of the network header, in bytes
    bit<16>  thoff;             // offset of the transport header, in bytes
    bit<16>  addr_proto;        // which addresses: 0x0800 or 0x86dd, 0 for none
    bool     is_frag;
    bool     is_first_frag;
    bool     is_encap;
    bit<8>   ip_proto;
    bit<16>  n_proto;           // EtherType of the network header
    bit<16>  sport;
    bit<16>  dport;
    bit<256> addrs;
    bit<20>  flow_label;
}

/* Bits of the parameter flags: what the kernel asks for in this call. */
const bit<32> FLOW_DISSECTOR_PARSE_1ST_FRAG     = 1;    // go on into the first fragment
const bit<32> FLOW_DISSECTOR_STOP_AT_FLOW_LABEL = 2;    // stop after IPv6 if its flow label is not 0
const bit<32> FLOW_DISSECTOR_STOP_AT_ENCAP      = 4;    // stop at the first encapsulation

/*
 * On entry keys holds n_proto, nhoff and thoff (the latter two equal), all else zero.
 * accept: BPF_OK. reject with FlowDissectorContinue: BPF_FLOW_DISSECTOR_CONTINUE. Any other reject: BPF_DROP, and
 * the keys are as they were on entry.
 */
parser FlowDissector<H>(packet_in packet, out H headers, inout flow_keys_t keys, in bit<32> flags);

package FlowDissectorModel<H>(FlowDissector<H> p);

#endif
