/** Select patterns: their plain forms, and ranges as masks. Values are unsigned patterns of a key's width. */
import type { Pattern } from "../../../src/ir/ir.ts";

const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** The one form of each set of values: bits outside a mask are 0; `any` where all match. */
export const normalise = (pattern: Pattern, width: number): Pattern => {
  if (pattern.kind === "mask") {
    const value = pattern.value & pattern.mask;
    if (pattern.mask === 0n) return { kind: "any" };
    return pattern.mask === ones(width) ? { kind: "value", value } : { ...pattern, value };
  }
  if (pattern.kind === "range") {
    if (pattern.low === 0n && pattern.high === ones(width)) return { kind: "any" };
    if (pattern.low === pattern.high) return { kind: "value", value: pattern.low };
  }
  return pattern;
};

/** The aligned blocks of powers of two that a range is made of, from low to high; at most 2 * width - 2 of them. */
export const masksOf = (low: bigint, high: bigint, width: number): readonly Pattern[] => {
  const masks: Pattern[] = [];
  for (let from = low; from <= high; ) {
    let size = from === 0n ? 1n << BigInt(width) : from & -from;
    while (from + size - 1n > high) size >>= 1n;
    masks.push(normalise({ kind: "mask", value: from, mask: ones(width) ^ (size - 1n) }, width));
    from += size;
  }
  return masks;
};

/** How many masks p4c makes of a pattern: 1 but for a range. */
export const expansionOf = (pattern: Pattern, width: number): number =>
  pattern.kind === "range" ? masksOf(pattern.low, pattern.high, width).length : 1;

/** The pattern of a signed key for the key with its sign bit turned over, which orders values as unsigned ones. */
export const flipSign = (pattern: Pattern, width: number): Pattern => {
  const sign = 1n << BigInt(width - 1);
  switch (pattern.kind) {
    case "value":
      return { kind: "value", value: pattern.value ^ sign };
    case "mask":
      return { ...pattern, value: (pattern.value ^ sign) & pattern.mask };
    case "range":
      return { kind: "range", low: pattern.low ^ sign, high: pattern.high ^ sign };
    default:
      return pattern;
  }
};

/** The pattern for a key that is larger by 1, modulo 2^width; undefined where there is none. */
export const increment = (pattern: Pattern, width: number): Pattern | undefined => {
  const next = (value: bigint): bigint => (value + 1n) & ones(width);
  switch (pattern.kind) {
    case "any":
      return pattern;
    case "value":
      return { kind: "value", value: next(pattern.value) };
    case "range":
      return pattern.high === ones(width)
        ? undefined
        : { kind: "range", low: pattern.low + 1n, high: pattern.high + 1n };
    default:
      return undefined;
  }
};

/** Whether every value that `inner` matches is matched by `outer`; both normalised, for a key of `width` bits. */
export const covers = (outer: Pattern, inner: Pattern, width: number): boolean => {
  if (outer.kind === "any") return true;
  const whole = ones(width);
  const bounds = (pattern: Pattern): readonly [bigint, bigint] => {
    switch (pattern.kind) {
      case "value":
        return [pattern.value, pattern.value];
      case "range":
        return [pattern.low, pattern.high];
      case "mask":
        return [pattern.value, pattern.value | (whole ^ pattern.mask)];
      default:
        return [0n, whole];
    }
  };
  if (outer.kind === "mask") {
    if (inner.kind === "value") return (inner.value & outer.mask) === outer.value;
    if (inner.kind === "mask") {
      return (outer.mask & inner.mask) === outer.mask && (inner.value & outer.mask) === outer.value;
    }
    return false;
  }
  if (outer.kind !== "value" && outer.kind !== "range") return false;
  const [outerLow, outerHigh] = bounds(outer);
  const [innerLow, innerHigh] = bounds(inner);
  return outerLow <= innerLow && innerHigh <= outerHigh;
};
