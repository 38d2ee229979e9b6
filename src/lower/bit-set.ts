/** Sets of small numbers, as words of bits: liveness of thousands of fields at thousands of states. */
export type BitSet = Uint32Array;

export const newBitSet = (size: number): BitSet => new Uint32Array((size + 31) >>> 5);

export const hasBit = (set: BitSet, bit: number): boolean =>
  (((set[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;

export const putBit = (set: BitSet, bit: number, value: boolean): void => {
  const word = set[bit >>> 5] ?? 0;
  const mask = 1 << (bit & 31);
  set[bit >>> 5] = value ? word | mask : word & ~mask;
};

export const addAll = (into: BitSet, from: BitSet): void => {
  for (let index = 0; index < into.length; index += 1) into[index] = (into[index] ?? 0) | (from[index] ?? 0);
};

export const sameBits = (a: BitSet, b: BitSet): boolean => {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
};
