/** What becomes of one mutant. */
import type { Engine, NoEngine } from "../../src/engines/engine.ts";
import { firstDifference } from "../../src/observation/index.ts";
import type { Case } from "./prepare.ts";

export type Fate =
  /** clang or our front end refuses it: no mutant. */
  | "no program"
  /** The kernel's verifier refuses it. */
  | "verifier"
  /** A packet is observed differently. */
  | "caught"
  /** No packet is, nor can be: the compiler makes the same code of it. */
  | "same code"
  /** No packet is, nor can be: it is proven that nothing differs. */
  | "proven"
  | "survives";

/** How the message begins where the verifier does not take a program. */
const REFUSAL = "the kernel refuses";

/** The observing build is loaded at the first packet that needs it. */
class RefusedByKernel extends Error {}

/** Whether a packet tells the engine from the reference. */
const isCaughtBy =
  (engine: Engine) =>
  ({ packet, expected }: Case): boolean => {
    const outcome = engine.observe(packet.bytes, packet.inputs);
    if (outcome.kind === "refused" && outcome.reason.startsWith(REFUSAL)) throw new RefusedByKernel();
    if (expected.kind === "refused" || outcome.kind === "refused") return false;
    return firstDifference(expected.observation, outcome.observation) !== undefined;
  };

export const judge = (opened: Engine | NoEngine, cases: Iterable<Case>): Fate => {
  if (opened.kind === "missing") throw new Error(opened.message);
  if (opened.kind === "refused") return "no program";
  if (opened.kind === "failed") return opened.message.startsWith(REFUSAL) ? "verifier" : "no program";
  try {
    const isCaught = isCaughtBy(opened);
    for (const one of cases) if (isCaught(one)) return "caught";
    return "survives";
  } catch (thrown) {
    if (thrown instanceof RefusedByKernel) return "verifier";
    throw thrown;
  } finally {
    opened.close();
  }
};
