/** The entries of value sets: what a user fills in from outside. */
import type { ScalarType, ValueSet } from "../ir/ir.ts";
import type { EntryMember, ValueSetLayout } from "../output/layout.ts";

/** What an entry says of one field: stored patterns, as a select's rows have them. */
export type EntryField =
  | { readonly kind: "any" }
  | { readonly kind: "value"; readonly value: bigint }
  | { readonly kind: "mask"; readonly value: bigint; readonly mask: bigint }
  | { readonly kind: "range"; readonly low: bigint; readonly high: bigint };

export type Entry = readonly EntryField[];

/** By the source's names; sets of one name in several sub-parsers have the same entries. Without: empty. */
export type Entries = ReadonlyMap<string, readonly Entry[]>;

export const sourceNameOf = ({ name, sourceName }: ValueSet): string => sourceName ?? name;

type Field = ValueSet["fields"][number];

export const widthOf = (type: ScalarType): number => (type.kind === "bits" ? type.width : 1);
export const isSigned = (type: ScalarType): boolean => type.kind === "bits" && type.signed;
export const onesOf = (type: ScalarType): bigint => (1n << BigInt(widthOf(type))) - 1n;

/** Whether low is no greater than high, of stored patterns. */
export const inOrder = (low: bigint, high: bigint, type: ScalarType): boolean =>
  isSigned(type) ? BigInt.asIntN(widthOf(type), low) <= BigInt.asIntN(widthOf(type), high) : low <= high;

/** A few entries for each set; random: an integer from 0 below its argument. */
export const madeUpEntries = (sets: readonly ValueSet[], random: (below: number) => number): Entries => {
  const value = (type: ScalarType): bigint => {
    let bits = 0n;
    for (let done = 0; done < widthOf(type); done += 16) bits = (bits << 16n) | BigInt(random(0x10000));
    return bits & onesOf(type);
  };
  const field = ({ type, match }: Field): EntryField => {
    const [one, other] = [value(type), value(type)];
    switch (match) {
      case "exact":
        return { kind: "value", value: one };
      case "ternary":
        return { kind: "mask", value: one, mask: other };
      case "lpm":
        return {
          kind: "mask",
          value: one,
          mask: onesOf(type) ^ (onesOf(type) >> BigInt(random(widthOf(type) + 1))),
        };
      case "range":
        return inOrder(one, other, type)
          ? { kind: "range", low: one, high: other }
          : { kind: "range", low: other, high: one };
    }
  };
  return new Map(
    sets.map((set) => [
      sourceNameOf(set),
      Array.from({ length: Math.min(set.size, 3) }, () => set.fields.map(field)),
    ]),
  );
};

const partOf = (field: EntryField, part: EntryMember["part"], type: ScalarType): bigint => {
  const least = isSigned(type) ? 1n << BigInt(widthOf(type) - 1) : 0n;
  const most = onesOf(type) ^ least;
  switch (field.kind) {
    case "any":
      return part === "low" ? least : part === "high" ? most : 0n;
    case "value":
      return part === "mask" ? onesOf(type) : field.value;
    case "mask":
      return part === "mask" ? field.mask : field.value;
    case "range":
      return part === "low" ? field.low : field.high;
  }
};

/** The numbers that an entry puts into the members of its key, or value, in the map. */
export const entryNumbers = (
  set: ValueSet,
  layout: ValueSetLayout,
  entry: Entry,
): readonly { readonly slot: EntryMember["slot"]; readonly value: bigint }[] =>
  layout.members.flatMap(({ field, part, slot }) => {
    const said = entry[field];
    const declared = set.fields[field];
    return said === undefined || declared === undefined
      ? []
      : [{ slot, value: partOf(said, part, declared.type) }];
  });
