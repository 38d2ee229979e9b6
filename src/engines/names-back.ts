/** What a device program did, in the source's terms. */
import type { Mapping } from "../../backends/p4/mapping.ts";
import type { FieldValue, HeaderObservation, Observation } from "../observation/index.ts";

const renamed = (header: HeaderObservation, fields: Readonly<Record<string, string>>): HeaderObservation => {
  if (header.kind !== "valid") return header;
  const values = new Map<string, FieldValue>();
  for (const [source, emitted] of Object.entries(fields)) {
    const value = header.fields.get(emitted);
    if (value !== undefined) values.set(source, value);
  }
  return { kind: "valid", fields: values };
};

/** results: the source's parameters that are observed, so not those that are in. */
export const namesBack = (map: Mapping, results: ReadonlySet<string>, observed: Observation): Observation => {
  if (observed.verdict === "reject")
    return { verdict: "reject", error: map.errors[observed.error] ?? observed.error };
  const headers = new Map<string, HeaderObservation>();
  const parameters = new Map<string, FieldValue>();
  for (const { source, emitted, fields } of map.places) {
    if (!results.has(source.replace(/[.[].*/, ""))) continue;
    const header = observed.headers.get(emitted);
    if (header !== undefined) headers.set(source, renamed(header, fields ?? {}));
    const value = observed.parameters.get(emitted);
    if (value !== undefined)
      parameters.set(source, typeof value === "string" ? (map.errors[value] ?? value) : value);
  }
  return {
    verdict: "accept",
    error: "NoError",
    consumed: observed.consumed - map.consumedOffset,
    headers,
    parameters,
  };
};
