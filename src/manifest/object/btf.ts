import { type Bytes, Unreadable } from "./bytes.ts";

/** A declaration tag (BTF_KIND_DECL_TAG) on a function. */
export interface FunctionTag {
  readonly function: string;
  readonly tag: string;
}

const MAGIC = 0xeb9f;
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

/** The declaration tags on functions in the content of a `.BTF` section, in order. */
export const readFunctionTags = (btf: Bytes): readonly FunctionTag[] => {
  if (btf.length < 24 || btf.u16(0) !== MAGIC) throw new Unreadable("its BTF is damaged");
  const headerLength = btf.u32(4);
  const types = btf.slice(headerLength + btf.u32(8), btf.u32(12));
  const strings = btf.slice(headerLength + btf.u32(16), btf.u32(20));

  const functions = new Map<number, string>();
  const tags: { readonly type: number; readonly tag: string }[] = [];
  let offset = 0;
  for (let id = 1; offset < types.length; id += 1) {
    const name = types.u32(offset);
    const info = types.u32(offset + 4);
    const kind = (info >>> 24) & 0x1f;
    if (kind === KIND_FUNC) functions.set(id, strings.string(name));
    // A component index of -1: the tag is on the function itself, not on one of its arguments.
    if (kind === KIND_DECL_TAG && types.u32(offset + 12) === 0xffffffff) {
      tags.push({ type: types.u32(offset + 8), tag: strings.string(name) });
    }
    offset += 12 + trailing(kind, info & 0xffff);
  }
  return tags.flatMap(({ type, tag }) => {
    const name = functions.get(type);
    return name === undefined ? [] : [{ function: name, tag }];
  });
};
