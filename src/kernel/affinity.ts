/** Keeps the calling thread on one CPU, so that what a test run left in a per-CPU map is where it is looked for. */
import type { Libbpf } from "./libbpf.ts";

const MASK_BYTES = 128;

export interface Pinned {
  readonly cpu: number;
  release(): void;
}

/** Pins to the first CPU that the thread may use; undefined where that fails. */
export const pinThread = (libbpf: Libbpf): Pinned | undefined => {
  const before = Buffer.alloc(MASK_BYTES);
  if (libbpf.getAffinity(0, MASK_BYTES, before) < 0) return undefined;
  const byte = before.findIndex((bits) => bits !== 0);
  if (byte < 0) return undefined;
  const bit = 31 - Math.clz32((before[byte] ?? 0) & -(before[byte] ?? 0));
  const mask = Buffer.alloc(MASK_BYTES);
  mask[byte] = 1 << bit;
  if (libbpf.setAffinity(0, MASK_BYTES, mask) < 0) return undefined;
  return {
    cpu: byte * 8 + bit,
    release: () => {
      libbpf.setAffinity(0, MASK_BYTES, before);
    },
  };
};
