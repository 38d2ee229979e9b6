/** Loads of bits from the packet, all within bytes whose presence has been checked. */
import { bitOr, type Code, masked, primary, shiftedLeft, shiftedRight } from "../text/c-code.ts";

const SIZES = [1, 2, 4, 8] as const;

/** `base + offset` in bytes; base is an address expression that binds at least as tightly as `+`. */
export const address = (base: string, offset: number): string =>
  offset === 0 ? base : `${base} + ${offset}`;

const load = (base: string, offset: number, size: 1 | 2 | 4 | 8): Code =>
  primary(`P4TWIN_LOAD${size * 8}(${address(base, offset)})`, size === 8 ? 8 : 4);

/** Where a load of `size` bytes that covers first to last may start: aligned to its own size if possible. */
const windowStart = (
  first: number,
  last: number,
  size: number,
  total: number,
  aligned: boolean,
): number | undefined => {
  if (size < last - first + 1 || size > total) return undefined;
  const start = Math.floor(first / size) * size;
  if (start + size > last && start + size <= total) return start;
  return aligned ? undefined : Math.min(first, total - size);
};

/** How many bytes from `first` on are loaded where no single load covers all up to `last`. */
const firstPart = (first: number, last: number, aligned: boolean): number => {
  const most = Math.min(8, 2 ** Math.floor(Math.log2(last - first + 1)));
  return aligned ? (SIZES.findLast((size) => size <= most && first % size === 0) ?? 1) : most;
};

/**
 * The unsigned value of `width` (1 to 64) bits that start `offset` bits from `base`, the first bit being the most
 * significant one. All of `total` bytes from base on may be read: neighbouring fields share one load. `aligned`: base is
 * aligned to 8 bytes, and each load has to be to its own size.
 */
export const packetBits = (
  base: string,
  offset: number,
  width: number,
  total: number,
  aligned = false,
): Code => {
  const first = Math.floor(offset / 8);
  const end = offset + width;
  const last = Math.floor((end - 1) / 8);
  for (const size of SIZES) {
    const start = windowStart(first, last, size, total, aligned);
    if (start === undefined) continue;
    const below = (start + size) * 8 - end;
    return masked(shiftedRight(load(base, start, size), below), width, size * 8 - below);
  }
  // No single load covers it: the first 1, 2, 4 or 8 bytes, then the rest.
  const head = (first + firstPart(first, last, aligned)) * 8 - offset;
  const taken = Math.min(head, width - 1);
  const high = packetBits(base, offset, taken, total, aligned);
  const low = packetBits(base, offset + taken, width - taken, total, aligned);
  return bitOr(shiftedLeft(high, width - taken), low);
};
