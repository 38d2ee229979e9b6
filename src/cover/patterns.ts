/** When a select's row matches, and the values next to where it begins or ceases to. */
import { unreachable } from "../diagnostics/bug.ts";
import type { Pattern, ScalarType } from "../ir/ir.ts";
import { type Circuit, FALSE, type Literal, not, TRUE } from "./circuit.ts";
import { constant, type Word, Words } from "./words.ts";

/** Value sets have no entries. */
export const matches = (circuit: Circuit, pattern: Pattern, key: Word, type: ScalarType): Literal => {
  const words = new Words(circuit);
  const signed = type.kind === "bits" && type.signed;
  switch (pattern.kind) {
    case "any":
      return TRUE;
    case "value":
      return words.equal(key, constant(pattern.value, key.length));
    case "mask": {
      const mask = constant(pattern.mask, key.length);
      const wanted = constant(pattern.value & pattern.mask, key.length);
      return words.equal(
        words.bitwise(key, mask, (a, b) => circuit.and(a, b)),
        wanted,
      );
    }
    case "range":
      return circuit.and(
        not(words.less(key, constant(pattern.low, key.length), signed)),
        not(words.less(constant(pattern.high, key.length), key, signed)),
      );
    case "value-set":
      return FALSE;
    default:
      return unreachable(pattern);
  }
};

const bitsOf = (mask: bigint): readonly bigint[] => {
  const found: bigint[] = [];
  for (let bit = 1n; bit <= mask; bit <<= 1n) if ((mask & bit) !== 0n) found.push(bit);
  return found;
};

/**
 * Values of a key worth a packet of their own: the ends of a range with their neighbours, a value and what differs
 * from it in one bit (the first and the last), a mask's value with one of the masked bits and all others turned over.
 */
export const probes = (pattern: Pattern, width: number): readonly bigint[] => {
  const all = (1n << BigInt(width)) - 1n;
  const cut = (values: readonly bigint[]): readonly bigint[] => [
    ...new Set(values.map((value) => value & all)),
  ];
  switch (pattern.kind) {
    case "value":
      return cut([pattern.value, pattern.value ^ 1n, pattern.value ^ ((all + 1n) >> 1n)]);
    case "mask": {
      const bits = bitsOf(pattern.mask & all);
      const turned = bits.slice(0, 16).map((bit) => pattern.value ^ bit);
      return cut([pattern.value, pattern.value ^ (all & ~pattern.mask), ...turned]);
    }
    case "range":
      return cut([pattern.low - 1n, pattern.low, pattern.high, pattern.high + 1n]);
    case "any":
    case "value-set":
      return [];
    default:
      return unreachable(pattern);
  }
};
