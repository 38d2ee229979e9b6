// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * The yardstick: a flow dissector written by hand, one program per kind of header, joined by tail calls, which is
 * how the kernel's own example is built, without that example's debugging map. It dissects the same headers as
 * samples/flow_dissector.p4.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum { IP, IPV6, IPV6_OPTIONS, IPV6_FRAGMENT, MPLS, VLAN, PROGRAMS };

struct vlan_header {
	__be16 tci;
	__be16 type;
};

struct gre_header {
	__be16 flags;
	__be16 type;
};

struct options_header {
	__u8 next;
	__u8 length;
};

struct fragment_header {
	__u8 next;
	__u8 reserved;
	__be16 offset;
	__be32 id;
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROGRAMS);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

#define CONTINUE_SOURCE bpf_htonl(0x7f00007f)

/* `size` bytes at the transport offset: in place, or copied to `buffer` where they are not linear. */
static __always_inline void *header_at(struct __sk_buff *skb, __u16 size, void *buffer)
{
	void *data_end = (void *)(long)skb->data_end;
	void *data = (void *)(long)skb->data;
	__u16 offset = skb->flow_keys->thoff;

	if (offset > 0xffff - size)
		return 0;
	if (data + offset + size <= data_end)
		return data + offset;
	if (bpf_skb_load_bytes(skb, offset, buffer, size))
		return 0;
	return buffer;
}

static __always_inline int dissect_type(struct __sk_buff *skb, __be16 type)
{
	switch (type) {
	case bpf_htons(ETH_P_IP):
		bpf_tail_call_static(skb, &programs, IP);
		break;
	case bpf_htons(ETH_P_IPV6):
		bpf_tail_call_static(skb, &programs, IPV6);
		break;
	case bpf_htons(ETH_P_MPLS_UC):
	case bpf_htons(ETH_P_MPLS_MC):
		bpf_tail_call_static(skb, &programs, MPLS);
		break;
	case bpf_htons(ETH_P_8021Q):
	case bpf_htons(ETH_P_8021AD):
		bpf_tail_call_static(skb, &programs, VLAN);
		break;
	}
	return BPF_DROP;
}

static __always_inline int dissect_protocol(struct __sk_buff *skb, __u8 protocol)
{
	void *data_end = (void *)(long)skb->data_end;
	struct bpf_flow_keys *keys = skb->flow_keys;

	switch (protocol) {
	case IPPROTO_ICMP: {
		__u64 buffer;

		return header_at(skb, sizeof(buffer), &buffer) ? BPF_OK : BPF_DROP;
	}
	case IPPROTO_IPIP:
		keys->is_encap = 1;
		if (keys->flags & BPF_FLOW_DISSECTOR_F_STOP_AT_ENCAP)
			return BPF_OK;
		return dissect_type(skb, bpf_htons(ETH_P_IP));
	case IPPROTO_IPV6:
		keys->is_encap = 1;
		if (keys->flags & BPF_FLOW_DISSECTOR_F_STOP_AT_ENCAP)
			return BPF_OK;
		return dissect_type(skb, bpf_htons(ETH_P_IPV6));
	case IPPROTO_GRE: {
		struct gre_header buffer, *gre = header_at(skb, sizeof(buffer), &buffer);

		if (!gre)
			return BPF_DROP;
		if (gre->flags & bpf_htons(0x0007))
			return BPF_OK;
		keys->thoff += sizeof(*gre);
		if (gre->flags & bpf_htons(0x8000))
			keys->thoff += 4;
		if (gre->flags & bpf_htons(0x2000))
			keys->thoff += 4;
		if (gre->flags & bpf_htons(0x1000))
			keys->thoff += 4;
		keys->is_encap = 1;
		if (keys->flags & BPF_FLOW_DISSECTOR_F_STOP_AT_ENCAP)
			return BPF_OK;
		if (gre->type == bpf_htons(ETH_P_TEB)) {
			struct ethhdr inner_buffer, *inner = header_at(skb, sizeof(inner_buffer), &inner_buffer);

			if (!inner)
				return BPF_DROP;
			keys->thoff += sizeof(*inner);
			return dissect_type(skb, inner->h_proto);
		}
		return dissect_type(skb, gre->type);
	}
	case IPPROTO_TCP: {
		struct tcphdr buffer, *tcp = header_at(skb, sizeof(buffer), &buffer);

		if (!tcp || tcp->doff < 5)
			return BPF_DROP;
		if ((void *)tcp + (tcp->doff << 2) > data_end)
			return BPF_DROP;
		keys->sport = tcp->source;
		keys->dport = tcp->dest;
		return BPF_OK;
	}
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE: {
		struct udphdr buffer, *udp = header_at(skb, sizeof(buffer), &buffer);

		if (!udp)
			return BPF_DROP;
		keys->sport = udp->source;
		keys->dport = udp->dest;
		return BPF_OK;
	}
	}
	return BPF_DROP;
}

