/** Fills the maps of a loaded program's value sets. */
import { valueSetLayouts } from "../../backends/ebpf/index.ts";
import type { Program } from "../ir/ir.ts";
import { fillValueSet, type Libbpf } from "../kernel/index.ts";
import type { KernelProgram } from "./kernel-program.ts";
import { type Entries, entryNumbers, sourceNameOf } from "./value-sets.ts";

export const fillValueSets = (
  libbpf: Libbpf,
  program: Program,
  { mapFd }: Pick<KernelProgram, "mapFd">,
  entries: Entries,
): void => {
  for (const [index, layout] of valueSetLayouts(program).entries()) {
    const set = program.valueSets[index];
    if (set === undefined) continue;
    const given = entries.get(sourceNameOf(set)) ?? [];
    const numbers = given.map((entry) => entryNumbers(set, layout, entry));
    fillValueSet(libbpf, mapFd(layout.map), layout, numbers);
  }
};
