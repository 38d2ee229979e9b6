/**
 * What makes a packet worth keeping besides those that were sought: the rows that it takes one after the other, how
 * often, how far each state moves on, what stands there, how it ends. An accepted packet shows all of it; of a
 * rejected one only the end can be seen.
 */
import type { Footprint, Step } from "./footprint.ts";

/** 1, 2, 3, 4, then powers of two: backends make other code for the first turns of a loop. */
const turn = (times: number): number => (times <= 4 ? times : 2 ** Math.floor(Math.log2(times)));

/** Bytes: small ones each, larger ones by their magnitude. */
const magnitude = (bytes: number): number =>
  bytes <= 16 ? bytes : 2 ** Math.floor(Math.log2(bytes)) + (bytes % 3);

/** Different contents of the bytes of one state in one round. */
const CONTENTS = 6;

/**
 * The round that each step belongs to, from 1: a new one begins where a state comes again. Backends make other code for
 * the first rounds of a loop than for those behind them.
 */
export const roundsOf = (steps: readonly Pick<Step, "state">[]): readonly number[] => {
  const inRound = new Set<string>();
  let round = 1;
  return steps.map(({ state }) => {
    if (inRound.has(state)) {
      inRound.clear();
      round += 1;
    }
    inRound.add(state);
    return round;
  });
};

/** Rounds that are told apart; all later ones count as the last of them. */
const ROUNDS = 5;

export const roundName = (round: number): string => `round ${Math.min(round, ROUNDS)}`;

const contentOf = (bytes: Uint8Array, from: number, to: number): number => {
  let hash = 0;
  for (let at = from >> 3; at < Math.min(bytes.length, (to + 7) >> 3); at += 1)
    hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) >>> 0;
  return (hash ^ (hash >>> 7)) % CONTENTS;
};

/** What is left of a packet that is too short, in bytes: another state might be content with it. */
const shortOf = (bytes: Uint8Array, end: number): string => {
  const from = (end + 7) >> 3;
  const left = bytes.length - from;
  const most = left < 8 ? 8 : left < 16 ? 16 : 32;
  return left <= 0
    ? "nothing left"
    : `less than ${most} left, content ${contentOf(bytes, end, bytes.length * 8)}`;
};

const name = ({ state, row }: Step): string => `${state} ${row}`;

/**
 * Each as a sentence of its own. constants: values that the program's selects compare with; keys that have one are told
 * apart.
 */
export const traitsOf = (
  { steps, end, accepts, error }: Footprint,
  bytes: Uint8Array,
  constants: ReadonlySet<bigint>,
): readonly string[] => {
  const isExact = bytes.length === (end + 7) >> 3;
  const left = isExact ? ", nothing left" : "";
  const how = accepts ? "accepted" : error;
  const rounds = roundsOf(steps);
  const visits = new Map<string, number>();
  const found: string[] = [];
  for (const [index, step] of steps.entries()) {
    const times = (visits.get(step.state) ?? 0) + 1;
    visits.set(step.state, times);
    const round = roundName(rounds[index] ?? 1);
    const isLast = index === steps.length - 1;
    const before = steps[index - 1];
    const behind = before === undefined ? "" : ` behind ${name(before)}`;
    if (isLast)
      found.push(
        `${name(step)}${behind}: ${how}${left}`,
        `${name(step)}, ${round}: ${how}${left}`,
        `${name(step)}, turn ${turn(times)}: ${how}${left}`,
      );
    if (isLast && error === "PacketTooShort")
      found.push(`${step.state}, ${round}: too short, ${shortOf(bytes, end)}`);
    // What another state looks for, and what this one makes of it. Of a rejected packet only the end shows it.
    const isSeen = accepts || index >= steps.length - 2;
    if (isSeen && step.keys.length > 0 && step.keys.every((key) => constants.has(key)))
      found.push(
        `${name(step)}${behind}, of ${step.keys.join(", ")}`,
        `${name(step)}, ${round}, of ${step.keys.join(", ")}`,
      );
    if (!accepts) continue;
    const to = steps[index + 1]?.at ?? end;
    found.push(
      `${name(step)}, turn ${turn(times)}`,
      `${name(step)}, ${round}`,
      `${name(step)}${behind}`,
      `${name(step)}${behind}, ${round}`,
    );
    // What it sets has not been set before.
    if (times === 1) found.push(`${name(step)}, for the first time in ${round}`);
    if (to === step.at) continue;
    found.push(
      `${step.state}, ${round}: ${magnitude((to - step.at) >> 3)} bytes`,
      `${step.state}, ${round}: content ${contentOf(bytes, step.at, to)}`,
    );
  }
  return found;
};
