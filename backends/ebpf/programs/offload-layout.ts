/**
 * How a device hands its parse result to the programs of the xdp and tc hooks: bytes in front of the packet, as XDP
 * metadata, in network order, the first bit the most significant one.
 *
 *   bytes 0-1    0x5034 ("P4")
 *   byte 2       1, the version of this layout
 *   byte 3       the length of all of it, in words of 4 bytes
 *   bytes 4-23   SHA-1 of the source that the device's program was made from
 *   byte 24      0 accept, 1 reject
 *   byte 25      0
 *   bytes 26-27  the error, its index in the enum of errors
 *   bytes 28-31  consumed, in bits
 *   from 32      a bit for each header's validity; each stack's next index, in as few bits as hold its size; zeros to
 *                a whole byte;
 *                every field of every header and parameter, one behind the other; zeros to a whole word
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { CStruct, CType } from "../text/c-types.ts";
import type { Signature, SignatureParameter } from "../values/signature.ts";

/** Length of the fixed part in bytes. */
export const FIXED_BYTES = 32;

/**
 * The most that there is room for, in bytes: XDP_PACKET_HEADROOM (256), which drivers leave in front of a packet,
 * less struct xdp_frame (40), which the kernel puts there.
 */
export const MOST_BYTES = 216;

/** A number of 1 to 64 bits: where it lies in C, and where in the metadata (in bits from its start). */
export interface Atom {
  readonly lvalue: string;
  readonly offset: number;
  readonly width: number;
}

export interface OffloadLayout {
  readonly atoms: readonly Atom[];
  /** All of it, in bytes: a multiple of 4. */
  readonly bytes: number;
  /** What it carries, in order. */
  readonly parameters: readonly SignatureParameter[];
}

type Unplaced = Omit<Atom, "offset">;

interface Parts {
  readonly flags: Unplaced[];
  readonly nexts: Unplaced[];
  readonly fields: Unplaced[];
}

/** A member of what stands at a path; `*x` is what the pointer x leads to. */
const within = (path: string, member: string): string =>
  path.startsWith("*") ? `${path.slice(1)}->${member}` : `${path}.${member}`;

const collectStruct = (struct: CStruct, path: string, parts: Parts): void => {
  if (struct.valid !== undefined) parts.flags.push({ lvalue: within(path, struct.valid.name), width: 1 });
  for (const { field, name, type } of struct.members)
    if (field !== undefined) collect(type, within(path, name), parts);
};

const collect = (type: CType, path: string, parts: Parts): void => {
  switch (type.kind) {
    case "number":
      parts.fields.push({ lvalue: path, width: type.width });
      break;
    case "bytes": {
      // A pointer to bytes is indexed as the bytes themselves are.
      const base = path.startsWith("*") ? path.slice(1) : path;
      const first = type.width - 8 * (type.size - 1);
      for (let index = 0; index < type.size; index += 1)
        parts.fields.push({ lvalue: `${base}[${index}]`, width: index === 0 ? first : 8 });
      break;
    }
    case "error":
      parts.fields.push({ lvalue: path, width: 16 });
      break;
    case "varbit":
      parts.fields.push(
        { lvalue: within(path, "offset"), width: 16 },
        { lvalue: within(path, "length"), width: 16 },
      );
      break;
    case "struct":
      collectStruct(type, path, parts);
      break;
    case "stack":
      parts.nexts.push({ lvalue: within(path, "next"), width: type.count.toString(2).length });
      for (let index = 0; index < type.count; index += 1)
        collectStruct(type.element, within(path, `element[${index}]`), parts);
      break;
  }
};

/** Where everything lies that a program's observation consists of. */
export const placeOffload = ({ parameters }: Signature): OffloadLayout => {
  const parts: Parts = { flags: [], nexts: [], fields: [] };
  const carried = parameters.filter(
    ({ parameter, passing }) => passing === "pointer" && parameter.direction !== "in",
  );
  for (const { name, type } of carried) collect(type, `*${name}`, parts);
  const atoms: Atom[] = [];
  let offset = FIXED_BYTES * 8;
  const place = (list: readonly Unplaced[]): void => {
    for (const { lvalue, width } of list) {
      atoms.push({ lvalue, offset, width });
      offset += width;
    }
    offset = Math.ceil(offset / 8) * 8;
  };
  place([...parts.flags, ...parts.nexts]);
  place(parts.fields);
  return { atoms, bytes: Math.ceil(offset / 32) * 4, parameters: carried };
};

/** A parameter as the functions around the layout declare it. */
export const declarationOf = ({ declaration, parameter }: SignatureParameter): string =>
  must(declaration, `a declaration of ${parameter.name}`);
