/**
 * Packets for a program: random ones, and ones that are led down its paths. The reference tells which states and
 * rows a packet takes; a packet that takes new ones is kept and changed further, also by putting the program's own
 * constants into it.
 */
import type { TypedParser, TypedStatement } from "../../../src/analyze/typed.ts";
import {
  type Inputs,
  openReference,
  type Subject,
  startsBehindEthernet,
} from "../../../src/engines/index.ts";

/** A pseudo-random sequence (mulberry32), the same for the same seed everywhere. */
export const randomOf = (seed: number): ((bound: number) => number) => {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
};

interface Constant {
  readonly value: bigint;
  readonly width: number;
}

const widthOf = (key: TypedParser["states"][number]["transition"], index: number): number => {
  if (key.kind !== "select") return 8;
  const type = key.keys[index]?.type;
  return type?.kind === "bits" ? type.width : 8;
};

const innerParsers = (statements: readonly TypedStatement[]): readonly TypedParser[] =>
  statements.flatMap((statement) => (statement.kind === "apply" ? [statement.parser] : []));

/** What select rows compare with: values, and the ends of ranges with their neighbours. */
const constantsOf = (parser: TypedParser): readonly Constant[] =>
  parser.states.flatMap((state) => {
    const { transition } = state;
    const inner = innerParsers(state.statements).flatMap(constantsOf);
    if (transition.kind === "direct") return inner;
    const own = transition.cases.flatMap(({ keysets }) =>
      keysets.flatMap((keyset, index): readonly Constant[] => {
        const width = widthOf(transition, index);
        if (keyset.kind === "value" || keyset.kind === "mask") return [{ value: keyset.value, width }];
        if (keyset.kind !== "range") return [];
        return [keyset.low - 1n, keyset.low, keyset.high, keyset.high + 1n].map((value) => ({
          value: BigInt.asUintN(width, value),
          width,
        }));
      }),
    );
    return [...inner, ...own];
  });

const writeBits = (bytes: Uint8Array, at: number, { value, width }: Constant): void => {
  for (let bit = 0; bit < width; bit += 1) {
    const position = at + bit;
    const mask = 0x80 >> (position & 7);
    const old = bytes[position >> 3];
    if (old === undefined) return;
    const set = ((value >> BigInt(width - 1 - bit)) & 1n) === 1n;
    bytes[position >> 3] = set ? old | mask : old & ~mask;
  }
};

type Random = (bound: number) => number;

const randomPacket = (random: Random): Uint8Array => {
  const length = random(8) === 0 ? random(60) : 100 + random(200);
  const sparse = random(3);
  return Uint8Array.from({ length }, () => (sparse > 0 && random(3) < sparse ? 0 : random(256)));
};

const ETHER_TYPE_AT = 96;

/** Where a constant is put, in bits: anywhere, mostly at a byte; of a frame also where its type stands. */
const placeOf = (random: Random, bytes: Uint8Array, isFrame: boolean): number => {
  if (isFrame && random(3) === 0) return ETHER_TYPE_AT;
  const bit = random(bytes.length * 8);
  return random(2) === 0 ? bit & ~7 : bit;
};

const mutate = (
  random: Random,
  packet: Uint8Array,
  constants: readonly Constant[],
  isFrame: boolean,
): Uint8Array => {
  const bytes = Uint8Array.from(packet);
  for (let rounds = 1 + random(3); rounds > 0; rounds -= 1) {
    const bit = random(bytes.length * 8);
    const constant = constants[random(constants.length)];
    const kind = random(6);
    if (kind < 3 && constant !== undefined) writeBits(bytes, placeOf(random, bytes, isFrame), constant);
    else if (kind === 3) writeBits(bytes, bit, { value: BigInt(random(2)), width: 1 });
    else if (kind === 4) writeBits(bytes, bit & ~7, { value: BigInt(random(256)), width: 8 });
    else if (kind === 5 && random(6) === 0)
      return random(2) === 0 ? grown(random, bytes) : bytes.slice(0, random(bytes.length + 1));
  }
  return bytes;
};

const grown = (random: Random, bytes: Uint8Array): Uint8Array => {
  const more = Uint8Array.from({ length: 1 + random(40) }, () => random(256));
  return Uint8Array.from([...bytes, ...more]);
};

type Traced = Pick<Subject, "typed" | "program">;

/** Runs a packet and tells its way: the states and rows taken, and how it ended. */
const tracer = (subject: Traced, inputs: Inputs): ((packet: Uint8Array) => string) => {
  let way: string[] = [];
  const reference = openReference(subject, {
    state: (name) => way.push(name),
    row: (_, index) => way.push(`#${index ?? "none"}`),
  });
  return (packet) => {
    way = [];
    const outcome = reference.observe(packet, inputs);
    const end =
      outcome.kind === "observed" ? `${outcome.observation.verdict} ${outcome.observation.error}` : "";
    return `${way.slice(0, 40).join(" ")} ${end}`;
  };
};

/**
 * `count` packets for a program: the kept ones, that is at least one for each way found, then others, then cuts of
 * the kept ones.
 */
export const packetsFor = (
  subject: Traced,
  count: number,
  seed: number,
  inputs: Inputs = new Map(),
): readonly Uint8Array[] => {
  const random = randomOf(seed);
  const wayOf = tracer(subject, inputs);
  const constants = constantsOf(subject.typed.parser);
  const isFrame = startsBehindEthernet(subject.program);
  const ways = new Set<string>();
  const kept: Uint8Array[] = [];
  const others: Uint8Array[] = [];
  for (let tries = 0; tries < count * 10; tries += 1) {
    const parent = kept[random(kept.length)];
    const packet =
      parent === undefined || random(8) === 0
        ? randomPacket(random)
        : mutate(random, parent, constants, isFrame);
    const way = wayOf(packet);
    if (!ways.has(way)) {
      ways.add(way);
      kept.push(packet);
    } else if (others.length < count) others.push(packet);
  }
  const chosen = kept.slice(0, Math.ceil(count / 2));
  const cuts = chosen
    .slice(-Math.ceil(count / 8))
    .map((packet) => packet.slice(0, random(packet.length + 1)));
  return [...chosen, ...cuts, ...others].slice(0, count);
};
