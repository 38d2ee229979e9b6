import { readObject } from "../object/index.ts";
import { type Identity, stampText } from "../output/stamp.ts";
import type { Difference } from "./compare.ts";

/** The stamps in a compiled object: in its section .rodata.p4twin, and as tags on its functions. */
export const compareObject = (subject: string, file: Buffer, identity: Identity): readonly Difference[] => {
  const stamps = readObject(file);
  if (typeof stamps === "string") return [{ subject, text: `cannot be used as an object: ${stamps}` }];
  const expected = stampText(identity);
  const differences: Difference[] = [];
  const differ = (text: string): void => {
    differences.push({ subject, text });
  };
  if (stamps.section === undefined) differ("has no section .rodata.p4twin");
  else if (stamps.section !== expected) {
    differ(`has another source's stamp in section .rodata.p4twin: ${stamps.section.slice(0, 200)}`);
  }
  if (stamps.tags.length === 0) differ("has no declaration tag of p4twin in its BTF (compiled without -g?)");
  for (const { function: name, tag } of stamps.tags) {
    if (tag !== expected) differ(`has another source's stamp on function ${name}: ${tag.slice(0, 200)}`);
  }
  return differences;
};
