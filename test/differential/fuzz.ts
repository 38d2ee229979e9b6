/** Random programs, compiled both ways and compared with the reference on packets made for them. */
import { compareEngines, describeFindings, type Finding } from "./compare.ts";
import { type Engine, ebpfEngine, type Failed, p4Engine } from "./engines.ts";
import { choicesOf, MAX_CHOICE } from "./generate/choices.ts";
import { packetsFor, randomOf } from "./generate/packets.ts";
import { printProgram } from "./generate/program.ts";
import { randomInputs } from "./inputs.ts";
import { errorsOf, type Refused, twinOf } from "./twin.ts";

export type EngineName = "ebpf" | "p4";

/** What became of one program. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly failures: readonly Failed[];
  /** A target that can't express it says so: no fault, but nothing was compared there. */
  readonly refusals: readonly Refused[];
  /** Thrown: a bug of the compiler's. */
  readonly crash?: string;
  readonly packets: number;
}

const crashed = (error: unknown): Outcome => ({
  findings: [],
  failures: [],
  refusals: [],
  packets: 0,
  crash: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

const runTwin = (text: string, names: readonly EngineName[], packets: number, seed: number): Outcome => {
  const twin = twinOf("fuzz", text);
  if (twin.kind === "refused") return { findings: [], failures: [], refusals: [twin], packets: 0 };
  const made = names.map((name) => (name === "ebpf" ? ebpfEngine(twin) : p4Engine(twin)));
  const engines = made.filter((one): one is Engine => one.kind === "engine");
  try {
    const chosen = packetsFor(twin.typed, packets, seed);
    // The loaded programs start with zeros; a device's metadata may start with anything.
    const given = randomInputs(twin.program, seed);
    const device = engines.filter(({ name }) => name === "p4");
    const findings = compareEngines(twin, engines, chosen);
    const others = compareEngines(twin, device, packetsFor(twin.typed, packets, seed, given), given);
    return {
      findings: [...findings, ...others],
      failures: made.filter((one): one is Failed => one.kind === "failed"),
      refusals: made.filter((one): one is Refused => one.kind === "refused"),
      packets: chosen.length,
    };
  } finally {
    for (const engine of engines) engine.close();
  }
};

/** Compiles and compares one program. */
export const runProgram = (
  text: string,
  names: readonly EngineName[],
  packets: number,
  seed: number,
): Outcome => {
  try {
    return runTwin(text, names, packets, seed);
  } catch (error) {
    return crashed(error);
  }
};

/**
 * The verifier gives up on too many ways through a program (loops in loops, mostly), which nobody can foresee: the
 * program is right, but this kernel will not have it. Counted, not a bug.
 */
export const isTooComplex = ({ reason }: Failed): boolean =>
  /sequence of \d+ jumps is too complex|BPF program is too large/.test(reason);

/** Whether the outcome shows a bug. Refusals don't: of a random program they are expected. */
export const isBad = ({ findings, failures, crash, refusals }: Outcome): boolean =>
  findings.length > 0 ||
  failures.some((failure) => !isTooComplex(failure)) ||
  crash !== undefined ||
  refusals.some(({ phase }) => phase === "front end");

/** The outcome in words. */
export const describeOutcome = (outcome: Outcome): string =>
  [
    ...outcome.refusals.map(({ phase, findings }) => `${phase} refuses it: ${errorsOf(findings)}`),
    ...outcome.failures.map(({ name, reason }) => `${name} failed: ${reason}`),
    ...(outcome.crash === undefined ? [] : [`crash: ${outcome.crash}`]),
    ...(outcome.findings.length === 0 ? [] : [describeFindings(outcome.findings)]),
  ].join("\n");

/** The decisions of a seed's program. */
export const decisionsOf = (seed: number): readonly number[] => {
  const random = randomOf(seed);
  return Array.from({ length: 200 + random(1500) }, () => random(MAX_CHOICE + 1));
};

export const programOf = (decisions: readonly number[]): string => printProgram(choicesOf(decisions));

const withoutChunk = (list: readonly number[], at: number, size: number): readonly number[] => [
  ...list.slice(0, at),
  ...list.slice(at + size),
];

const withZeros = (list: readonly number[], at: number, size: number): readonly number[] =>
  list.map((value, index) => (index >= at && index < at + size ? 0 : value));

/**
 * Fewer and smaller decisions whose program still shows the bug: chunks, ever smaller ones, are left out or made
 * zero as long as `isStillBad`. At most `tries` programs are looked at.
 */
export const shrink = (
  decisions: readonly number[],
  isStillBad: (text: string) => boolean,
  tries = 400,
): readonly number[] => {
  let best = decisions;
  let left = tries;
  const attempt = (candidate: readonly number[]): boolean => {
    if (left <= 0 || programOf(candidate) === programOf(best)) return false;
    left -= 1;
    if (!isStillBad(programOf(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length; ) {
      if (attempt(withoutChunk(best, at, size))) continue;
      attempt(withZeros(best, at, size));
      at += size;
    }
  }
  return best;
};
