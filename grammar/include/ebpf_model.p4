/*
 * ebpf_model.p4: a packet filter, parser and verdict, as p4c's eBPF backend has it.
 */
#ifndef _EBPF_MODEL_P4_
#define _EBPF_MODEL_P4_

#include <core.p4>

parser parse<H>(packet_in packet, out H headers);

/* accept: let the packet pass. */
control filter<H>(inout H headers, out bool accept);

package ebpfFilter<H>(parse<H> prs, filter<H> filt);

/* Counters in an array map, or in a hash map where sparse. */
extern CounterArray {
    CounterArray(bit<32> max_index, bool sparse);
    void increment(in bit<32> index);
    void add(in bit<32> index, in bit<32> value);
}

/* Values for a table's property `implementation`: which kind of map. */
extern array_table {
    array_table(bit<32> size);
}

extern hash_table {
    hash_table(bit<32> size);
}

#endif
