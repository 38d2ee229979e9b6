/** How flow_keys_t of flow_dissector_model.p4 lies in struct bpf_flow_keys, which the programs write directly. */
import type { CType } from "../text/c-types.ts";

export interface KeyField {
  /** The lvalue, or the address of the first byte, behind `keys->`. */
  readonly member: string;
  readonly type: CType;
  readonly order: "host" | "network";
}

const number = (
  member: string,
  size: 1 | 2 | 4,
  width: number,
  order: "host" | "network" = "host",
): KeyField => ({ member, order, type: { kind: "number", size, align: size, width } });

/** By the P4 field's name. Every field is here; flags are a parameter of their own. */
export const FLOW_KEYS: ReadonlyMap<string, KeyField> = new Map([
  ["nhoff", number("nhoff", 2, 16)],
  ["thoff", number("thoff", 2, 16)],
  ["addr_proto", number("addr_proto", 2, 16)],
  ["is_frag", number("is_frag", 1, 1)],
  ["is_first_frag", number("is_first_frag", 1, 1)],
  ["is_encap", number("is_encap", 1, 1)],
  ["ip_proto", number("ip_proto", 1, 8)],
  ["n_proto", number("n_proto", 2, 16, "network")],
  ["sport", number("sport", 2, 16, "network")],
  ["dport", number("dport", 2, 16, "network")],
  [
    "addrs",
    { member: "ipv6_src", order: "network", type: { kind: "bytes", size: 32, align: 4, width: 256 } },
  ],
  ["flow_label", number("flow_label", 4, 20, "network")],
]);
