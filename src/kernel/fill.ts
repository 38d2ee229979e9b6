/** Writes the entries of a value set into its map. */
import { endianness } from "node:os";
import type { EntryMember, ValueSetLayout } from "../output/layout.ts";
import { writeBytes } from "./encode.ts";
import { KernelError } from "./errno.ts";
import type { Libbpf } from "./libbpf.ts";

export type EntryNumbers = readonly { readonly slot: EntryMember["slot"]; readonly value: bigint }[];

const LITTLE = endianness() === "LE";

const encodeEntry = ({ kind, size }: ValueSetLayout, numbers: EntryNumbers): Buffer => {
  const bytes = Buffer.alloc(size);
  for (const { slot, value } of numbers)
    writeBytes(bytes, slot.offset, slot.size, value, slot.kind !== "bytes" && LITTLE);
  if (kind === "array") writeBytes(bytes, 0, 4, 1n, LITTLE);
  return bytes;
};

/** fd: of the map, which is still empty. */
export const fillValueSet = (
  libbpf: Libbpf,
  fd: number,
  layout: ValueSetLayout,
  entries: readonly EntryNumbers[],
): void => {
  for (const [index, numbers] of entries.entries()) {
    const bytes = encodeEntry(layout, numbers);
    const position = Buffer.alloc(4);
    writeBytes(position, 0, 4, BigInt(index), LITTLE);
    const code =
      layout.kind === "hash"
        ? libbpf.mapUpdate(fd, bytes, Buffer.alloc(1), 0)
        : libbpf.mapUpdate(fd, position, bytes, 0);
    if (code < 0) throw new KernelError("BPF_MAP_UPDATE_ELEM", code);
  }
};
