/** The generated xdp and tc programs as they are loaded by users, with what they leave in their map. */
import { decodeResult, pinThread, readPerCpu, TestRunner } from "../kernel/index.ts";
import type { Observation } from "../observation/index.ts";
import type { ResultLayout } from "../output/layout.ts";
import type { Outcome } from "./engine.ts";
import type { KernelBench } from "./kernel-bench.ts";
import type { KernelProgram } from "./kernel-program.ts";
import { refusal } from "./refusal.ts";

export interface HookRun {
  readonly observe: (packet: Uint8Array) => Outcome;
  readonly close: () => void;
}

/** XDP_PASS, TC_ACT_OK */
const PASSES = { xdp: 2, tc: 0 } as const;

/** The verdict that the kernel acts on is what the program returns, whatever it has left in its map. */
const asReturned = (observation: Observation, accepts: boolean): Observation =>
  (observation.verdict === "accept") === accepts
    ? observation
    : { verdict: "reject", error: `(the program returns ${accepts ? "accept" : "reject"}, its map differs)` };

export const openHook = (
  { libbpf }: KernelBench,
  { object, fd, mapFd }: KernelProgram,
  hook: "xdp" | "tc",
  layout: ResultLayout,
): HookRun => {
  const pinned = pinThread(libbpf);
  const runner = new TestRunner(libbpf);
  const map = mapFd(layout.map);
  return {
    observe: (packet) => {
      const run = runner.run(fd, { packet });
      if (run.kind === "refused") return refusal(run.errno, packet.length);
      const entry = readPerCpu(libbpf, map, 0, layout.size)[pinned?.cpu ?? 0];
      if (entry === undefined) return { kind: "refused", reason: "the result map has no entry for this CPU" };
      const observation = decodeResult(layout, entry, packet);
      return { kind: "observed", observation: asReturned(observation, run.returned === PASSES[hook]) };
    },
    close: () => {
      pinned?.release();
      object.close();
    },
  };
};

/** The hooks whose programs leave an observation in a map. */
export const hasResultMap = (hook: string): hook is "xdp" | "tc" => hook === "xdp" || hook === "tc";