static __always_inline int dissect_next_header(struct __sk_buff *skb, __u8 next)
{
	switch (next) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_DSTOPTS:
		bpf_tail_call_static(skb, &programs, IPV6_OPTIONS);
		return BPF_DROP;
	case IPPROTO_FRAGMENT:
		bpf_tail_call_static(skb, &programs, IPV6_FRAGMENT);
		return BPF_DROP;
	}
	return dissect_protocol(skb, next);
}

SEC("flow_dissector")
int baseline(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;

	if (keys->n_proto == bpf_htons(ETH_P_IP)) {
		struct iphdr buffer, *ip = header_at(skb, sizeof(buffer), &buffer);

		if (ip && ip->ihl == 5 && ip->saddr == CONTINUE_SOURCE)
			return BPF_FLOW_DISSECTOR_CONTINUE;
	}
	return dissect_type(skb, keys->n_proto);
}

SEC("flow_dissector")
int baseline_ip(struct __sk_buff *skb)
{
	void *data_end = (void *)(long)skb->data_end;
	struct bpf_flow_keys *keys = skb->flow_keys;
	void *data = (void *)(long)skb->data;
	struct iphdr buffer, *ip = header_at(skb, sizeof(buffer), &buffer);

	if (!ip || ip->ihl < 5)
		return BPF_DROP;
	keys->addr_proto = ETH_P_IP;
	keys->ipv4_src = ip->saddr;
	keys->ipv4_dst = ip->daddr;
	keys->ip_proto = ip->protocol;
	keys->thoff += ip->ihl << 2;
	if (data + keys->thoff > data_end)
		return BPF_DROP;
	if (ip->frag_off & bpf_htons(0x3fff)) {
		keys->is_frag = 1;
		if (ip->frag_off & bpf_htons(0x1fff))
			return BPF_OK;
		keys->is_first_frag = 1;
		if (!(keys->flags & BPF_FLOW_DISSECTOR_F_PARSE_1ST_FRAG))
			return BPF_OK;
	}
	return dissect_protocol(skb, ip->protocol);
}

SEC("flow_dissector")
int baseline_ipv6(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	struct ipv6hdr buffer, *ip = header_at(skb, sizeof(buffer), &buffer);

	if (!ip)
		return BPF_DROP;
	keys->addr_proto = ETH_P_IPV6;
	__builtin_memcpy(&keys->ipv6_src, &ip->saddr, 2 * sizeof(ip->saddr));
	keys->thoff += sizeof(*ip);
	keys->ip_proto = ip->nexthdr;
	keys->flow_label = *(__be32 *)ip & bpf_htonl(0x000fffff);
	if (keys->flow_label && keys->flags & BPF_FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL)
		return BPF_OK;
	return dissect_next_header(skb, ip->nexthdr);
}

SEC("flow_dissector")
int baseline_ipv6_options(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	struct options_header buffer, *options = header_at(skb, sizeof(buffer), &buffer);

	if (!options)
		return BPF_DROP;
	keys->thoff += (1 + options->length) << 3;
	keys->ip_proto = options->next;
	return dissect_next_header(skb, options->next);
}

SEC("flow_dissector")
int baseline_ipv6_fragment(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	struct fragment_header buffer, *fragment = header_at(skb, sizeof(buffer), &buffer);

	if (!fragment)
		return BPF_DROP;
	keys->thoff += sizeof(*fragment);
	keys->is_frag = 1;
	keys->ip_proto = fragment->next;
	if (fragment->offset & bpf_htons(0xfff8))
		return BPF_OK;
	keys->is_first_frag = 1;
	if (!(keys->flags & BPF_FLOW_DISSECTOR_F_PARSE_1ST_FRAG))
		return BPF_OK;
	return dissect_next_header(skb, fragment->next);
}

SEC("flow_dissector")
int baseline_mpls(struct __sk_buff *skb)
{
	__be32 buffer;

	return header_at(skb, sizeof(buffer), &buffer) ? BPF_OK : BPF_DROP;
}

SEC("flow_dissector")
int baseline_vlan(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	struct vlan_header buffer, *vlan;

	if (keys->n_proto == bpf_htons(ETH_P_8021AD)) {
		vlan = header_at(skb, sizeof(buffer), &buffer);
		if (!vlan || vlan->type != bpf_htons(ETH_P_8021Q))
			return BPF_DROP;
		keys->nhoff += sizeof(*vlan);
		keys->thoff += sizeof(*vlan);
	}
	vlan = header_at(skb, sizeof(buffer), &buffer);
	if (!vlan)
		return BPF_DROP;
	keys->nhoff += sizeof(*vlan);
	keys->thoff += sizeof(*vlan);
	if (vlan->type == bpf_htons(ETH_P_8021AD) || vlan->type == bpf_htons(ETH_P_8021Q))
		return BPF_DROP;
	keys->n_proto = vlan->type;
	return dissect_type(skb, vlan->type);
}

char _license[] SEC("license") = "GPL";
