/** The generated parser in the observing build: takes inputs and packets of any length, shows all that it sees. */
import { generateObserver, OBSERVER_OFFSET } from "../../backends/ebpf/programs/observer.ts";
import type { Program } from "../ir/ir.ts";
import {
  decodeResult,
  encodeInputs,
  mapInfo,
  readEntry,
  type SourceFile,
  TestRunner,
} from "../kernel/index.ts";
import type { Inputs, NoEngine, Outcome } from "./engine.ts";
import { fillValueSets } from "./fill.ts";
import type { KernelBench } from "./kernel-bench.ts";
import { openProgram } from "./kernel-program.ts";
import { refusal } from "./refusal.ts";
import type { Entries } from "./value-sets.ts";

export interface Observing {
  readonly kind: "observing";
  /** packet: from where the source's parser starts. */
  readonly observe: (packet: Uint8Array, inputs: Inputs) => Outcome;
  readonly close: () => void;
}

/** files: what the backend has generated; entries: of the value sets. */
export const openObserving = (
  bench: KernelBench,
  program: Program,
  files: readonly SourceFile[],
  entries: Entries,
): Observing | NoEngine => {
  const observer = generateObserver(program);
  const { layout } = observer;
  const opened = openProgram(bench, [...files, observer.file], observer.file.path, observer.program);
  if (opened.kind !== "program") return opened;
  const { libbpf } = bench;
  fillValueSets(libbpf, program, opened, entries);
  const runner = new TestRunner(libbpf);
  const map = opened.mapFd(layout.map);
  const entry = Buffer.alloc(mapInfo(libbpf, map).valueBytes);
  const key = Buffer.alloc(4);
  return {
    kind: "observing",
    observe: (packet, inputs) => {
      encodeInputs(entry.fill(0), observer.inputs, inputs, program.errors);
      libbpf.mapUpdate(map, key, entry, 0);
      const padded = new Uint8Array(OBSERVER_OFFSET + packet.length);
      padded.set(packet, OBSERVER_OFFSET);
      const run = runner.run(opened.fd, { packet: padded });
      if (run.kind === "refused") return refusal(run.errno, packet.length);
      const seen = readEntry(libbpf, map, 0, entry.length);
      return { kind: "observed", observation: decodeResult(layout, seen, packet) };
    },
    close: () => opened.object.close(),
  };
};
