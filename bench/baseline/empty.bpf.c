// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The floor: what a test run of a program costs that does nothing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("flow_dissector")
int empty(struct __sk_buff *skb)
{
	(void)skb;
	return BPF_OK;
}

char _license[] SEC("license") = "GPL";
