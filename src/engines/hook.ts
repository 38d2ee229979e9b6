/** The generated xdp and tc programs as they are loaded by users, with what they leave in their map. */
import { decodeResult, pinThread, readPerCpu, TestRunner } from "../kernel/index.ts";
import type { Observation } from "../observation/index.ts";
import type { ResultLayout } from "../output/layout.ts";
import type { Outcome } from "./engine.ts";
import { observeInBuffers } from "./in-buffers.ts";
import type { KernelBench } from "./kernel-bench.ts";
import type { KernelProgram } from "./kernel-program.ts";
import { refusal } from "./refusal.ts";

export interface HookRun {
  readonly observe: (packet: Uint8Array) => Outcome;
  readonly close: () => void;
}

/** The hooks whose programs leave what they saw in their map. */
export type PlainHook = "xdp" | "xdp.frags" | "tc";

/** XDP_PASS, TC_ACT_OK */
const PASSES = { xdp: 2, "xdp.frags": 2, tc: 0 } as const;

/** The verdict that the kernel acts on is what the program returns, whatever it has left in its map. */
const asReturned = (observation: Observation, accepts: boolean): Observation =>
  (observation.verdict === "accept") === accepts
    ? observation
    : { verdict: "reject", error: `(the program returns ${accepts ? "accept" : "reject"}, its map differs)` };

export const openHook = (
  { libbpf }: KernelBench,
  { object, fd, mapFd }: KernelProgram,
  hook: PlainHook,
  layout: ResultLayout,
): HookRun => {
  const pinned = pinThread(libbpf);
  const runner = new TestRunner(libbpf);
  const map = mapFd(layout.map);
  const observe = (packet: Uint8Array, context?: Uint8Array): Outcome => {
    const run = runner.run(fd, context === undefined ? { packet } : { packet, context });
    if (run.kind === "refused") return refusal(run.errno, packet.length);
    const entry = readPerCpu(libbpf, map, 0, layout.size)[pinned?.cpu ?? 0];
    if (entry === undefined) return { kind: "refused", reason: "the result map has no entry for this CPU" };
    const observation = decodeResult(layout, entry, packet);
    return { kind: "observed", observation: asReturned(observation, run.returned === PASSES[hook]) };
  };
  return {
    observe:
      hook === "xdp.frags" ? (packet) => observeInBuffers(packet, observe) : (packet) => observe(packet),
    close: () => {
      pinned?.release();
      object.close();
    },
  };
};

/** The hooks whose programs leave an observation in a map. */
export const hasResultMap = (hook: string): hook is PlainHook => Object.hasOwn(PASSES, hook);
