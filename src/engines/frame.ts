/** The packet on the wire, and where in it the source's parser starts. */
import type { Program } from "../ir/ir.ts";
import type { Inputs, Outcome } from "./engine.ts";

/** Ethernet's header, in bytes. */
export const ETHERNET_BYTES = 14;

export const startsBehindEthernet = ({ architecture }: Pick<Program, "architecture">): boolean =>
  architecture === "flow_dissector_model";

/** What the parser gets of a frame. */
export interface Entry {
  readonly packet: Uint8Array;
  readonly inputs: Inputs;
}

/** A frame without a whole Ethernet header never comes to a parser that starts behind it; the device rejects it. */
export const TOO_SHORT_FRAME: Outcome = {
  kind: "observed",
  observation: { verdict: "reject", error: "PacketTooShort" },
};

const keysName = (program: Program): string =>
  program.parameters.find(({ role }) => role === "keys")?.name ?? "keys";

/**
 * Cuts a frame: undefined where it ends within Ethernet. The kernel hands a flow dissector the EtherType in n_proto
 * and the network header's offset, counted from the frame's start, in nhoff and thoff.
 */
export const entryOf = (program: Program, frame: Uint8Array, inputs: Inputs): Entry | undefined => {
  if (!startsBehindEthernet(program)) return { packet: frame, inputs };
  if (frame.length < ETHERNET_BYTES) return undefined;
  const keys = keysName(program);
  const etherType = BigInt(((frame[12] ?? 0) << 8) | (frame[13] ?? 0));
  return {
    packet: frame.subarray(ETHERNET_BYTES),
    inputs: new Map<string, bigint | string>([
      ...inputs,
      [`${keys}.n_proto`, etherType],
      [`${keys}.nhoff`, BigInt(ETHERNET_BYTES)],
      [`${keys}.thoff`, BigInt(ETHERNET_BYTES)],
    ]),
  };
};
