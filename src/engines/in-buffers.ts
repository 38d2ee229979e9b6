/** XDP packets in several buffers: the kernel's test run takes the length of the first one from the context's data_end. */
import { endianness } from "node:os";
import { type Difference, firstDifference } from "../observation/index.ts";
import type { Outcome } from "./engine.ts";

/** struct xdp_md: its size, and where data_end stands; in bytes. */
const CONTEXT_BYTES = 24;
const DATA_END_AT = 4;

/** A struct xdp_md whose first buffer ends behind so many bytes. */
export const firstBufferOf = (bytes: number): Buffer => {
  const context = Buffer.alloc(CONTEXT_BYTES);
  if (endianness() === "LE") context.writeUInt32LE(bytes, DATA_END_AT);
  else context.writeUInt32BE(bytes, DATA_END_AT);
  return context;
};

const differing = (bytes: number, { where, left, right }: Difference): Outcome => ({
  kind: "observed",
  observation: {
    verdict: "reject",
    error: `(with ${bytes} bytes in the first buffer ${where} is ${right}, in one buffer ${left})`,
  },
});

/**
 * Runs a packet as the kernel lays it out by itself, then cut behind its first byte and in the middle. The observation,
 * or that they are not the same.
 */
export const observeInBuffers = (
  packet: Uint8Array,
  observe: (packet: Uint8Array, context?: Uint8Array) => Outcome,
): Outcome => {
  const whole = observe(packet);
  if (whole.kind === "refused") return whole;
  for (const bytes of new Set([1, Math.floor(packet.length / 2)])) {
    const cut = observe(packet, firstBufferOf(bytes));
    if (cut.kind === "refused")
      return { kind: "refused", reason: `${cut.reason}; a first buffer of any length takes Linux 6.18` };
    const difference = firstDifference(whole.observation, cut.observation);
    if (difference !== undefined) return differing(bytes, difference);
  }
  return whole;
};
