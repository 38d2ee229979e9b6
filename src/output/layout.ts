/**
 * Where the loadable programs leave what the parser saw: the one entry of the per-CPU array `p4twin_result`.
 * Offsets and sizes are in bytes from the start of the entry, widths in bits.
 */
export type Slot =
  /** An unsigned integer of 1, 2, 4 or 8 bytes in host order that holds the stored pattern of `width` bits. */
  | { readonly kind: "number"; readonly offset: number; readonly size: number; readonly width: number }
  /** More than 64 bits: bytes in network order, the value to the right. */
  | { readonly kind: "bytes"; readonly offset: number; readonly size: number; readonly width: number }
  /** A code that indexes `errors`, two bytes in host order. */
  | { readonly kind: "error"; readonly offset: number }
  /** Two __u32 in host order: where in the packet the bytes stand, from where the parser started, and how many. */
  | { readonly kind: "varbit"; readonly offset: number };

export interface NamedSlot {
  readonly name: string;
  readonly slot: Slot;
}

/** In order of the source; names are the source's, dotted, and begin with the parameter. */
export type LayoutItem =
  /** valid: the offset of a byte that is 0 or 1. */
  | {
      readonly kind: "header";
      readonly name: string;
      readonly valid: number;
      readonly fields: readonly NamedSlot[];
    }
  /** next: the offset of the next index, a __u32. Its elements follow. */
  | { readonly kind: "stack"; readonly name: string; readonly next: number }
  /** What an out or inout parameter holds outside of headers. */
  | { readonly kind: "parameter"; readonly name: string; readonly slot: Slot };

/** What an entry of a value set says of a field: its value, a value and which bits of it count, or both ends of a range. */
export interface EntryMember {
  /** Counted from 0, in the order of the select's keys. */
  readonly field: number;
  readonly part: "value" | "mask" | "low" | "high";
  readonly slot: Extract<Slot, { readonly kind: "number" | "bytes" }>;
}

/** The map of a value set. */
export interface ValueSetLayout {
  /** The source's name for the set. */
  readonly set: string;
  /** The map's name. */
  readonly map: string;
  /**
   * hash: each key is an entry, the value is a byte that nothing reads. array: the values are entries, each begins
   * with a __u32 in host order that is 0 as long as the entry does not count.
   */
  readonly kind: "hash" | "array";
  readonly entries: number;
  /** Of a key of the hash, or a value of the array. */
  readonly size: number;
  readonly members: readonly EntryMember[];
}

export interface ResultLayout {
  /** The name of the map and the size of its one entry. */
  readonly map: string;
  readonly size: number;
  /** Offsets of the __u32 `verdict` (0 accept, 1 reject), `error` (a code) and `consumed` (bits). */
  readonly verdict: number;
  readonly error: number;
  readonly consumed: number;
  readonly errors: readonly string[];
  readonly items: readonly LayoutItem[];
}
