/** New packets out of others: what stands before a state in one goes on with what stands behind it in another. */
import type { Inputs } from "../engines/index.ts";
import type { Footprint } from "./footprint.ts";
import type { Random } from "./random.ts";

export interface Parent {
  readonly bytes: Uint8Array;
  readonly inputs: Inputs;
  readonly footprint: Footprint;
}

export interface Child {
  readonly bytes: Uint8Array;
  readonly inputs: Inputs;
}

/** A place in a packet where a state begins. */
export interface Joint {
  readonly parent: Parent;
  readonly state: string;
  readonly at: number;
}

/** Joints by kind. Each kind gets its turn, however many packets have it. */
export class Joints {
  readonly #kinds: string[] = [];
  readonly #byKind = new Map<string, Joint[]>();

  add(kind: string, joint: Joint): void {
    const there = this.#byKind.get(kind);
    there?.push(joint);
    if (there !== undefined) return;
    this.#byKind.set(kind, [joint]);
    this.#kinds.push(kind);
  }

  /** One of any kind. */
  pickAny(random: Random): Joint | undefined {
    const kind = pick(random, this.#kinds);
    return kind === undefined ? undefined : this.pick(random, kind);
  }

  /** One of a kind. */
  pick(random: Random, kind: string): Joint | undefined {
    return pick(random, this.#byKind.get(kind) ?? []);
  }
}

/** Packets do not get longer than this, in bytes. */
const MAX_BYTES = 800;
const MOST_CHANGES = 4;

const concatenate = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** The first `at` bits of one, then the other from its bit `from` on; undefined where their bytes do not fit together. */
export const join = (
  head: Uint8Array,
  at: number,
  tail: Uint8Array,
  from: number,
): Uint8Array | undefined => {
  const odd = at & 7;
  if (odd !== (from & 7)) return undefined;
  const border = at >> 3;
  const joined = concatenate(head.subarray(0, border), tail.subarray(from >> 3));
  const mask = 0xff >> odd;
  if (border < joined.length) joined[border] = ((head[border] ?? 0) & ~mask) | ((joined[border] ?? 0) & mask);
  return joined;
};

export const pick = <T>(random: Random, items: readonly T[]): T | undefined => items[random(items.length)];

const crossed = (random: Random, mother: Joint, father: Joint): Child | undefined => {
  const bytes = join(mother.parent.bytes, mother.at, father.parent.bytes, father.at);
  if (bytes === undefined || bytes.length > MAX_BYTES) return undefined;
  return { bytes, inputs: (random(2) === 0 ? mother : father).parent.inputs };
};

/** Changes some bytes of what one state reads, or puts one of the program's constants there. */
const altered = (
  random: Random,
  words: readonly Uint8Array[],
  { bytes, inputs, footprint }: Parent,
): Child => {
  const { steps, end } = footprint;
  const index = random(steps.length);
  const from = (steps[index]?.at ?? 0) >> 3;
  const to = Math.max(from + 1, ((steps[index + 1]?.at ?? end) + 7) >> 3);
  const changed = Uint8Array.from(bytes);
  const word = random(2) === 0 ? pick(random, words) : undefined;
  if (word !== undefined && to - from >= word.length && to <= bytes.length) {
    changed.set(word, from + random(to - from - word.length + 1));
    return { bytes: changed, inputs };
  }
  for (let left = 1 + random(MOST_CHANGES); left > 0; left -= 1) {
    const at = from + random(to - from);
    const old = changed[at] ?? 0;
    const step = random(3);
    if (at < changed.length)
      changed[at] = step === 0 ? old ^ (1 << random(8)) : step === 1 ? old + 1 - 2 * random(2) : random(256);
  }
  return { bytes: changed, inputs };
};

/** Puts more bytes where a state begins, or takes some away, for the lengths that a change asks for. */
const resized = (random: Random, parent: Parent): Child => {
  const { bytes, inputs } = altered(random, [], parent);
  const at = ((pick(random, parent.footprint.steps)?.at ?? 0) + 7) >> 3;
  const count = 1 << random(7);
  const rest = bytes.subarray(at);
  const more = Array.from({ length: count }, () => random(256));
  const grown = random(2) === 0 && bytes.length + count <= MAX_BYTES;
  return {
    bytes: Uint8Array.from([
      ...bytes.subarray(0, at),
      ...(grown ? [...more, ...rest] : rest.subarray(count)),
    ]),
    inputs,
  };
};

/** Ends where the parse ends, one byte before, or somewhere behind where a state begins. */
const cut = (random: Random, { bytes, inputs, footprint }: Parent): Child => {
  const end = (footprint.end + 7) >> 3;
  const from = (pick(random, footprint.steps)?.at ?? 0) >> 3;
  const to = random(2) === 0 ? end - random(2) : from + random(Math.max(1, Math.min(48, end - from)));
  return { bytes: bytes.slice(0, Math.max(0, to)), inputs };
};

const turned = (random: Random, { bytes, inputs }: Parent): Child => {
  const names = [...inputs.keys()];
  const name = pick(random, names);
  const value = name === undefined ? undefined : inputs.get(name);
  return name === undefined || typeof value !== "bigint"
    ? { bytes, inputs }
    : { bytes, inputs: new Map([...inputs, [name, value ^ (1n << BigInt(random(4)))]]) };
};

/** What can become parents. */
export interface Stock {
  readonly parents: readonly Parent[];
  /** By state and round: what stands before them in a packet can go on with anything that stands behind the state. */
  readonly heads: Joints;
  /** By state. */
  readonly tails: Joints;
  /** Of packets that are accepted: these show most. */
  readonly acceptedTails: Joints;
  /** Constants that the parser looks for, as bytes. */
  readonly words: readonly Uint8Array[];
}

/** One child, or nothing where the parts do not fit. Each state in each round gets its turn. */
export const breedOne = (random: Random, stock: Stock): Child | undefined => {
  const { parents, heads, tails, acceptedTails, words } = stock;
  const mother = heads.pickAny(random);
  const way = random(16);
  if (mother === undefined) return undefined;
  const father = way < 7 ? acceptedTails.pick(random, mother.state) : undefined;
  if (way < 10) return crossed(random, mother, father ?? tails.pick(random, mother.state) ?? mother);
  if (way < 12) return altered(random, words, mother.parent);
  if (way < 13) return resized(random, mother.parent);
  if (way < 15) return cut(random, pick(random, parents) ?? mother.parent);
  return turned(random, mother.parent);
};
