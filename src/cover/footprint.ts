/** What a packet does to the reference: the states it goes through, where in the packet, and how it ends. */
import {
  ETHERNET_BYTES,
  type Inputs,
  openReference,
  type Subject,
  startsBehindEthernet,
} from "../engines/index.ts";

export interface Step {
  readonly state: string;
  /** The row taken; `end` where the state has no select or was not left. */
  readonly row: string;
  /** Values of the select's keys. */
  readonly keys: readonly bigint[];
  /** Where the state begins, in bits of the packet on the wire. */
  readonly at: number;
}

export interface Footprint {
  readonly steps: readonly Step[];
  /** Bits consumed, of the packet on the wire. */
  readonly end: number;
  readonly accepts: boolean;
  readonly error: string;
}

/** Leaves footprints; undefined where the reference never sees the packet. */
export const openTracker = (
  subject: Subject,
): ((bytes: Uint8Array, inputs: Inputs) => Footprint | undefined) => {
  const base = startsBehindEthernet(subject.program) ? ETHERNET_BYTES * 8 : 0;
  let steps: { state: string; row: string; keys: readonly bigint[]; at: number }[] = [];
  let end = 0;
  const reference = openReference(subject, {
    state: (state, cursor) => {
      steps.push({ state, row: "end", keys: [], at: base + cursor });
    },
    row: (_, index, __, keys) => {
      const last = steps.at(-1);
      if (last === undefined) return;
      last.row = index === undefined ? "none" : `row ${index + 1}`;
      last.keys = keys;
    },
    end: (cursor) => {
      end = base + cursor;
    },
  });
  return (bytes, inputs) => {
    steps = [];
    end = 0;
    const outcome = reference.observe(bytes, inputs);
    if (outcome.kind === "refused" || steps.length === 0) return undefined;
    const { verdict, error } = outcome.observation;
    return { steps, end, accepts: verdict === "accept", error };
  };
};
