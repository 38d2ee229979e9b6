/**
 * The classic capture file (libpcap's savefile, version 2.4): a header of 24 bytes, then records of 16 bytes and the
 * packet. Its magic number tells the byte order and whether fractions of a second are micro- or nanoseconds.
 */
import { broken, type CapturedPacket, LINKTYPE_ETHERNET, type ReadResult } from "./capture.ts";

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
/** Longer records than this are taken for damage. */
const MAX_CAPTURED = 256 * 1024;

interface Form {
  readonly littleEndian: boolean;
  /** Nanoseconds that one unit of a timestamp's fraction stands for. */
  readonly unit: bigint;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const formOf = (view: DataView): Form | undefined => {
  if (view.byteLength < 4) return undefined;
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic === MICROSECONDS) return { littleEndian, unit: 1000n };
    if (magic === NANOSECONDS) return { littleEndian, unit: 1n };
  }
  return undefined;
};

/** Whether the bytes begin as a classic capture file does. */
export const isPcap = (bytes: Uint8Array): boolean => formOf(viewOf(bytes)) !== undefined;

/** Reads a classic capture file. */
export const readPcap = (bytes: Uint8Array): ReadResult<readonly CapturedPacket[]> => {
  const view = viewOf(bytes);
  const form = formOf(view);
  if (form === undefined)
    return broken("no pcap file: its first four bytes are none of the magic numbers", 0);
  if (bytes.length < FILE_HEADER) return broken("the file ends inside of its header", bytes.length);
  const word = (at: number): number => view.getUint32(at, form.littleEndian);
  const linkType = word(20) & 0xffff;
  const packets: CapturedPacket[] = [];
  let at = FILE_HEADER;
  while (at < bytes.length) {
    if (at + RECORD_HEADER > bytes.length) return broken("the file ends inside of a record's header", at);
    const captured = word(at + 8);
    if (captured > MAX_CAPTURED) return broken(`a record of ${captured} bytes`, at + 8);
    const begin = at + RECORD_HEADER;
    if (begin + captured > bytes.length) return broken("the file ends inside of a packet", at);
    packets.push({
      bytes: bytes.slice(begin, begin + captured),
      originalLength: word(at + 12),
      timestamp: BigInt(word(at)) * 1_000_000_000n + BigInt(word(at + 4)) * form.unit,
      linkType,
    });
    at = begin + captured;
  }
  return { kind: "read", value: packets };
};

/** Writes a classic capture file, little-endian with nanoseconds. All packets need have one link type. */
export const writePcap = (
  packets: readonly Pick<CapturedPacket, "bytes" | "timestamp">[],
  linkType = LINKTYPE_ETHERNET,
): Uint8Array => {
  const size = packets.reduce((sum, { bytes }) => sum + RECORD_HEADER + bytes.length, FILE_HEADER);
  const file = new Uint8Array(size);
  const view = viewOf(file);
  view.setUint32(0, NANOSECONDS, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, MAX_CAPTURED, true);
  view.setUint32(20, linkType, true);
  let at = FILE_HEADER;
  for (const { bytes, timestamp } of packets) {
    view.setUint32(at, Number((timestamp / 1_000_000_000n) & 0xffff_ffffn), true);
    view.setUint32(at + 4, Number(timestamp % 1_000_000_000n), true);
    view.setUint32(at + 8, bytes.length, true);
    view.setUint32(at + 12, bytes.length, true);
    file.set(bytes, at + RECORD_HEADER);
    at += RECORD_HEADER + bytes.length;
  }
  return file;
};
