/** Input that cannot be read: says why. Caught by readObject. */
export class Unreadable extends Error {}

const MAX_STRING_BYTES = 4096;

/** A window on bytes of a file that nobody vouches for: every access is checked. */
export class Bytes {
  readonly #buffer: Buffer;
  readonly #order: "little" | "big";

  constructor(buffer: Buffer, order: "little" | "big" = "little") {
    this.#buffer = buffer;
    this.#order = order;
  }

  get length(): number {
    return this.#buffer.length;
  }

  withOrder(order: "little" | "big"): Bytes {
    return new Bytes(this.#buffer, order);
  }

  slice(offset: number, length: number): Bytes {
    this.#check(offset, length);
    return new Bytes(this.#buffer.subarray(offset, offset + length), this.#order);
  }

  u8(offset: number): number {
    this.#check(offset, 1);
    return this.#buffer.readUInt8(offset);
  }

  u16(offset: number): number {
    this.#check(offset, 2);
    return this.#order === "little" ? this.#buffer.readUInt16LE(offset) : this.#buffer.readUInt16BE(offset);
  }

  u32(offset: number): number {
    this.#check(offset, 4);
    return this.#order === "little" ? this.#buffer.readUInt32LE(offset) : this.#buffer.readUInt32BE(offset);
  }

  u32be(offset: number): number {
    this.#check(offset, 4);
    return this.#buffer.readUInt32BE(offset);
  }

  /** A 64-bit offset or size into this file, which has fewer than 2^53 bytes. */
  offset64(offset: number): number {
    this.#check(offset, 8);
    const value =
      this.#order === "little" ? this.#buffer.readBigUInt64LE(offset) : this.#buffer.readBigUInt64BE(offset);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Unreadable("it points outside of itself");
    return Number(value);
  }

  /** The text from an offset to the next zero byte. The limit keeps many overlapping ones from taking long. */
  string(offset: number): string {
    this.#check(offset, 1);
    const window = this.#buffer.subarray(offset, offset + MAX_STRING_BYTES);
    const end = window.indexOf(0);
    if (end < 0) throw new Unreadable("a string in it has no end");
    return window.toString("latin1", 0, end);
  }

  text(): string {
    return this.#buffer.toString("latin1");
  }

  #check(offset: number, length: number): void {
    if (offset < 0 || length < 0 || offset + length > this.#buffer.length) {
      throw new Unreadable("it is cut off, or points outside of itself");
    }
  }
}
