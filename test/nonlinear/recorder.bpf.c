/*
 * Goes behind the generated flow dissector, whose function is GENERATED here: writes down what it makes of each packet.
 * And a tc program that asks for each packet's hash, for which the kernel runs the flow dissector.
 */
struct record {
	__u32 linear;
	__u32 code;
	struct bpf_flow_keys before;
	struct bpf_flow_keys after;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} recorded SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct record);
} records SEC(".maps");

SEC("flow_dissector")
int record(struct __sk_buff *skb)
{
	struct record *entry;
	__u32 key = 0, *count;

	count = bpf_map_lookup_elem(&recorded, &key);
	if (!count)
		return BPF_DROP;
	key = *count;
	*count += 1;
	entry = bpf_map_lookup_elem(&records, &key);
	if (!entry)
		return BPF_DROP;
	entry->linear = (long)skb->data_end - (long)skb->data;
	entry->before = *skb->flow_keys;
	entry->code = GENERATED(skb);
	entry->after = *skb->flow_keys;
	return entry->code;
}

SEC("tc")
int ask(struct __sk_buff *skb)
{
	bpf_set_hash_invalid(skb);
	bpf_get_hash_recalc(skb);
	return 0;
}
