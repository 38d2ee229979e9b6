/** Reads what the observing program sent, and compares it with what the reference observed. */
import type { FieldValue, Observation } from "../../src/observation/index.ts";
import type { Plan, Scalar } from "./plan.ts";

/** The bits of some bytes, in wire order. */
const bitsOf = (bytes: Uint8Array, offset: number, width: number): bigint => {
  let value = 0n;
  for (let bit = offset; bit < offset + width; bit++) {
    value = (value << 1n) | BigInt(((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
  }
  return value;
};

/** The slots' values, in order. */
export const slotValues = (sent: Uint8Array, { slots }: Plan): readonly bigint[] => {
  let offset = 0;
  return slots.map(({ width }) => {
    const value = bitsOf(sent, offset, width);
    offset += width;
    return value;
  });
};

const asObserved = (value: bigint, of: Scalar, errors: readonly string[]): FieldValue =>
  of === "error" ? (errors[Number(value)] ?? `error ${value}`) : value;

/**
 * The first thing in which the model differs from the reference; undefined where they agree. received: the packet as
 * it was sent in; sent: what came out for it.
 */
export const differenceOf = (
  expected: Observation,
  received: Uint8Array,
  sent: Uint8Array,
  plan: Plan,
): string | undefined => {
  if (sent.length < plan.bytes) return `a packet of ${sent.length} bytes came out`;
  const values = slotValues(sent, plan);
  const error = plan.errors[Number(values[0] ?? 0n)] ?? "an unknown error";
  if (error !== expected.error) return `error: ${expected.error} expected, ${error} found`;
  if (expected.verdict === "reject") return undefined;
  const consumed = (received.length - (sent.length - plan.bytes)) * 8;
  if (consumed !== expected.consumed) return `consumed: ${expected.consumed} expected, ${consumed} found`;
  for (const [index, { shows }] of plan.slots.entries()) {
    const value = values[index] ?? 0n;
    switch (shows.kind) {
      case "parser-error":
        break;
      case "validity": {
        const valid = expected.headers.get(shows.header)?.kind === "valid";
        if (valid !== (value === 1n)) return `${shows.header} is ${valid ? "not valid" : "valid"}`;
        break;
      }
      case "field": {
        const header = expected.headers.get(shows.header);
        if (header?.kind !== "valid") break;
        const found = asObserved(value, shows.of, plan.errors);
        const wanted = header.fields.get(shows.name);
        if (found !== wanted) return `${shows.header}.${shows.name}: ${wanted} expected, ${found} found`;
        break;
      }
      case "metadata": {
        const wanted = expected.parameters.get(shows.place);
        const found = asObserved(value, shows.of, plan.errors);
        if (wanted !== undefined && found !== wanted)
          return `${shows.place}: ${wanted} expected, ${found} found`;
        break;
      }
    }
  }
  return undefined;
};
