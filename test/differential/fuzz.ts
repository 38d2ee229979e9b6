/** Random programs, compiled for every target and compared with the reference on packets made for them. */
import { type EbpfOptions, generate } from "../../backends/ebpf/index.ts";
import type { Finding } from "../../src/cover/index.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import {
  type Engine,
  ETHERNET_BYTES,
  hooksOf,
  type NoEngine,
  openEbpf,
  openP4,
  type Subject,
} from "../../src/engines/index.ts";
import { type P4Target, p4Targets } from "../../src/output/p4-targets.ts";
import { bench } from "../kernel/bench.ts";
import { packetsFor } from "./generate/packets.ts";
import { randomInputs } from "./inputs.ts";
import { describeFindings, describeNoEngine, findDifferences } from "./trial.ts";
import { errorsOf, type Refused, twinOf } from "./twin.ts";

/** What a program is run on besides the reference: the kernel, or a device. */
export type Target = "ebpf" | P4Target;

export const TARGETS: readonly Target[] = ["ebpf", ...p4Targets];

export interface Missing {
  readonly target: Target;
  readonly why: NoEngine;
}

/** What became of one program. */
export interface Outcome {
  readonly findings: readonly Finding[];
  /** Where there is no engine: the target can't express the program and says so, or something failed. */
  readonly missing: readonly Missing[];
  /** The front end or lowering refuses the program. */
  readonly refused?: Refused;
  /** Thrown: a bug of the compiler's. */
  readonly crash?: string;
  /** How many packets each engine was given. */
  readonly packets: number;
}

const NOTHING: Outcome = { findings: [], missing: [], packets: 0 };

const crashed = (error: unknown): Outcome => ({
  ...NOTHING,
  crash: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

/** Of psa and pna, which are much alike, a seed takes one. */
const isTurnOf = (target: Target, seed: number): boolean =>
  target === "ebpf" || target === "v1model" || (target === "psa") === (seed % 2 === 0);

/** The observing build is one more program to compile and to load: every fourth seed's. */
const isObserved = (seed: number): boolean => seed % 4 === 0;

/** The hooks take turns from seed to seed: they share the parse function. */
const open = (subject: Subject, target: Target, seed: number, options: EbpfOptions): Engine | NoEngine => {
  if (target !== "ebpf") return openP4(subject, target);
  const hooks = hooksOf(subject);
  const hook = hooks[Math.floor(seed / 2) % hooks.length] ?? "xdp";
  if (bench === undefined) return { kind: "missing", message: "no kernel" };
  if (Object.keys(options).length === 0) return openEbpf(subject, hook, bench);
  const { program, identity } = subject;
  const other = generate(program, identity, { ...options, hooks: [hook] }, new DiagnosticSink());
  return openEbpf(subject, hook, bench, (files) => other ?? files);
};

/** An engine that throws in the midst of it has crashed. */
const runTwin = (
  text: string,
  targets: readonly Target[],
  packets: number,
  seed: number,
  options: EbpfOptions,
): Outcome => {
  const twin = twinOf("fuzz", text);
  if (twin.kind === "refused") return { ...NOTHING, refused: twin };
  const opened = targets
    .filter((target) => isTurnOf(target, seed))
    .map((target) => ({ target, made: open(twin, target, seed, options) }));
  const engines = opened.flatMap(({ made }) => (made.kind === "engine" ? [made] : []));
  const devices = opened.flatMap(({ target, made }) =>
    made.kind === "engine" && (target !== "ebpf" || isObserved(seed)) ? [made] : [],
  );
  try {
    // Most of the packets as a loaded program runs them, which starts with zeros; the others with other inputs.
    const inputs = randomInputs(twin.program, seed);
    const others = inputs.size === 0 ? 0 : Math.floor(packets / 3);
    const plain = packetsFor(twin, packets - others, seed);
    const isLong = (packet: Uint8Array): boolean => isObserved(seed) || packet.length >= ETHERNET_BYTES;
    const short = plain.filter((packet) => !isLong(packet));
    const given = others === 0 ? [] : packetsFor(twin, others, seed, inputs);
    return {
      findings: [
        ...findDifferences(twin, engines, plain.filter(isLong)),
        ...findDifferences(twin, devices, short),
        ...findDifferences(twin, devices, given, inputs),
      ],
      missing: opened.flatMap(({ target, made }) => (made.kind === "engine" ? [] : [{ target, why: made }])),
      packets: plain.length + given.length,
    };
  } finally {
    for (const engine of engines) engine.close();
  }
};

/** Compiles and compares one program. options: how the C is generated, where that is not the default. */
export const runProgram = (
  text: string,
  targets: readonly Target[],
  packets: number,
  seed: number,
  options: EbpfOptions = {},
): Outcome => {
  try {
    return runTwin(text, targets, packets, seed, options);
  } catch (error) {
    return crashed(error);
  }
};

/**
 * The verifier gives up on too many ways through a program (loops in loops, mostly), which nobody can foresee: the
 * program is right, but this kernel will not have it. Counted, not a bug.
 */
export const isTooComplex = ({ why }: Missing): boolean =>
  why.kind === "failed" && /sequence of \d+ jumps is too complex|BPF program is too large/.test(why.message);

/** The generator leads a parser's states anywhere, also in circles that nothing leaves. */
const neverEnds = (found: readonly Diagnostic[]): boolean =>
  found.every(({ code, severity }) => severity === "warning" || code === "P0315");

/** Whether the outcome shows a bug. Refusals don't: of a random program they are expected. */
export const isBad = ({ findings, missing, crash, refused }: Outcome): boolean =>
  findings.length > 0 ||
  missing.some((one) => one.why.kind !== "refused" && !isTooComplex(one)) ||
  crash !== undefined ||
  (refused?.phase === "front end" && !neverEnds(refused.findings));

/** The outcome in words. */
export const describeOutcome = ({ refused, missing, crash, findings }: Outcome): string =>
  [
    ...(refused === undefined ? [] : [`${refused.phase} refuses it: ${errorsOf(refused.findings)}`]),
    ...missing.map(({ target, why }) => `${target}: ${why.kind}: ${describeNoEngine(why)}`),
    ...(crash === undefined ? [] : [`crash: ${crash}`]),
    ...(findings.length === 0 ? [] : [describeFindings(findings)]),
  ].join("\n");

/** What two outcomes must share for one to be a smaller case of the other. */
export const kindOf = ({ findings, missing, crash, refused }: Outcome): string =>
  [
    ...findings.map(({ engine, difference }) => `${engine} differs ${difference.where === "verdict"}`),
    ...missing
      .filter(({ why }) => why.kind === "failed")
      .map((one) => `${one.target} fails ${isTooComplex(one)}`),
    crash === undefined ? "" : `crash ${crash.split("\n").slice(0, 3).join(" ").replace(/\d+/g, "")}`,
    refused?.phase === "front end" ? "refused" : "",
  ].join(" ");
