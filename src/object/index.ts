/** Compiled BPF objects and their type format, read with every access checked: nobody vouches for them. */
import { type FunctionTag, readFunctions } from "./btf.ts";
import { Bytes, Unreadable } from "./bytes.ts";
import { readSections } from "./elf.ts";

export { type Functions, type FunctionTag, readFunctions } from "./btf.ts";
export { Bytes, Unreadable } from "./bytes.ts";

/** What a compiled BPF object says about the source that it was made from. */
export interface ObjectStamps {
  /** The text in section .rodata.p4twin; undefined where there is none. */
  readonly section: string | undefined;
  /** Declaration tags of p4twin on functions. */
  readonly tags: readonly FunctionTag[];
}

/** Reads the stamps of an object; a string says in words why that is not possible. Never throws, whatever the file. */
export const readObject = (file: Buffer): ObjectStamps | string => {
  try {
    const sections = readSections(new Bytes(file));
    const named = (name: string) => sections.find((section) => section.name === name)?.content;
    const btf = named(".BTF");
    const tags = btf === undefined ? [] : readFunctions(btf).tags;
    return {
      section: named(".rodata.p4twin")?.text().replace(/\0+$/, ""),
      tags: tags.filter(({ tag }) => tag.startsWith("p4twin:")),
    };
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
};
