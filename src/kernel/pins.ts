import { statfsSync } from "node:fs";

/** BPF_FS_MAGIC of linux/magic.h */
const MAGIC = 0xcafe4a11;

/** True for a directory (or what lies in one) of a mounted BPF file system. */
export const isBpfFileSystem = (path: string): boolean => {
  try {
    return statfsSync(path).type === MAGIC;
  } catch {
    return false;
  }
};
