/**
 * Keys of a select that lie side by side in the header extracted last become one key: one load and one comparison
 * instead of one for each. `select(ipv4.more_fragments, ipv4.fragment_offset)` reads 14 bits of one word.
 */
import type { Expression, Pattern, Row, Transition } from "../../../src/ir/ir.ts";
import { ones } from "../text/c-code.ts";
import { isSigned, widthOf } from "../values/arithmetic.ts";
import type { FreshHeader } from "../values/fresh-header.ts";

type Select = Transition & { readonly kind: "select" };

const MAX_WIDTH = 64;

const joinedKey = (keys: readonly Expression[]): Expression | undefined => {
  const [first, ...rest] = keys;
  if (first === undefined || rest.length === 0) return undefined;
  const width = keys.reduce((sum, key) => sum + widthOf(key.type), 0);
  if (width > MAX_WIDTH || keys.some(({ type }) => type.kind !== "bits" || isSigned(type))) return undefined;
  return rest.reduce((left, right): Expression => {
    const sum = widthOf(left.type) + widthOf(right.type);
    const type = { kind: "bits", width: sum, signed: false } as const;
    return { kind: "binary", operator: "concat", left, right, type };
  }, first);
};

/** Value and mask of a pattern; undefined of one that has none. */
const maskOf = (pattern: Pattern, width: number): { value: bigint; mask: bigint } | undefined => {
  switch (pattern.kind) {
    case "any":
      return { value: 0n, mask: 0n };
    case "value":
      return { value: pattern.value, mask: ones(width) };
    case "mask":
      return { value: pattern.value, mask: pattern.mask };
    default:
      return undefined;
  }
};

const joinedRow = (row: Row, widths: readonly number[]): Row | undefined => {
  let value = 0n;
  let mask = 0n;
  for (const [index, width] of widths.entries()) {
    const pattern = row.patterns[index];
    const part = pattern === undefined ? undefined : maskOf(pattern, width);
    if (part === undefined) return undefined;
    value = (value << BigInt(width)) | (part.value & part.mask);
    mask = (mask << BigInt(width)) | part.mask;
  }
  const all = ones(widths.reduce((sum, width) => sum + width, 0));
  const pattern: Pattern = mask === all ? { kind: "value", value } : { kind: "mask", value, mask };
  return { ...row, patterns: [pattern] };
};

/** The select with its keys joined; itself where they cannot be. */
export const joinKeys = (select: Select, fresh: FreshHeader): Select => {
  const key = joinedKey(select.keys);
  if (key === undefined || !fresh.holds(key, widthOf(key.type) - 1, 0)) return select;
  const widths = select.keys.map(({ type }) => widthOf(type));
  const rows: Row[] = [];
  for (const row of select.rows) {
    const joined = joinedRow(row, widths);
    if (joined === undefined) return select;
    rows.push(joined);
  }
  return { ...select, keys: [key], rows };
};
