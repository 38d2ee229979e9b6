/**
 * The JSON form of an observation: one line, keys in a fixed order, so that `diff` can compare two engines.
 *
 *     {"packet": 0, "verdict": "accept", "error": "NoError", "consumed": 112,
 *      "headers": {"hdr.eth": {"valid": true, "fields": {"type": "0x800"}}, "hdr.vlan": {"next": 0},
 *                  "hdr.vlan[0]": {"valid": false}}, "parameters": {"meta.port": "0x1"}}
 *
 * Numbers are "0x…" without leading zeros, a varbit is {"length": bits, "value": "0x…"}, an error is its name.
 */
import type { FieldValue, HeaderObservation, Observation } from "./observation.ts";

const printNumber = (value: bigint): string => `"0x${value.toString(16)}"`;

const printValue = (value: FieldValue): string => {
  if (typeof value === "bigint") return printNumber(value);
  if (typeof value === "string") return JSON.stringify(value);
  return `{"length":${value.length},"value":${printNumber(value.value)}}`;
};

const printMap = <T>(map: ReadonlyMap<string, T>, print: (item: T) => string): string =>
  `{${[...map].map(([name, item]) => `${JSON.stringify(name)}:${print(item)}`).join(",")}}`;

const printHeader = (header: HeaderObservation): string => {
  switch (header.kind) {
    case "invalid":
      return '{"valid":false}';
    case "valid":
      return `{"valid":true,"fields":${printMap(header.fields, printValue)}}`;
    case "stack":
      return `{"next":${header.next}}`;
  }
};

/** One line, without its line end. `packet` is the packet's number in its file. */
export const printObservation = (packet: number, observation: Observation): string => {
  const start = `{"packet":${packet},"verdict":"${observation.verdict}","error":${JSON.stringify(observation.error)}`;
  if (observation.verdict === "reject") return `${start}}`;
  const headers = printMap(observation.headers, printHeader);
  const parameters = printMap(observation.parameters, printValue);
  return `${start},"consumed":${observation.consumed},"headers":${headers},"parameters":${parameters}}`;
};
