/** Loads of bits from the packet, all within bytes whose presence has been checked. */
import { bitOr, type Code, masked, primary, shiftedLeft, shiftedRight } from "./c-code.ts";

const SIZES = [1, 2, 4, 8] as const;

/** `base + offset` in bytes; base is an address expression that binds at least as tightly as `+`. */
export const address = (base: string, offset: number): string =>
  offset === 0 ? base : `${base} + ${offset}`;

const load = (base: string, offset: number, size: 1 | 2 | 4 | 8): Code =>
  primary(`P4TWIN_LOAD${size * 8}(${address(base, offset)})`, size === 8 ? 8 : 4);

/** Where a load of `size` bytes that covers first to last may start: aligned to its own size if possible. */
const windowStart = (first: number, last: number, size: number, total: number): number | undefined => {
  if (size < last - first + 1 || size > total) return undefined;
  const aligned = Math.floor(first / size) * size;
  if (aligned + size > last && aligned + size <= total) return aligned;
  return Math.min(first, total - size);
};

/**
 * The unsigned value of `width` (1 to 64) bits that start `offset` bits from `base`, the first bit being the most
 * significant one. All of `total` bytes from base on may be read: neighbouring fields share one load.
 */
export const packetBits = (base: string, offset: number, width: number, total: number): Code => {
  const first = Math.floor(offset / 8);
  const end = offset + width;
  const last = Math.floor((end - 1) / 8);
  for (const size of SIZES) {
    const start = windowStart(first, last, size, total);
    if (start === undefined) continue;
    const below = (start + size) * 8 - end;
    return masked(shiftedRight(load(base, start, size), below), width, size * 8 - below);
  }
  // No single load covers it: the first 1, 2, 4 or 8 bytes, then the rest.
  const bytes = Math.min(8, 2 ** Math.floor(Math.log2(last - first + 1)));
  const head = (first + bytes) * 8 - offset;
  const high = packetBits(base, offset, Math.min(head, width - 1), total);
  const taken = Math.min(head, width - 1);
  return bitOr(shiftedLeft(high, width - taken), packetBits(base, offset + taken, width - taken, total));
};
