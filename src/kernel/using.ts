import type { Libbpf } from "./libbpf.ts";

/** Uses a descriptor and closes it. */
export const using = <T>(libbpf: Libbpf, fd: number, use: (fd: number) => T): T => {
  try {
    return use(fd);
  } finally {
    libbpf.closeFd(fd);
  }
};

/** All ids that a BPF_…_GET_NEXT_ID call goes through, smallest first. */
export const allIds = (next: (start: number, into: Uint8Array) => number): readonly number[] => {
  const ids: number[] = [];
  const into = Buffer.alloc(4);
  for (let id = 0; next(id, into) === 0; ids.push(id)) id = into.readUInt32LE(0);
  return ids;
};
