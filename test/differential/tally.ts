/** What came of many random programs. */
import { isBad, isTooComplex, type Outcome } from "./fuzz.ts";
import { describeNoEngine } from "./trial.ts";
import { errorsOf } from "./twin.ts";

export interface Tally {
  /** Programs; those that every target took; those that a bug shows in; those too complex for this verifier. */
  programs: number;
  compared: number;
  bad: number;
  tooComplex: number;
  /** Given to each engine. */
  packets: number;
  /** How often something was refused, by the reason without its names and numbers. */
  readonly refusals: Map<string, number>;
}

export const newTally = (): Tally => ({
  programs: 0,
  compared: 0,
  bad: 0,
  tooComplex: 0,
  packets: 0,
  refusals: new Map(),
});

const count = (refusals: Map<string, number>, who: string, message: string): void => {
  const reason = `${who}: ${message.split("\n")[0]?.replace(/[`"'].*?[`"']|\d+/g, "…")}`;
  refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
};

export const addOutcome = (tally: Tally, outcome: Outcome): void => {
  const { refused, missing } = outcome;
  tally.programs += 1;
  tally.packets += outcome.packets;
  if (isBad(outcome)) tally.bad += 1;
  if (missing.some(isTooComplex)) tally.tooComplex += 1;
  if (refused === undefined && missing.length === 0 && outcome.crash === undefined) tally.compared += 1;
  if (refused !== undefined) count(tally.refusals, refused.phase, errorsOf(refused.findings));
  for (const { target, why } of missing)
    if (why.kind === "refused") count(tally.refusals, target, describeNoEngine(why));
};

export const describeTally = (tally: Tally): string =>
  [
    `${tally.programs} programs, ${tally.compared} compared on all engines, ${tally.packets} packets, ${tally.bad} bad`,
    `${tally.tooComplex} × too complex for this kernel's verifier`,
    ...[...tally.refusals].sort((a, b) => b[1] - a[1]).map(([reason, times]) => `${times} × ${reason}`),
  ].join("\n");
