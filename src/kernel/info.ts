/** What the kernel tells about loaded programs, maps and BTF (BPF_OBJ_GET_INFO_BY_FD). Sizes in bytes. */
import { KernelError } from "./errno.ts";
import type { Libbpf } from "./libbpf.ts";

export interface ProgramInfo {
  readonly id: number;
  /** As the kernel numbers them: enum bpf_prog_type. */
  readonly type: number;
  /** What the kernel keeps of it: 15 characters. */
  readonly name: string;
  /** The kernel's own digest of the instructions, 16 hex digits. */
  readonly tag: string;
  readonly jitedBytes: number;
  readonly xlatedBytes: number;
  /** Instructions that the verifier processed; 0 before Linux 5.16. */
  readonly verifiedInstructions: number;
  readonly mapIds: readonly number[];
  readonly btfId: number;
  /** Type ids, in that BTF, of the program's function and of those that it calls. */
  readonly functionIds: readonly number[];
}

export interface MapInfo {
  readonly id: number;
  readonly name: string;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly maxEntries: number;
  /** enum bpf_map_type */
  readonly type: number;
  /** BPF_F_… */
  readonly flags: number;
}

export interface LinkInfo {
  readonly id: number;
  /** enum bpf_link_type */
  readonly type: number;
  readonly programId: number;
  /** What the link's type puts behind that, 16 bytes. */
  readonly rest: Buffer;
}

const NAME_BYTES = 16;

/** struct bpf_prog_info, bpf_map_info and bpf_btf_info of the kernel's stable interface: offsets, with room behind. */
const PROGRAM = {
  size: 256,
  type: 0,
  id: 4,
  tag: 8,
  tagEnd: 16,
  jited: 16,
  xlated: 20,
  mapCount: 52,
  mapIds: 56,
  name: 64,
  btf: 128,
  functionBytes: 132,
  functions: 136,
  functionCount: 144,
  verified: 216,
} as const;
/** struct bpf_func_info: an instruction's offset, and the type id. */
const FUNCTION = { size: 8, type: 4 } as const;
const MAP = { size: 128, type: 0, id: 4, key: 8, value: 12, entries: 16, flags: 20, name: 24 } as const;
const LINK = { size: 64, type: 0, id: 4, program: 8, rest: 16, restEnd: 32 } as const;
const BTF = { size: 64, data: 0, dataSize: 8 } as const;

const fill = (libbpf: Libbpf, fd: number, info: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(info.length);
  const code = libbpf.infoByFd(fd, info, length);
  if (code < 0) throw new KernelError("BPF_OBJ_GET_INFO_BY_FD", code);
  return info;
};

const text = (buffer: Buffer, offset: number): string =>
  buffer.toString("latin1", offset, offset + NAME_BYTES).replace(/\0.*$/s, "");

export const programInfo = (libbpf: Libbpf, fd: number): ProgramInfo => {
  const first = fill(libbpf, fd, Buffer.alloc(PROGRAM.size));
  const count = first.readUInt32LE(PROGRAM.mapCount);
  const ids = Buffer.alloc(4 * Math.max(count, 1));
  const functionCount = first.readUInt32LE(PROGRAM.functionCount);
  const functions = Buffer.alloc(FUNCTION.size * Math.max(functionCount, 1));
  const second = Buffer.alloc(PROGRAM.size);
  if (count > 0) {
    second.writeUInt32LE(count, PROGRAM.mapCount);
    second.writeBigUInt64LE(libbpf.addressOf(ids), PROGRAM.mapIds);
  }
  if (functionCount > 0) {
    second.writeUInt32LE(FUNCTION.size, PROGRAM.functionBytes);
    second.writeUInt32LE(functionCount, PROGRAM.functionCount);
    second.writeBigUInt64LE(libbpf.addressOf(functions), PROGRAM.functions);
  }
  if (count > 0 || functionCount > 0) fill(libbpf, fd, second);
  return {
    id: first.readUInt32LE(PROGRAM.id),
    type: first.readUInt32LE(PROGRAM.type),
    name: text(first, PROGRAM.name),
    tag: first.toString("hex", PROGRAM.tag, PROGRAM.tagEnd),
    jitedBytes: first.readUInt32LE(PROGRAM.jited),
    xlatedBytes: first.readUInt32LE(PROGRAM.xlated),
    verifiedInstructions: first.readUInt32LE(PROGRAM.verified),
    mapIds: Array.from({ length: count }, (_, index) => ids.readUInt32LE(index * 4)),
    btfId: first.readUInt32LE(PROGRAM.btf),
    functionIds: Array.from({ length: functionCount }, (_, index) =>
      functions.readUInt32LE(index * FUNCTION.size + FUNCTION.type),
    ),
  };
};

export const mapInfo = (libbpf: Libbpf, fd: number): MapInfo => {
  const info = fill(libbpf, fd, Buffer.alloc(MAP.size));
  return {
    id: info.readUInt32LE(MAP.id),
    name: text(info, MAP.name),
    keyBytes: info.readUInt32LE(MAP.key),
    valueBytes: info.readUInt32LE(MAP.value),
    maxEntries: info.readUInt32LE(MAP.entries),
    type: info.readUInt32LE(MAP.type),
    flags: info.readUInt32LE(MAP.flags),
  };
};

export const linkInfo = (libbpf: Libbpf, fd: number): LinkInfo => {
  const info = fill(libbpf, fd, Buffer.alloc(LINK.size));
  return {
    id: info.readUInt32LE(LINK.id),
    type: info.readUInt32LE(LINK.type),
    programId: info.readUInt32LE(LINK.program),
    rest: info.subarray(LINK.rest, LINK.restEnd),
  };
};

/** The raw BTF that a program was loaded with. */
export const btfBytes = (libbpf: Libbpf, fd: number): Buffer => {
  const size = fill(libbpf, fd, Buffer.alloc(BTF.size)).readUInt32LE(BTF.dataSize);
  const data = Buffer.alloc(size);
  const info = Buffer.alloc(BTF.size);
  info.writeBigUInt64LE(libbpf.addressOf(data), BTF.data);
  info.writeUInt32LE(size, BTF.dataSize);
  fill(libbpf, fd, info);
  return data;
};
