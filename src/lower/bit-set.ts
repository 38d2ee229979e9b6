/**
 * Sets of small numbers, and vectors of numbers from 0 to 3: what is known of thousands of fields at thousands of
 * states. Copies share what is equal in chunks, so that a copy and a join cost as much as there are differences,
 * not as much as there are fields.
 */

/** Chunks are never written to: whoever changes one puts a copy in its place. */
export interface BitSet {
  readonly chunks: Uint32Array[];
}

/** Words of a chunk: 1024 bits. The only chunk of a small set has no more than it needs. */
const WORDS = 32;
const WORD_SHIFT = 5;
const CHUNK_SHIFT = 10;

const filled = (bits: number, word: number): BitSet => {
  const words = Math.min((bits + 31) >>> WORD_SHIFT, WORDS);
  const chunk = new Uint32Array(words).fill(word);
  return { chunks: new Array<Uint32Array>((bits + WORDS * 32 - 1) >>> CHUNK_SHIFT).fill(chunk) };
};

/** The empty set of numbers below `size`. */
export const newBitSet = (size: number): BitSet => filled(size, 0);

/** `size` numbers, all `value` (0 to 3). */
export const newPairs = (size: number, value: number): BitSet => filled(2 * size, value * 0x55555555);

export const copyBits = ({ chunks }: BitSet): BitSet => ({ chunks: chunks.slice() });

const wordAt = ({ chunks }: BitSet, bit: number): number =>
  chunks[bit >>> CHUNK_SHIFT]?.[(bit >>> WORD_SHIFT) & (WORDS - 1)] ?? 0;

const putWord = ({ chunks }: BitSet, bit: number, word: number): void => {
  const chunk = chunks[bit >>> CHUNK_SHIFT]?.slice();
  if (chunk === undefined) return;
  chunk[(bit >>> WORD_SHIFT) & (WORDS - 1)] = word;
  chunks[bit >>> CHUNK_SHIFT] = chunk;
};

const put = (set: BitSet, bit: number, mask: number, value: number): void => {
  const before = wordAt(set, bit);
  const word = ((before & ~(mask << (bit & 31))) | (value << (bit & 31))) >>> 0;
  if (word !== before) putWord(set, bit, word);
};

export const hasBit = (set: BitSet, bit: number): boolean => ((wordAt(set, bit) >>> (bit & 31)) & 1) === 1;

export const putBit = (set: BitSet, bit: number, value: boolean): void => put(set, bit, 1, value ? 1 : 0);

/** The number at `index`, 0 to 3. */
export const pairAt = (pairs: BitSet, index: number): number =>
  (wordAt(pairs, 2 * index) >>> ((2 * index) & 31)) & 3;

export const putPair = (pairs: BitSet, index: number, value: number): void => put(pairs, 2 * index, 3, value);

/** What is in either; undefined where that is `a` itself. `b` where it is all in `b`: so equal chunks become one. */
const union = (a: Uint32Array, b: Uint32Array): Uint32Array | undefined => {
  let intoB = true;
  let intoA = true;
  for (let index = 0; index < a.length && (intoA || intoB); index += 1) {
    const left = a[index] ?? 0;
    const right = b[index] ?? 0;
    if ((left & ~right) !== 0) intoB = false;
    if ((right & ~left) !== 0) intoA = false;
  }
  if (intoB) return b;
  return intoA ? undefined : a.map((word, index) => word | (b[index] ?? 0));
};

const same = (a: Uint32Array, b: Uint32Array): boolean =>
  a === b || a.every((word, index) => word === b[index]);

/** Adds the bits of the one to the other; true if there were new ones. */
export const addAll = (into: BitSet, from: BitSet): boolean => {
  let changed = false;
  for (const [index, chunk] of from.chunks.entries()) {
    const before = into.chunks[index];
    if (before === undefined || before === chunk) continue;
    const joined = union(before, chunk);
    if (joined === undefined) continue;
    into.chunks[index] = joined;
    if (!changed && !same(before, joined)) changed = true;
  }
  return changed;
};

/** Makes `into` equal to `from`. */
export const assignBits = (into: BitSet, from: BitSet): void => {
  from.chunks.forEach((chunk, index) => {
    into.chunks[index] = chunk;
  });
};

export const sameBits = (a: BitSet, b: BitSet): boolean =>
  a.chunks.every((chunk, index) => same(chunk, b.chunks[index] ?? chunk));
