/**
 * More packets out of those that were sought, kept where the reference does with them what it did with none before.
 * The sought ones reach every place; these come there in other ways: rows in other orders, loops with turns of
 * different sizes, other contents. The same packets every time.
 */
import type { Subject } from "../engines/index.ts";
import type { Program } from "../ir/ir.ts";
import { constantsOf } from "./constants.ts";
import { breedOne, type Child, type Joint, Joints, type Parent } from "./cross.ts";
import { openTracker } from "./footprint.ts";
import type { CoverPacket } from "./packets.ts";
import { randomOf } from "./random.ts";
import { roundName, roundsOf, traitsOf } from "./traits.ts";

/** Packets that are tried in all, and in vain since the last one that was kept. */
const MOST_TRIALS = 30_000;
const MOST_IN_VAIN = 6_000;
/** Packets that are kept at most. */
const MOST_KEPT = 4_000;
const SEED = 20_240_301;

const numbers = ({ inputs }: Child): ReadonlyMap<string, bigint> =>
  new Map(
    [...inputs].flatMap(([name, value]) => (typeof value === "bigint" ? [[name, value] as const] : [])),
  );

/** program: whose constants are tried; progress: told how many are kept. */
export const breedPackets = (
  subject: Subject,
  program: Program,
  sought: readonly CoverPacket[],
  progress: (kept: number) => void = () => {},
): readonly CoverPacket[] => {
  const random = randomOf(SEED);
  const track = openTracker(subject);
  const words = constantsOf(program);
  const values = new Set(words.map((word) => BigInt(`0x${Buffer.from(word).toString("hex")}`)));
  const known = new Set<string>();
  const parents: Parent[] = [];
  const heads = new Joints();
  const tails = new Joints();
  const acceptedTails = new Joints();
  /** What is new about it, once it is among the parents. */
  const adopt = ({ bytes, inputs }: Child): readonly string[] => {
    const footprint = track(bytes, inputs);
    if (footprint === undefined) return [];
    const fresh = traitsOf(footprint, bytes, values).filter((trait) => !known.has(trait));
    if (fresh.length === 0) return [];
    for (const trait of fresh) known.add(trait);
    const parent: Parent = { bytes, inputs, footprint };
    parents.push(parent);
    const rounds = roundsOf(footprint.steps);
    for (const [index, { state, at }] of footprint.steps.entries()) {
      const joint: Joint = { parent, state, at };
      heads.add(`${state} ${roundName(rounds[index] ?? 1)}`, joint);
      tails.add(state, joint);
      if (footprint.accepts) acceptedTails.add(state, joint);
    }
    return fresh;
  };
  for (const packet of sought) adopt(packet);
  const kept: CoverPacket[] = [];
  for (let trial = 0, vain = 0; trial < MOST_TRIALS && vain < MOST_IN_VAIN; trial += 1, vain += 1) {
    const child = breedOne(random, { parents, heads, tails, acceptedTails, words });
    const fresh = child === undefined ? [] : adopt(child);
    if (child === undefined || fresh.length === 0) continue;
    vain = 0;
    const goals = fresh.map((what) => ({ kind: "trait", state: "", what }) as const);
    kept.push({ bytes: child.bytes, inputs: numbers(child), goals });
    progress(kept.length);
    if (kept.length === MOST_KEPT) break;
  }
  return kept;
};
