import { type Bytes, Unreadable } from "./bytes.ts";

/** A declaration tag (BTF_KIND_DECL_TAG) on a function. */
export interface FunctionTag {
  readonly function: string;
  /** The function's type id. */
  readonly id: number;
  readonly tag: string;
}

/** What BTF tells about functions. */
export interface Functions {
  /** By type id. */
  readonly names: ReadonlyMap<number, string>;
  /** In the order of the BTF. */
  readonly tags: readonly FunctionTag[];
}

const MAGIC = 0xeb9f;
const MAGIC_SWAPPED = 0x9feb;
const HEADER_BYTES = 24;
const TYPE_BYTES = 12;
const KIND_FUNC = 12;
const KIND_DECL_TAG = 17;

/** Bytes behind the 12 of each type, by kind (Documentation/bpf/btf.rst); vlen is the number of members. */
const trailing = (kind: number, vlen: number): number => {
  switch (kind) {
    case 1: // INT
    case 14: // VAR
    case KIND_DECL_TAG:
      return 4;
    case 3: // ARRAY
      return 12;
    case 4: // STRUCT
    case 5: // UNION
    case 15: // DATASEC
    case 19: // ENUM64
      return 12 * vlen;
    case 6: // ENUM
    case 13: // FUNC_PROTO
      return 8 * vlen;
    case 2: // PTR
    case 7: // FWD
    case 8: // TYPEDEF
    case 9: // VOLATILE
    case 10: // CONST
    case 11: // RESTRICT
    case KIND_FUNC:
    case 16: // FLOAT
    case 18: // TYPE_TAG
      return 0;
    default:
      throw new Unreadable(`its BTF has a type of unknown kind ${kind}`);
  }
};

/** The magic number says the byte order. */
const inItsOrder = (bytes: Bytes): Bytes => {
  if (bytes.length < HEADER_BYTES) throw new Unreadable("its BTF is damaged");
  const little = bytes.withOrder("little");
  const magic = little.u16(0);
  if (magic === MAGIC) return little;
  if (magic === MAGIC_SWAPPED) return bytes.withOrder("big");
  throw new Unreadable("its BTF is damaged");
};

/**
 * The functions, and the declaration tags on them, in BTF: of an object's section `.BTF` or of the running kernel.
 * Throws Unreadable for whatever is cut off, points outside of itself, or is of a later form.
 */
export const readFunctions = (bytes: Bytes): Functions => {
  const btf = inItsOrder(bytes);
  const headerLength = btf.u32(4);
  const types = btf.slice(headerLength + btf.u32(8), btf.u32(12));
  const strings = btf.slice(headerLength + btf.u32(16), btf.u32(20));

  const names = new Map<number, string>();
  const tags: { readonly id: number; readonly tag: string }[] = [];
  let offset = 0;
  for (let id = 1; offset < types.length; id += 1) {
    const name = types.u32(offset);
    const info = types.u32(offset + 4);
    const kind = (info >>> 24) & 0x1f;
    if (kind === KIND_FUNC) names.set(id, strings.string(name));
    // A component index of -1: the tag is on the function itself, not on one of its arguments.
    if (kind === KIND_DECL_TAG && types.u32(offset + TYPE_BYTES) === 0xffffffff) {
      tags.push({ id: types.u32(offset + 8), tag: strings.string(name) });
    }
    offset += TYPE_BYTES + trailing(kind, info & 0xffff);
  }
  return {
    names,
    tags: tags.flatMap(({ id, tag }) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ function: name, id, tag }];
    }),
  };
};
