/** The binary form of protocol buffers, as much of it as P4Info needs: read without trust, written without schema. */
import { Damaged } from "./damaged.ts";

/** A field: number from 1, and its value; of the two fixed widths only the bytes. */
export type Field =
  | { readonly number: number; readonly kind: "varint"; readonly value: bigint }
  | { readonly number: number; readonly kind: "bytes"; readonly value: Buffer }
  | { readonly number: number; readonly kind: "fixed"; readonly value: Buffer };

const CUT = "it is cut off";
const MAX_VARINT_BYTES = 10;

/** A base-128 number at an offset, and the offset behind it. */
const readVarint = (bytes: Buffer, start: number): readonly [value: bigint, end: number] => {
  let value = 0n;
  for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) throw new Damaged(CUT);
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return [BigInt.asUintN(64, value), start + index + 1];
  }
  throw new Damaged("a number in it has no end");
};

const take = (bytes: Buffer, start: number, length: number): Buffer => {
  if (start + length > bytes.length) throw new Damaged(CUT);
  return bytes.subarray(start, start + length);
};

/** The fields of a message, in order. Groups, which proto3 does not have, are refused. */
export function* readFields(bytes: Buffer): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    const [tag, start] = readVarint(bytes, at);
    const number = Number(tag >> 3n);
    if (number === 0 || number > 0x1fff_ffff) throw new Damaged("a field in it has no number");
    switch (Number(tag & 7n)) {
      case 0: {
        const [value, end] = readVarint(bytes, start);
        yield { number, kind: "varint", value };
        at = end;
        break;
      }
      case 1:
        yield { number, kind: "fixed", value: take(bytes, start, 8) };
        at = start + 8;
        break;
      case 2: {
        const [length, begin] = readVarint(bytes, start);
        const value = take(bytes, begin, Number(length));
        yield { number, kind: "bytes", value };
        at = begin + value.length;
        break;
      }
      case 5:
        yield { number, kind: "fixed", value: take(bytes, start, 4) };
        at = start + 4;
        break;
      default:
        throw new Damaged("a field in it has an unknown type");
    }
  }
}

/** The messages or texts in a field of this number, in order. */
export const bytesOf = (message: Buffer, number: number): readonly Buffer[] => {
  const found: Buffer[] = [];
  for (const field of readFields(message)) {
    if (field.number !== number) continue;
    if (field.kind !== "bytes") throw new Damaged(`its field ${number} has another type`);
    found.push(field.value);
  }
  return found;
};

/** The message in a field of this number; split into several, they are one. Empty where there is none. */
export const messageOf = (message: Buffer, number: number): Buffer => Buffer.concat(bytesOf(message, number));

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The text in a field of this number: "" where there is none; more than one is refused, not chosen from. */
export const textOf = (message: Buffer, number: number): string => {
  const [first, ...others] = bytesOf(message, number);
  if (others.length > 0) throw new Damaged(`its field ${number} stands there more than once`);
  if (first === undefined) return "";
  try {
    return decoder.decode(first);
  } catch {
    throw new Damaged("a text in it is not UTF-8");
  }
};

/** A field with a number of up to 64 bits. */
export const varintField = (number: number, value: bigint): Buffer => {
  const bytes = [number << 3];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
};
