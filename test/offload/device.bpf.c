/*
 * Stands in for a device behind an interface: runs the parser and hands over what it saw, in front of the packet.
 * MARK: one field is other than what the packet holds, to tell the device's result from the kernel's own.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "protocols.offload.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct memory {
	struct protocols_headers_t hdr;
	struct protocols_metadata_t meta;
	struct protocols_observation observation;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct memory);
} memory SEC(".maps");

SEC("xdp")
int device(struct xdp_md *ctx)
{
	void *front, *data, *data_end;
	struct memory *its;
	__u32 key = 0;

	its = bpf_map_lookup_elem(&memory, &key);
	if (!its)
		return XDP_ABORTED;
#ifdef SILENT
	return XDP_PASS;
#endif
#ifdef SHORT
	if (bpf_xdp_adjust_meta(ctx, -32))
		return XDP_ABORTED;
#else
	if (bpf_xdp_adjust_meta(ctx, -PROTOCOLS_OFFLOAD_BYTES))
		return XDP_ABORTED;
#endif
	front = (void *)(long)ctx->data_meta;
	data = (void *)(long)ctx->data;
	data_end = (void *)(long)ctx->data_end;
#ifdef SHORT
	if (front + 32 > data)
		return XDP_ABORTED;
	P4TWIN_STORE32(front, 0x50340100 | PROTOCOLS_OFFLOAD_BYTES / 4);
	return XDP_PASS;
#else
	if (front + PROTOCOLS_OFFLOAD_BYTES > data)
		return XDP_ABORTED;
	__builtin_memset(&its->meta, 0, sizeof(its->meta));
	protocols_parse(data, data_end, 0, &its->hdr, &its->meta, &its->observation);
#ifdef MARK
	its->hdr.ipv4.ttl = 0x42;
#endif
#ifdef BROKEN
	its->observation.consumed = 0x7fffffff;
#endif
	protocols_write_offload(front, &its->hdr, &its->meta, &its->observation);
#ifdef OTHER_PROGRAM
	P4TWIN_STORE8(front + 23, 0);
#endif
	return XDP_PASS;
#endif
}
