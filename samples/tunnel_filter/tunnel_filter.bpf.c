/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Drops VXLAN packets whose inner IPv4 source is blocked in their network. Where that lies, the parser finds out. */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "vxlan.parser.h"

char _license[] SEC("license") = "Dual BSD/GPL";

/* In network order, so that bpftool can be told it byte by byte. */
struct inner {
	__be32 network;
	__be32 source;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, struct inner);
	__type(value, __u64);	/* packets dropped */
} blocked SEC(".maps");

/* In a map, where they may be of any size; docs/ebpf.md says when the BPF stack does. */
struct memory {
	struct vxlan_headers_t hdr;
	struct vxlan_metadata_t meta;
	struct vxlan_standard_metadata_t standard;
	struct vxlan_observation observation;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct memory);
} memory SEC(".maps");

SEC("xdp")
int tunnel_filter(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	struct inner inner = {};
	struct memory *its;
	__u64 *dropped;
	__u32 key = 0;

	its = bpf_map_lookup_elem(&memory, &key);
	if (!its)
		return XDP_ABORTED;
	/* What the parser rejects is left to the network stack. */
	if (vxlan_parse(data, data_end, 0, &its->hdr, &its->meta, &its->standard,
			&its->observation) != VXLAN_ACCEPT)
		return XDP_PASS;
	if (!its->hdr.vxlan.valid || !its->hdr.inner.ipv4.valid)
		return XDP_PASS;
	inner.network = bpf_htonl(its->hdr.vxlan.network);
	inner.source = bpf_htonl(its->hdr.inner.ipv4.source);
	dropped = bpf_map_lookup_elem(&blocked, &inner);
	if (!dropped)
		return XDP_PASS;
	__sync_fetch_and_add(dropped, 1);
	return XDP_DROP;
}
