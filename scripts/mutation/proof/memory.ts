/** Where the lvalues of the C lie: cells, each a number of 8 to 64 bits, by names such as `hdr.tags.element[0].id`. */

import type { Member } from "./function.ts";
import { type CType, NotUnderstood } from "./syntax.ts";

export type Structs = ReadonlyMap<string, readonly Member[]>;

export const membersOf = (structs: Structs, tag: string): readonly Member[] => {
  const members = structs.get(tag);
  if (members === undefined) throw new NotUnderstood(`struct ${tag}`);
  return members;
};

/** The cells of a variable of this type, with their widths in bits. */
export const cellsOf = (
  structs: Structs,
  name: string,
  type: CType,
): readonly { readonly name: string; readonly bits: number }[] => {
  switch (type.kind) {
    case "int":
      return [{ name, bits: type.bits }];
    case "pointer":
      return [{ name, bits: 64 }];
    case "array":
      return Array.from({ length: type.count }, (_, index) =>
        cellsOf(structs, `${name}[${index}]`, type.of),
      ).flat();
    case "struct":
      return membersOf(structs, type.tag).flatMap((member) =>
        cellsOf(structs, `${name}.${member.name}`, member.type),
      );
  }
};
