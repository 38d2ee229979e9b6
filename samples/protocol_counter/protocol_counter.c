/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counts the packets that come in at an interface, until Ctrl-C; prints them by IP protocol. */
#include <errno.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/libbpf.h>
#include "protocol_counter.skel.h"

#define NOT_IP 256
#define REJECTED 257

static void print_counts(const struct protocol_counter *program)
{
	int cpus = libbpf_num_possible_cpus();
	__u64 *counts = cpus > 0 ? calloc(cpus, sizeof(*counts)) : NULL;

	for (__u32 key = 0; counts && key <= REJECTED; key++) {
		__u64 sum = 0;

		if (bpf_map__lookup_elem(program->maps.packets, &key, sizeof(key), counts,
					 cpus * sizeof(*counts), 0))
			continue;
		for (int cpu = 0; cpu < cpus; cpu++)
			sum += counts[cpu];
		if (!sum)
			continue;
		if (key == REJECTED)
			printf("rejected     %llu\n", (unsigned long long)sum);
		else if (key == NOT_IP)
			printf("not IP       %llu\n", (unsigned long long)sum);
		else
			printf("protocol %-3u %llu\n", key, (unsigned long long)sum);
	}
	free(counts);
}

int main(int argc, char **argv)
{
	unsigned int interface = argc == 2 ? if_nametoindex(argv[1]) : 0;
	struct protocol_counter *program;
	sigset_t signals;
	int error = 1;
	int signal;

	if (!interface) {
		fprintf(stderr, "usage: protocol_counter INTERFACE\n");
		return 2;
	}
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	program = protocol_counter__open_and_load();
	if (!program) {
		fprintf(stderr, "cannot load the program: %s\n", strerror(errno));
		return 1;
	}
	program->links.count_protocols =
		bpf_program__attach_xdp(program->progs.count_protocols, interface);
	if (!program->links.count_protocols) {
		fprintf(stderr, "cannot attach to %s: %s\n", argv[1], strerror(errno));
	} else {
		sigwait(&signals, &signal);
		print_counts(program);
		error = 0;
	}
	protocol_counter__destroy(program);
	return error;
}
