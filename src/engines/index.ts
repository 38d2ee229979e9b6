/** Everything that can run a parser on packets: the reference, the kernel, the device's program. */

import type { P4Target } from "../output/p4-targets.ts";
import { openEbpf } from "./ebpf.ts";
import type { Engine, NoEngine, Subject } from "./engine.ts";
import { openKernelBench } from "./kernel-bench.ts";
import type { EbpfHook, EngineName } from "./names.ts";
import { openP4 } from "./p4.ts";
import { openReference } from "./reference.ts";

export { allHooksOf, hooksOf, openEbpf } from "./ebpf.ts";
export type { Engine, Inputs, NoEngine, Outcome, Subject } from "./engine.ts";
export { isForValueSet, readAllEntries, spellEntries } from "./entries-text.ts";
export { ETHERNET_BYTES, entryOf, startsBehindEthernet } from "./frame.ts";
export { type ReadInput, readInput, type Settable, settableInputs } from "./inputs.ts";
export { type KernelBench, openKernelBench } from "./kernel-bench.ts";
export { EBPF_HOOKS, type EbpfHook, ENGINES, type EngineName, isEbpfHook } from "./names.ts";
export { openP4 } from "./p4.ts";
export { openReference } from "./reference.ts";
export { type Entries, type Entry, madeUpEntries, sourceNameOf } from "./value-sets.ts";

/** Opens an engine; hook: where in the kernel; arch: which device's program. */
export const openEngine = async (
  subject: Subject,
  name: EngineName,
  hook: EbpfHook,
  arch?: P4Target,
): Promise<Engine | NoEngine> => {
  if (name === "reference") return openReference(subject);
  if (name === "p4") return openP4(subject, arch);
  const bench = await openKernelBench();
  return bench.kind === "bench" ? openEbpf(subject, hook, bench) : bench;
};
