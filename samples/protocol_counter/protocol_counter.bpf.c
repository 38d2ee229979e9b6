/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counts packets by IP protocol. What a packet's protocol is, the parser says. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "protocols.parser.h"

/* Behind the protocols' numbers: packets without IP, and packets that the parser rejects. */
#define NOT_IP 256
#define REJECTED 257

char _license[] SEC("license") = "Dual BSD/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, REJECTED + 1);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int count_protocols(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	struct protocols_observation observation = {};
	struct protocols_headers_t hdr = {};
	struct protocols_metadata_t meta = {};
	__u32 key = REJECTED;
	__u64 *count;

	if (protocols_parse(data, data_end, 0, &hdr, &meta, &observation) == PROTOCOLS_ACCEPT)
		key = meta.is_ip ? meta.protocol : NOT_IP;
	count = bpf_map_lookup_elem(&packets, &key);
	if (count)
		(*count)++;
	return XDP_PASS;
}
