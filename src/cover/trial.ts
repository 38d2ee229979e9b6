/** Runs packets on the reference and on other engines and compares what they observe. */
import type { Engine, Inputs, Outcome, Subject } from "../engines/index.ts";
import { openReference } from "../engines/index.ts";
import { type Difference, firstDifference, type Observation } from "../observation/index.ts";

/** A packet on the wire, with what the environment gives the parser besides. */
export interface Given {
  readonly bytes: Uint8Array;
  readonly inputs: Inputs;
}

export interface Finding {
  readonly engine: string;
  readonly bytes: Uint8Array;
  readonly inputs: Inputs;
  readonly difference: Difference;
  /** The states that the reference goes through. */
  readonly states: readonly string[];
}

export interface EngineTally {
  readonly name: string;
  readonly accepted: number;
  readonly rejected: number;
  /** Packets that it could not be given, and why the first of them. */
  readonly refused: number;
  readonly reason: string | undefined;
  readonly differences: number;
}

export interface Trial {
  readonly tallies: readonly EngineTally[];
  /** The first of each engine. */
  readonly findings: readonly Finding[];
  /** `state` and `state#row` (or `state#undefined`: no row) that the packets came through. */
  readonly states: ReadonlySet<string>;
  readonly rows: ReadonlySet<string>;
}

interface Count {
  accepted: number;
  rejected: number;
  refused: number;
  reason: string | undefined;
  differences: number;
}

const newCount = (): Count => ({ accepted: 0, rejected: 0, refused: 0, reason: undefined, differences: 0 });

/** Counts an outcome; the observation, if there is one. */
const tally = (count: Count, outcome: Outcome): Observation | undefined => {
  if (outcome.kind === "refused") {
    count.refused += 1;
    count.reason ??= outcome.reason;
    return undefined;
  }
  if (outcome.observation.verdict === "accept") count.accepted += 1;
  else count.rejected += 1;
  return outcome.observation;
};

/** progress: told how many packets have been run. */
export const tryPackets = (
  subject: Subject,
  engines: readonly Engine[],
  packets: readonly Given[],
  progress: (done: number) => void = () => {},
): Trial => {
  const states = new Set<string>();
  const rows = new Set<string>();
  let way: string[] = [];
  const reference = openReference(subject, {
    state: (name) => {
      states.add(name);
      way.push(name);
    },
    row: (state, index) => rows.add(`${state}#${index}`),
  });
  const counts = new Map(["reference", ...engines.map(({ name }) => name)].map((name) => [name, newCount()]));
  const findings = new Map<string, Finding>();
  for (const [done, { bytes, inputs }] of packets.entries()) {
    way = [];
    const expected = tally(counts.get("reference") ?? newCount(), reference.observe(bytes, inputs));
    for (const engine of engines) {
      const count = counts.get(engine.name) ?? newCount();
      const observed = tally(count, engine.observe(bytes, inputs));
      if (expected === undefined || observed === undefined) continue;
      const difference = firstDifference(expected, observed);
      if (difference === undefined) continue;
      count.differences += 1;
      if (!findings.has(engine.name))
        findings.set(engine.name, { engine: engine.name, bytes, inputs, difference, states: way });
    }
    progress(done + 1);
  }
  return {
    tallies: [...counts].map(([name, count]) => ({ name, ...count })),
    findings: [...findings.values()],
    states,
    rows,
  };
};
