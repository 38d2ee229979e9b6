/**
 * Value sets as BPF maps that user space fills. Where all fields match exactly: a hash map of keys. Else an array of
 * entries, looked through in order; which of them matches makes no difference.
 */
import type { Program, ValueSet } from "../../../src/ir/ir.ts";
import type { EntryMember, ValueSetLayout } from "../../../src/output/layout.ts";
import { type CType, type CTypes, declare } from "../text/c-types.ts";
import { NameScope } from "../text/names.ts";

/** Entries of an array that the verifier is asked to follow one by one. */
export const MAX_SEARCHED = 1024;

/** A member that holds a field of the set, or a part of what one of its entries says of that field. */
export interface SetMember {
  readonly name: string;
  readonly type: CType;
  readonly offset: number;
  readonly field: number;
  readonly part: EntryMember["part"];
}

export interface ValueSetMap {
  readonly set: ValueSet;
  /** The map, and in C the variable that stands for it. */
  readonly map: string;
  readonly tag: string;
  readonly kind: "hash" | "array";
  readonly members: readonly SetMember[];
  /** Of all members in C, padding included. */
  readonly declarations: readonly string[];
  /** Of a key or an entry, in bytes. */
  readonly size: number;
  /** The C function that looks a select's keys up. */
  readonly lookup: string;
}

/** Whether entries have to be looked through one by one. */
export const isSearched = ({ fields }: ValueSet): boolean => fields.some(({ match }) => match !== "exact");

const PARTS = {
  exact: ["value"],
  ternary: ["value", "mask"],
  lpm: ["value", "mask"],
  range: ["low", "high"],
} as const;

/** Bytes of `valid`, in front of an entry. */
const VALID_BYTES = 4;

/** Members in C's order with every hole filled, since a hash map compares all bytes of a key. */
const placeMembers = (
  set: ValueSet,
  searched: boolean,
  types: CTypes,
): Pick<ValueSetMap, "members" | "declarations" | "size"> => {
  const scope = new NameScope();
  const declarations = searched ? [`__u32 ${scope.claim("valid")}`] : [];
  const members: SetMember[] = [];
  let end = searched ? VALID_BYTES : 0;
  let align = Math.max(1, end);
  const fillUpTo = (multiple: number): void => {
    const hole = Math.ceil(end / multiple) * multiple - end;
    if (hole > 0) declarations.push(`__u8 ${scope.claim("padding")}[${hole}]`);
    end += hole;
  };
  for (const [field, { name: wish, type: source, match }] of set.fields.entries())
    for (const part of PARTS[match]) {
      const type = types.of(source);
      const name = scope.claim(part === "value" ? wish : `${wish}_${part}`);
      fillUpTo(type.align);
      declarations.push(declare(type, name, types.prefix));
      members.push({ name, type, offset: end, field, part });
      end += type.size;
      align = Math.max(align, type.align);
    }
  fillUpTo(align);
  return { members, declarations, size: end };
};

/** The maps of a program's value sets, by the sets' names. */
export const placeValueSets = (program: Program, types: CTypes): ReadonlyMap<string, ValueSetMap> => {
  const { prefix } = types;
  const scope = new NameScope(
    ["parse", "parse_skb", "parse_xdp", "xdp", "xdp_frags", "tc", "flow_dissector"].map(
      (name) => `${prefix}_${name}`,
    ),
  );
  return new Map(
    program.valueSets.map((set) => {
      const kind = isSearched(set) ? "array" : "hash";
      const map = scope.claim(`${prefix}_${set.name}`);
      const tag = types.claimTag(`${map}_${kind === "hash" ? "key" : "entry"}`);
      const lookup = scope.claim(`${map}_has`);
      return [set.name, { set, map, tag, kind, lookup, ...placeMembers(set, kind === "array", types) }];
    }),
  );
};

/** How user space, or a test, writes entries. */
export const layoutOfSet = ({ set, map, kind, members, size }: ValueSetMap): ValueSetLayout => ({
  set: set.sourceName ?? set.name,
  map,
  kind,
  entries: set.size,
  size,
  members: members.flatMap(({ offset, type, field, part }): readonly EntryMember[] =>
    type.kind === "number" || type.kind === "bytes"
      ? [{ field, part, slot: { kind: type.kind, offset, size: type.size, width: type.width } }]
      : [],
  ),
});
