/**
 * A program that shows everything that the generated parser sees: an XDP program around the parse function of
 * NAME.parser.h which takes the values of the environment from its map and leaves all that it has seen there. The
 * parser starts OBSERVER_OFFSET bytes into the packet, so that packets can be tried that are shorter than what the
 * kernel's test run takes, and parsers that start behind Ethernet. It is for tests; nobody is given it.
 */
import type { Program } from "../../../src/ir/ir.ts";
import type { OutputFile } from "../../../src/output/file.ts";
import type { LayoutItem, NamedSlot, ResultLayout, Slot } from "../../../src/output/layout.ts";
import { CTypes } from "../text/c-types.ts";
import { FLOW_KEYS } from "../values/flow-keys.ts";
import { buildSignature } from "../values/signature.ts";
import { call, type ProgramContext, resultArgument } from "./program-parts.ts";
import { itemsOf, placeResult, placeScratch } from "./result.ts";

/** Where in the packet the observed parser starts, in bytes: behind Ethernet's header or as much of anything. */
export const OBSERVER_OFFSET = 14;

export interface Observer {
  /** To be compiled beside NAME.parser.h. */
  readonly file: Pick<OutputFile, "path" | "text">;
  /** The function's name in the object. */
  readonly program: string;
  /** Its size leaves out what C puts behind the last member. */
  readonly layout: ResultLayout;
  /** Where the values of in and inout parameters are put before a run; all else has to be zero. */
  readonly inputs: readonly NamedSlot[];
}

const MAP = "p4twin_observed";
const FLOW_KEYS_BYTES = 56;

/** Offsets in struct bpf_flow_keys, in bytes (include/uapi/linux/bpf.h). */
const KEY_OFFSETS: ReadonlyMap<string, number> = new Map([
  ["nhoff", 0],
  ["thoff", 2],
  ["addr_proto", 4],
  ["is_frag", 6],
  ["is_first_frag", 7],
  ["is_encap", 8],
  ["ip_proto", 9],
  ["n_proto", 10],
  ["sport", 12],
  ["dport", 14],
  ["addrs", 16],
  ["flow_label", 52],
]);

const FLAGS_OFFSET = 48;

const keyItems = (parameter: string, base: number): readonly LayoutItem[] =>
  [...FLOW_KEYS].map(([name, { type, order }]): LayoutItem => {
    const width = type.kind === "number" || type.kind === "bytes" ? type.width : 0;
    const offset = base + (KEY_OFFSETS.get(name) ?? 0);
    const slot: Slot = { kind: order === "network" ? "bytes" : "number", offset, size: type.size, width };
    return { kind: "parameter", name: `${parameter}.${name}`, slot };
  });

/** Prints the observer of a program that the backend takes. */
export const generateObserver = (program: Program): Observer => {
  const types = new CTypes(program);
  const signature = buildSignature(program, types);
  const result = placeResult(signature, types);
  const keysAt = Math.ceil(result.size / 4) * 4;
  const itemsBy = signature.parameters.map(({ parameter, name, type, passing }) => {
    const offset = result.members.find((member) => member.name === name)?.offset ?? 0;
    const items =
      passing === "keys"
        ? keyItems(parameter.name, keysAt)
        : itemsOf(parameter.name, type, passing === "within" ? keysAt + FLAGS_OFFSET : offset);
    return { direction: parameter.direction, items };
  });
  const context: ProgramContext = {
    types,
    signature,
    functionName: `${types.prefix}_parse`,
    upper: types.prefix.toUpperCase(),
    errorName: (error) => error,
    hasScratch: placeScratch(signature, types).members.length > 0,
    keptInMemory: true,
    offload: false,
    pieces: undefined,
    programName: (hook) => hook,
  };
  const path = `${program.name}.observer.bpf.c`;
  const parse = call(
    context,
    "direct",
    String(OBSERVER_OFFSET),
    `(__u64)(data_end - data) - ${OBSERVER_OFFSET}`,
    (parameter) => (parameter.passing === "keys" ? "&observed->keys" : resultArgument(parameter)),
    "&result->scratch",
    "&result->observation",
  );
  const text = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "${program.name}.parser.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct ${types.resultTag} {
${result.members.map(({ declaration }) => `\t${declaration};\n`).join("")}};

struct p4twin_observed {
	struct ${types.resultTag} result;
	struct bpf_flow_keys keys __attribute__((aligned(4)));
};

_Static_assert(sizeof(struct ${types.resultTag}) == ${result.size}, "layout");
_Static_assert(__builtin_offsetof(struct p4twin_observed, keys) == ${keysAt}, "layout");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct p4twin_observed);
} ${MAP} SEC(".maps");

SEC("xdp")
int p4twin_observe(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	struct p4twin_observed *observed;
	struct ${types.resultTag} *result;
	__u32 key = 0;

	observed = bpf_map_lookup_elem(&${MAP}, &key);
	if (!observed)
		return XDP_ABORTED;
	result = &observed->result;
	${parse};
	return XDP_PASS;
}
`;
  return {
    file: { path, text },
    program: "p4twin_observe",
    layout: {
      map: MAP,
      size: keysAt + FLOW_KEYS_BYTES,
      verdict: 0,
      error: 4,
      consumed: 8,
      errors: program.errors,
      items: itemsBy.flatMap(({ direction, items }) => (direction === "in" ? [] : items)),
    },
    inputs: itemsBy.flatMap(({ direction, items }) =>
      direction === "out"
        ? []
        : items.flatMap((item) => (item.kind === "parameter" ? [{ name: item.name, slot: item.slot }] : [])),
    ),
  };
};
