/** Writes values of the environment into the entry of a map, as the generated C has them: the reverse of observe.ts. */
import { endianness } from "node:os";
import type { NamedSlot } from "../output/layout.ts";

/** An unsigned number of `size` bytes at an offset. */
export const writeBytes = (
  entry: Buffer,
  offset: number,
  size: number,
  value: bigint,
  little: boolean,
): void => {
  for (let index = 0; index < size; index += 1) {
    const byte = Number((value >> BigInt(index * 8)) & 0xffn);
    entry[offset + (little ? index : size - 1 - index)] = byte;
  }
};

/** Puts the named values into an entry. An error is given by its name; what is not named stays as it is. */
export const encodeInputs = (
  entry: Buffer,
  slots: readonly NamedSlot[],
  inputs: ReadonlyMap<string, bigint | string>,
  errors: readonly string[],
): void => {
  const host = endianness() === "LE";
  for (const { name, slot } of slots) {
    const given = inputs.get(name);
    if (given === undefined || slot.kind === "varbit") continue;
    const value = typeof given === "string" ? BigInt(Math.max(0, errors.indexOf(given))) : given;
    const size = slot.kind === "error" ? 2 : slot.size;
    writeBytes(entry, slot.offset, size, value, slot.kind !== "bytes" && host);
  }
};
