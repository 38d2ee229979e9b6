/** As much of BTF (the kernel's type format) as it takes to find declaration tags. */

const MAGIC = 0xeb9f;

/** Kinds, and how many bytes follow a type's three words: for each of its members, and once. */
const KIND = { func: 12, declTag: 17 } as const;
const MEMBER_BYTES: Readonly<Record<number, number>> = { 4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12 };
const TRAILING_BYTES: Readonly<Record<number, number>> = { 1: 4, 3: 12, 14: 4, 17: 4 };
const TYPE_BYTES = 12;

interface BtfType {
  readonly kind: number;
  readonly name: string;
  /** The type it refers to (or its size). */
  readonly reference: number;
}

/** A declaration tag on a function. */
export interface FunctionTag {
  readonly function: string;
  readonly tag: string;
}

const readTypes = (bytes: Buffer): readonly BtfType[] => {
  if (bytes.length < 24 || bytes.readUInt16LE(0) !== MAGIC) return [];
  const header = bytes.readUInt32LE(4);
  const types = bytes.subarray(header + bytes.readUInt32LE(8)).subarray(0, bytes.readUInt32LE(12));
  const strings = bytes.subarray(header + bytes.readUInt32LE(16)).subarray(0, bytes.readUInt32LE(20));
  const nameAt = (offset: number): string => strings.toString("utf8", offset, strings.indexOf(0, offset));
  // Type 0 is void.
  const found: BtfType[] = [{ kind: 0, name: "", reference: 0 }];
  for (let at = 0; at + TYPE_BYTES <= types.length; ) {
    const info = types.readUInt32LE(at + 4);
    const kind = (info >>> 24) & 0x1f;
    found.push({ kind, name: nameAt(types.readUInt32LE(at)), reference: types.readUInt32LE(at + 8) });
    at += TYPE_BYTES + (TRAILING_BYTES[kind] ?? 0) + (MEMBER_BYTES[kind] ?? 0) * (info & 0xffff);
  }
  return found;
};

/** The declaration tags of functions in raw BTF (little-endian), in its order. */
export const functionTags = (bytes: Buffer): readonly FunctionTag[] => {
  const types = readTypes(bytes);
  return types.flatMap(({ kind, name, reference }): readonly FunctionTag[] => {
    const target = types[reference];
    if (kind !== KIND.declTag || target?.kind !== KIND.func) return [];
    return [{ function: target.name, tag: name }];
  });
};
