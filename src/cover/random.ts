/** Packets by chance, besides those that are sought: changed and cut ones. The same seed gives the same packets. */
import type { CoverPacket } from "./packets.ts";

/** A pseudo-random sequence (mulberry32): numbers from 0 to below the bound. */
export type Random = (bound: number) => number;

export const randomOf = (seed: number): Random => {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
};

/** Bytes that are changed in one packet. */
const MOST_CHANGES = 4;

const change = (random: Random, packet: CoverPacket): CoverPacket => {
  const bytes = Uint8Array.from(packet.bytes);
  for (let left = 1 + random(MOST_CHANGES); left > 0 && bytes.length > 0; left -= 1) {
    const at = random(bytes.length);
    const old = bytes[at] ?? 0;
    bytes[at] = random(2) === 0 ? old ^ (1 << random(8)) : random(256);
  }
  const length = random(4) === 0 ? random(bytes.length + 1) : bytes.length;
  return { bytes: bytes.slice(0, length), inputs: packet.inputs, goals: [] };
};

/** `count` packets made of the given ones. */
export const randomPackets = (
  packets: readonly CoverPacket[],
  count: number,
  seed: number,
): readonly CoverPacket[] => {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => {
    const parent = packets[random(packets.length)];
    return parent === undefined
      ? { bytes: Uint8Array.from({ length: random(128) }, () => random(256)), inputs: new Map(), goals: [] }
      : change(random, parent);
  });
};
