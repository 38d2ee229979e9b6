/** Makes a packet on which an engine is at odds with the reference as short and as plain as possible. */
import type { Engine, Inputs, Subject } from "../engines/index.ts";
import { type Finding, tryPackets } from "./trial.ts";

/** Runs of the engines that shrinking may take. */
const MAX_TRIES = 600;

const without = (bytes: Uint8Array, at: number, count: number): Uint8Array =>
  Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + count)]);

const zeroed = (bytes: Uint8Array, at: number, count: number): Uint8Array =>
  bytes.map((byte, index) => (index >= at && index < at + count ? 0 : byte));

/** A finding of the same engine, with a packet that is no longer and no fuller. */
export const shrink = (subject: Subject, engine: Engine, finding: Finding): Finding => {
  let best = finding;
  let left = MAX_TRIES;
  const attempt = (bytes: Uint8Array, inputs: Inputs): boolean => {
    if (left <= 0) return false;
    left -= 1;
    const [found] = tryPackets(subject, [engine], [{ bytes, inputs }]).findings;
    if (found === undefined) return false;
    best = found;
    return true;
  };
  for (const name of finding.inputs.keys())
    attempt(best.bytes, new Map([...best.inputs].filter(([other]) => other !== name)));
  for (let size = best.bytes.length; size >= 1; size = Math.floor(size / 2))
    while (best.bytes.length >= size && attempt(best.bytes.slice(0, best.bytes.length - size), best.inputs));
  for (let size = Math.ceil(best.bytes.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < best.bytes.length; ) {
      const chunk = best.bytes.subarray(at, at + size);
      if (attempt(without(best.bytes, at, size), best.inputs)) continue;
      if (chunk.some((byte) => byte !== 0)) attempt(zeroed(best.bytes, at, size), best.inputs);
      at += size;
    }
  return best;
};
