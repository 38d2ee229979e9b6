/** Sends frames whose first bytes alone are linear in the kernel's sk_buff. */
import { constants, endianness } from "node:os";
import koffi from "koffi";
import type { Libbpf } from "../../src/kernel/index.ts";

const [AF_PACKET, SOCK_RAW, SOL_PACKET, PACKET_VNET_HDR] = [17, 3, 263, 15];

/** Shorter frames are linear, whatever is asked for: a page. */
export const LEAST_FRAME = 4096;

const host = (buffer: Buffer, value: number, at: number, bytes: 2 | 4): void => {
  if (endianness() === "LE") buffer.writeUIntLE(value, at, bytes);
  else buffer.writeUIntBE(value, at, bytes);
};

export interface Sender {
  /** Sends a frame, padded with zeros to LEAST_FRAME; linear: in bytes. */
  readonly send: (frame: Uint8Array, linear: number) => void;
  readonly close: () => void;
}

/** An AF_PACKET socket on an interface: the header of virtio in front of each frame says how much is linear. */
export const openSender = (libbpf: Libbpf, index: number): Sender => {
  const fd = libbpf.socket(AF_PACKET, SOCK_RAW, 0);
  const one = Buffer.alloc(4);
  host(one, 1, 0, 4);
  if (libbpf.setSocketOption(fd, SOL_PACKET, PACKET_VNET_HDR, one, 4) !== 0)
    throw new Error("PACKET_VNET_HDR");
  // struct sockaddr_ll
  const address = Buffer.alloc(20);
  host(address, AF_PACKET, 0, 2);
  host(address, index, 4, 4);
  const bind = koffi.load(null).func("int bind(int, const void *, uint32_t)");
  if (bind(fd, address, address.length) !== 0) throw new Error("bind");
  return {
    send: (frame, linear) => {
      // struct virtio_net_hdr: hdr_len is behind flags and gso_type.
      const header = Buffer.alloc(10);
      host(header, linear, 2, 2);
      const padding = Buffer.alloc(Math.max(0, LEAST_FRAME - frame.length));
      const bytes = Buffer.concat([header, frame, padding]);
      const sent = libbpf.send(fd, bytes, bytes.length, 0);
      // A tc program that drops the frame makes it ENOBUFS.
      if (sent !== bytes.length && libbpf.errno() !== constants.errno.ENOBUFS)
        throw new Error(`send: errno ${libbpf.errno()}`);
    },
    close: () => {
      libbpf.closeFd(fd);
    },
  };
};
