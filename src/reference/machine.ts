import { reject } from "./rejection.ts";

/** The packet under the parser's hands (packet_in, specification 12.8). */
export interface Machine {
  bytes: Uint8Array;
  /** The packet's length in bits. */
  end: number;
  /** Bits consumed. */
  cursor: number;
  /** What packet.length() says, in bytes. */
  length: bigint;
}

export const newMachine = (): Machine => ({ bytes: new Uint8Array(), end: 0, cursor: 0, length: 0n });

/** Rejects with PacketTooShort unless `bits` more bits follow the cursor. */
export const demand = (machine: Machine, bits: number): void => {
  if (machine.cursor + bits > machine.end) reject("PacketTooShort");
};

/** Six bytes are what a number holds exactly, with room for the sum. */
const CHUNK = 6;

const chunkAt = (bytes: Uint8Array, from: number, to: number): number => {
  let value = 0;
  for (let index = from; index < to; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
};

/** `width` bits at bit `at` in wire order (the first bit is the most significant), as an unsigned number. */
export const readBits = (bytes: Uint8Array, at: number, width: number): bigint => {
  if (width === 0) return 0n;
  const first = at >>> 3;
  const past = (at + width + 7) >>> 3;
  const drop = past * 8 - (at + width);
  if (past - first <= CHUNK) return BigInt(Math.floor(chunkAt(bytes, first, past) / 2 ** drop) % 2 ** width);
  let value = 0n;
  for (let index = first; index < past; index += CHUNK) {
    const to = Math.min(index + CHUNK, past);
    value = (value << BigInt((to - index) * 8)) | BigInt(chunkAt(bytes, index, to));
  }
  return BigInt.asUintN(width, value >> BigInt(drop));
};
