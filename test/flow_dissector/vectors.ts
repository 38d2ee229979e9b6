/** The kernel's own test vectors for flow dissectors, in terms of flow_dissector_model.p4. */
import type { Environment } from "../../src/reference/index.ts";
import data from "./vectors.json" with { type: "json" };

export interface Vector {
  readonly name: string;
  /** From Ethernet on, as the kernel's test run takes it. */
  readonly frame: Uint8Array;
  readonly flags: number;
  /** BPF_OK, BPF_DROP or BPF_FLOW_DISSECTOR_CONTINUE. */
  readonly expected: number;
  /** The 56 bytes of struct bpf_flow_keys. */
  readonly keysHex: string;
  /** The parser's packet: it starts at the network header. */
  readonly packet: Uint8Array;
  readonly environment: Environment;
  /** The parameter keys by dotted name; of a vector that is not BPF_OK nothing is expected of them. */
  readonly keys: ReadonlyMap<string, bigint> | undefined;
}

const ETHERNET_BYTES = 14;
const BPF_OK = 0;

type Raw = (typeof data.vectors)[number];

const keysOf = (raw: Raw): ReadonlyMap<string, bigint> | undefined => {
  if (raw.expected_retval !== BPF_OK || raw.expected_keys === undefined || raw.expected_keys === null)
    return undefined;
  const keys = raw.expected_keys;
  return new Map([
    ["keys.nhoff", BigInt(keys.nhoff)],
    ["keys.thoff", BigInt(keys.thoff)],
    ["keys.addr_proto", BigInt(keys.addr_proto)],
    ["keys.is_frag", BigInt(keys.is_frag)],
    ["keys.is_first_frag", BigInt(keys.is_first_frag)],
    ["keys.is_encap", BigInt(keys.is_encap)],
    ["keys.ip_proto", BigInt(keys.ip_proto)],
    ["keys.n_proto", BigInt(keys.n_proto_be)],
    ["keys.sport", BigInt(keys.sport_be)],
    ["keys.dport", BigInt(keys.dport_be)],
    ["keys.addrs", BigInt(`0x${keys.addrs_hex}`)],
    ["keys.flow_label", BigInt(keys.flow_label_be)],
  ]);
};

/** What the kernel puts into the keys before the program runs on a frame. */
export const kernelEnvironment = (frame: Uint8Array, flags: number): Environment => {
  const etherType = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  return {
    inputs: new Map([
      ["keys.n_proto", BigInt(etherType)],
      ["keys.nhoff", BigInt(ETHERNET_BYTES)],
      ["keys.thoff", BigInt(ETHERNET_BYTES)],
      ["flags", BigInt(flags)],
    ]),
  };
};

export const vectors: readonly Vector[] = data.vectors.map((raw) => {
  const frame = Uint8Array.from(Buffer.from(raw.packet_hex, "hex"));
  return {
    name: raw.name,
    frame,
    flags: raw.flags,
    expected: raw.expected_retval,
    keysHex: raw.expected_keys_hex ?? "",
    packet: frame.slice(ETHERNET_BYTES),
    environment: kernelEnvironment(frame, raw.flags),
    keys: keysOf(raw),
  };
});
