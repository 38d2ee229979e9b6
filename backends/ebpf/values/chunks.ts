/**
 * Numbers of more than 64 bits in memory: bytes in network order. They are always moved in the same aligned words, so
 * that the verifier (which wants the stack's accesses aligned) and clang (which splits variables) see whole words.
 */
import { bitOr, type Code, constant, masked, primary, shiftedLeft, shiftedRight } from "../text/c-code.ts";
import { address } from "./packet-loads.ts";

/** A part of a number that lies in whole bytes of its own: bits high to low at a byte offset. */
export interface Chunk {
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly high: number;
  readonly low: number;
}

/** How the bytes of a number of `size` bytes and `width` bits are moved: in the widest words, from its start. */
export const chunksOf = (size: number, width: number): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  let offset = 0;
  for (const step of [8, 4, 2, 1] as const)
    for (; size - offset >= step; offset += step)
      chunks.push({
        offset,
        size: step,
        high: Math.min(8 * (size - offset), width) - 1,
        low: 8 * (size - offset - step),
      });
  return chunks;
};

export const storeChunk = (base: string, { offset, size }: Chunk, value: Code): string =>
  `P4TWIN_STORE${size * 8}(${address(base, offset)}, ${value.text});`;

/** The value of `width` (1 to 64) bits that start `offset` bits from the first of `size` bytes of memory. */
export const memoryBits = (base: string, offset: number, width: number, size: number): Code => {
  const high = size * 8 - 1 - offset;
  const low = high - width + 1;
  let result = constant(0n);
  for (const chunk of chunksOf(size, size * 8)) {
    const top = Math.min(high, chunk.high);
    const bottom = Math.max(low, chunk.low);
    if (top < bottom) continue;
    const word = primary(
      `P4TWIN_LOAD${chunk.size * 8}(${address(base, chunk.offset)})`,
      chunk.size === 8 ? 8 : 4,
    );
    const part = masked(shiftedRight(word, bottom - chunk.low), top - bottom + 1, chunk.high - bottom + 1);
    result = bitOr(result, shiftedLeft(part, bottom - low));
  }
  return result;
};
