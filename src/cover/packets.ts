/** From a path to a packet: what the assumptions ask for, and a pattern in all other bits. */
import { nodeOf, not } from "./circuit.ts";
import type { Constraints } from "./constraints.ts";
import type { Goal } from "./goals.ts";
import type { Path } from "./path.ts";
import type { Unknowns } from "./unknowns.ts";
import { constant, type Word, Words } from "./words.ts";

export interface CoverPacket {
  /** On the wire. */
  readonly bytes: Uint8Array;
  /** Values of the environment that are not zero, by dotted name. */
  readonly inputs: ReadonlyMap<string, bigint>;
  readonly goals: readonly Goal[];
}

/** One packet of so many has zeros where bits do not matter: lengths read there are short. */
const ZEROS_EVERY = 8;

/**
 * What stands in bits that do not matter: no byte like its neighbours, so that a wrong offset shows, and in each
 * packet something else, so that a wrong mask shows. salt: the packet's number.
 */
const patternAt = (byte: number, salt: number): number =>
  salt % ZEROS_EVERY === ZEROS_EVERY - 1 ? 0 : ((byte * 167 + 13 + salt * 89) ^ (byte >> 3)) & 0xff;

/** Bytes behind what the path asks for, so that parsing can go on. */
const TAIL = 48;
const MAX_BYTES = 65535;

export const valueUnder = (constraints: Constraints, word: Word): bigint =>
  word.reduceRight(
    (value, literal) => (value << 1n) | (constraints.circuit.evaluate(literal, constraints.trues) ? 1n : 0n),
    0n,
  );

/** Fixes packet.length(), where the parser asks for it, to one of the wished lengths or to any. */
const fixLength = (
  constraints: Constraints,
  length: Word | undefined,
  wishes: readonly number[],
): { readonly constraints: Constraints; readonly bytes: number } | undefined => {
  if (length === undefined) return { constraints, bytes: wishes[0] ?? 0 };
  const words = new Words(constraints.circuit);
  for (const bytes of wishes) {
    const fixed = constraints.assume(words.equal(length, constant(BigInt(bytes), length.length)));
    if (fixed !== undefined && fixed !== "unknown") return { constraints: fixed, bytes };
  }
  const any = Number(valueUnder(constraints, length));
  return any >= (wishes.at(-1) ?? 0) && any <= MAX_BYTES ? { constraints, bytes: any } : undefined;
};

const fill = (constraints: Constraints, unknowns: Unknowns, bytes: Uint8Array): void => {
  const { fixed, trues } = constraints;
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const literal = unknowns.packetBit(bit);
    if (literal === undefined || !fixed.has(nodeOf(literal))) continue;
    const mask = 0x80 >> (bit & 7);
    const old = bytes[bit >> 3] ?? 0;
    bytes[bit >> 3] = trues.has(nodeOf(literal)) ? old | mask : old & ~mask;
  }
};

/** The bits of an input that do not matter, where others of it do: set, so that a wrong mask shows. */
const freeBits = ({ fixed }: Constraints, word: Word): bigint => {
  const free = word.map((literal) => !fixed.has(nodeOf(literal)));
  if (free.every((bit) => bit)) return 0n;
  return free.reduceRight((value, bit) => (value << 1n) | (bit ? 1n : 0n), 0n);
};

/**
 * exact: the packet's length in bytes; without, some bytes follow what the path asks for. salt: packets of different
 * salt differ in what does not matter.
 */
export const packetOf = (
  path: Path,
  unknowns: Unknowns,
  goals: readonly Goal[],
  salt: number,
  exact?: number,
): CoverPacket | undefined => {
  const least = Math.ceil(path.demanded / 8);
  const length = unknowns.inputs.get("#length");
  const fixed = fixLength(path.constraints, length, exact === undefined ? [least + TAIL, least] : [exact]);
  if (fixed === undefined || (exact !== undefined && fixed.bytes !== exact) || fixed.bytes > MAX_BYTES)
    return undefined;
  const bytes = Uint8Array.from({ length: fixed.bytes }, (_, index) => patternAt(index, salt));
  fill(fixed.constraints, unknowns, bytes);
  const inputs = new Map<string, bigint>();
  for (const [name, word] of unknowns.inputs) {
    const value = valueUnder(fixed.constraints, word) | freeBits(fixed.constraints, word);
    if (value !== 0n && name !== "#length") inputs.set(name, value);
  }
  return { bytes, inputs, goals };
};

/** The literal that says that a word has a value. */
export const hasValue = (words: Words, word: Word, value: bigint) =>
  words.equal(word, constant(value, word.length));

export const lacksValue = (words: Words, word: Word, value: bigint) => not(hasValue(words, word, value));
