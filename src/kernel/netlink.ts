/** As much of rtnetlink as it takes to see which BPF programs the interfaces of this network namespace run. */
import { KernelError } from "./errno.ts";
import type { Libbpf } from "./libbpf.ts";
import { using } from "./using.ts";

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const REQUEST_DUMP = 0x301;
const MESSAGE = { error: 2, done: 3 } as const;
/** The kernel's dumps come in parts no larger. */
const RECEIVE_BYTES = 1 << 16;
const HEADER_BYTES = 16;
/** A dump that says nothing for so many seconds is given up. */
const TIMEOUT_SECONDS = 5;

const align = (size: number): number => (size + 3) & ~3;

/** The attributes in some bytes, by type. */
export const attributes = (bytes: Buffer): ReadonlyMap<number, Buffer> => {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16LE(at);
    if (length < 4) break;
    // The upper two bits say that it is nested, or in network order.
    found.set(bytes.readUInt16LE(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length));
    at += align(length);
  }
  return found;
};

/** The messages in what one call received; true behind them when the dump is over. */
const split = (bytes: Buffer, bodies: Buffer[]): boolean => {
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const type = bytes.readUInt16LE(at + 4);
    if (length < HEADER_BYTES || type === MESSAGE.done) return true;
    const body = bytes.subarray(at + HEADER_BYTES, at + length);
    if (type === MESSAGE.error) {
      const code = body.readInt32LE(0);
      if (code !== 0) throw new KernelError("netlink", code);
      return true;
    }
    bodies.push(Buffer.from(body));
    at += align(length);
  }
  return false;
};

/** Asks for a dump: the bodies of the messages that answer. */
export const dump = (libbpf: Libbpf, type: number, body: Buffer): readonly Buffer[] => {
  const fd = libbpf.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0);
  if (fd < 0) throw new KernelError("socket", libbpf.errno());
  return using(libbpf, fd, () => {
    const timeout = Buffer.alloc(16);
    timeout.writeBigInt64LE(BigInt(TIMEOUT_SECONDS), 0);
    libbpf.setSocketOption(fd, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
    const request = Buffer.concat([Buffer.alloc(HEADER_BYTES), body]);
    request.writeUInt32LE(request.length, 0);
    request.writeUInt16LE(type, 4);
    request.writeUInt16LE(REQUEST_DUMP, 6);
    if (libbpf.send(fd, request, request.length, 0) < 0) throw new KernelError("send", libbpf.errno());
    const bodies: Buffer[] = [];
    const part = Buffer.alloc(RECEIVE_BYTES);
    for (;;) {
      const size = libbpf.receive(fd, part, part.length, 0);
      if (size < 0) throw new KernelError("recv", libbpf.errno());
      if (size === 0 || split(part.subarray(0, size), bodies)) return bodies;
    }
  });
};
