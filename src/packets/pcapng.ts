/**
 * The pcapng capture file: blocks of {type, total length, body, total length}, all multiples of 4 bytes. Read are
 * section headers, interface descriptions, enhanced, simple and the obsolete packet blocks; others are skipped.
 */
import { broken, type CapturedPacket, type ReadResult } from "./capture.ts";

const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;

interface Interface {
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapLength: number;
  /** Timestamp units in a second. */
  readonly perSecond: bigint;
  /** Seconds to add. */
  readonly offset: bigint;
}

interface Block {
  readonly type: number;
  readonly begin: number;
  readonly end: number;
}

/** Whether the bytes begin as a pcapng file does. */
export const isPcapng = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) === SECTION;

/** One section at a time, since each may have its own byte order. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #littleEndian = true;
  #interfaces: Interface[] = [];
  readonly packets: CapturedPacket[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  word(at: number): number {
    return this.#view.getUint32(at, this.#littleEndian);
  }

  half(at: number): number {
    return this.#view.getUint16(at, this.#littleEndian);
  }

  /** A section header: its byte-order mark says how to read it. */
  section(at: number): boolean {
    if (at + 12 > this.#bytes.length) return false;
    for (const littleEndian of [true, false]) {
      if (this.#view.getUint32(at + 8, littleEndian) !== BYTE_ORDER) continue;
      this.#littleEndian = littleEndian;
      this.#interfaces = [];
      return true;
    }
    return false;
  }

  block({ type, begin, end }: Block): string | undefined {
    switch (type) {
      case INTERFACE:
        return this.#interface(begin, end);
      case ENHANCED_PACKET:
        return end - begin < 20
          ? "a packet block without room for its fields"
          : this.#packet(begin + 20, end, this.word(begin), begin + 4);
      case OBSOLETE_PACKET:
        return end - begin < 20
          ? "a packet block without room for its fields"
          : this.#packet(begin + 20, end, this.half(begin), begin + 4);
      case SIMPLE_PACKET:
        return end - begin < 4 ? "a packet block without room for its length" : this.#simple(begin, end);
      default:
        return undefined;
    }
  }

  #interface(begin: number, end: number): string | undefined {
    if (end - begin < 8) return "an interface block without room for its fields";
    let perSecond = 1_000_000n;
    let offset = 0n;
    for (let at = begin + 8; at + 4 <= end && this.half(at) !== 0; at += 4 + ((this.half(at + 2) + 3) & ~3)) {
      const length = this.half(at + 2);
      if (at + 4 + length > end) return "an option longer than its block";
      const resolution = this.#bytes[at + 4] ?? 0;
      if (this.half(at) === OPTION_TSRESOL && length === 1)
        perSecond = (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 1n << BigInt(resolution & 0x7f);
      if (this.half(at) === OPTION_TSOFFSET && length === 8)
        offset = this.#view.getBigInt64(at + 4, this.#littleEndian);
    }
    this.#interfaces.push({
      linkType: this.half(begin),
      snapLength: this.word(begin + 4),
      perSecond,
      offset,
    });
    return undefined;
  }

  /** `fields`: timestamp high and low, captured length, original length. */
  #packet(data: number, end: number, index: number, fields: number): string | undefined {
    const captured = this.word(fields + 8);
    const from = this.#interfaces[index];
    if (from === undefined) return `a packet of interface ${index}, which is not described`;
    if (data + captured > end) return "a packet longer than its block";
    const units = (BigInt(this.word(fields)) << 32n) | BigInt(this.word(fields + 4));
    this.packets.push({
      bytes: this.#bytes.slice(data, data + captured),
      originalLength: this.word(fields + 12),
      timestamp: from.offset * 1_000_000_000n + (units * 1_000_000_000n) / from.perSecond,
      linkType: from.linkType,
    });
    return undefined;
  }

  /** Has no timestamp, and is cut off at the interface's snap length. */
  #simple(begin: number, end: number): string | undefined {
    const [from] = this.#interfaces;
    if (from === undefined) return "a packet before any interface is described";
    const originalLength = this.word(begin);
    const captured = Math.min(originalLength, from.snapLength === 0 ? originalLength : from.snapLength);
    if (begin + 4 + captured > end) return "a packet longer than its block";
    const bytes = this.#bytes.slice(begin + 4, begin + 4 + captured);
    this.packets.push({ bytes, originalLength, timestamp: 0n, linkType: from.linkType });
    return undefined;
  }
}

/** Reads a pcapng file. */
export const readPcapng = (bytes: Uint8Array): ReadResult<readonly CapturedPacket[]> => {
  if (!isPcapng(bytes)) return broken("no pcapng file: it does not begin with a section header", 0);
  const reader = new Reader(bytes);
  let at = 0;
  while (at < bytes.length) {
    if (at + 12 > bytes.length) return broken("the file ends inside of a block", at);
    const type = reader.word(at);
    // The section header's type reads the same in both byte orders.
    if (type === SECTION && !reader.section(at))
      return broken("a section header without its byte-order mark", at);
    const length = reader.word(at + 4);
    if (length < 12 || length % 4 !== 0) return broken(`a block of ${length} bytes`, at + 4);
    if (at + length > bytes.length) return broken("the file ends inside of a block", at);
    const again = reader.word(at + length - 4);
    if (again !== length)
      return broken(`a block of ${length} bytes that says ${again} at its end`, at + length - 4);
    const wrong = type === SECTION ? undefined : reader.block({ type, begin: at + 8, end: at + length - 4 });
    if (wrong !== undefined) return broken(wrong, at);
    at += length;
  }
  return { kind: "read", value: reader.packets };
};
