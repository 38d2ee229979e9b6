/** What the xdp and tc programs left in their map, as an observation. Numbers there are in host order. */
import { endianness } from "node:os";
import type { FieldValue, HeaderObservation, Observation } from "../observation/index.ts";
import type { NamedSlot, ResultLayout, Slot } from "../output/layout.ts";

const LITTLE = endianness() === "LE";

/** An unsigned number of 1 to 8 bytes in host order. */
const readNumber = (entry: Buffer, offset: number, size: number): bigint => {
  const bytes = [...entry.subarray(offset, offset + size)];
  return toBigInt(LITTLE ? bytes.reverse() : bytes);
};

const toBigInt = (bytes: Iterable<number>): bigint => {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
};

interface Context {
  readonly entry: Buffer;
  readonly errors: readonly string[];
  /** The packet from where the parser started. */
  readonly packet: Uint8Array;
}

const errorName = (code: bigint, errors: readonly string[]): string =>
  errors[Number(code)] ?? `error ${code}`;

const readSlot = (slot: Slot, { entry, errors, packet }: Context): FieldValue => {
  switch (slot.kind) {
    case "number":
      return readNumber(entry, slot.offset, slot.size);
    case "bytes":
      return toBigInt(entry.subarray(slot.offset, slot.offset + slot.size));
    case "error":
      return errorName(readNumber(entry, slot.offset, 2), errors);
    case "varbit": {
      const start = Number(readNumber(entry, slot.offset, 4));
      const length = Number(readNumber(entry, slot.offset + 4, 4));
      return { length: length * 8, value: toBigInt(packet.subarray(start, start + length)) };
    }
  }
};

const readFields = (fields: readonly NamedSlot[], context: Context): ReadonlyMap<string, FieldValue> =>
  new Map(fields.map(({ name, slot }) => [name, readSlot(slot, context)]));

/** Decodes the entry of the result map. packet: the bytes from where the parser started, which varbits point into. */
export const decodeResult = (layout: ResultLayout, entry: Buffer, packet: Uint8Array): Observation => {
  const error = errorName(readNumber(entry, layout.error, 4), layout.errors);
  if (readNumber(entry, layout.verdict, 4) !== 0n) return { verdict: "reject", error };
  if (error !== "NoError") return { verdict: "reject", error: `(accepts, with the error ${error})` };
  const context: Context = { entry, errors: layout.errors, packet };
  const headers = new Map<string, HeaderObservation>();
  const parameters = new Map<string, FieldValue>();
  for (const item of layout.items) {
    switch (item.kind) {
      case "parameter":
        parameters.set(item.name, readSlot(item.slot, context));
        break;
      case "stack":
        headers.set(item.name, { kind: "stack", next: Number(readNumber(entry, item.next, 4)) });
        break;
      case "header": {
        // Users compare it with 1 as well as with 0: nothing else may stand there.
        const valid = entry[item.valid] === 1;
        headers.set(
          item.name,
          valid ? { kind: "valid", fields: readFields(item.fields, context) } : { kind: "invalid" },
        );
        break;
      }
    }
  }
  const consumed = Number(readNumber(entry, layout.consumed, 4));
  return { verdict: "accept", error: "NoError", consumed, headers, parameters };
};
