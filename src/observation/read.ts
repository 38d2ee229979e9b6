import type { FieldValue, HeaderObservation, Observation } from "./observation.ts";

/** A line as printObservation writes it. */
export interface ReadObservation {
  readonly packet: number;
  readonly observation: Observation;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const readNumber = (value: unknown): bigint | undefined =>
  typeof value === "string" && /^0x[0-9a-fA-F]+$/.test(value) ? BigInt(value) : undefined;

const readValue = (value: unknown): FieldValue | undefined => {
  if (typeof value === "string") return readNumber(value) ?? value;
  if (!isRecord(value) || typeof value.length !== "number") return undefined;
  const bits = readNumber(value.value);
  return bits === undefined ? undefined : { length: value.length, value: bits };
};

const readMap = <T>(
  value: unknown,
  read: (item: unknown) => T | undefined,
): ReadonlyMap<string, T> | undefined => {
  if (!isRecord(value)) return undefined;
  const map = new Map<string, T>();
  for (const [name, item] of Object.entries(value)) {
    const found = read(item);
    if (found === undefined) return undefined;
    map.set(name, found);
  }
  return map;
};

const readHeader = (value: unknown): HeaderObservation | undefined => {
  if (!isRecord(value)) return undefined;
  if (typeof value.next === "number") return { kind: "stack", next: value.next };
  if (value.valid === false) return { kind: "invalid" };
  const fields = value.valid === true ? readMap(value.fields, readValue) : undefined;
  return fields === undefined ? undefined : { kind: "valid", fields };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads one line of printObservation's form; undefined when it is none. */
export const readObservation = (line: string): ReadObservation | undefined => {
  const object = parseJson(line);
  if (!isRecord(object)) return undefined;
  const packet = object.packet;
  const error = object.error;
  if (typeof packet !== "number" || typeof error !== "string") return undefined;
  if (object.verdict === "reject") return { packet, observation: { verdict: "reject", error } };
  const consumed = object.consumed;
  const headers = readMap(object.headers, readHeader);
  const parameters = readMap(object.parameters, readValue);
  if (object.verdict !== "accept" || error !== "NoError") return undefined;
  if (typeof consumed !== "number" || headers === undefined || parameters === undefined) return undefined;
  return { packet, observation: { verdict: "accept", error, consumed, headers, parameters } };
};
