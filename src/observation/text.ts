/** The form of an observation for people: a block of lines. */
import { showValue } from "./compare.ts";
import type { FieldValue, Observation } from "./observation.ts";

const alignedValues = (values: ReadonlyMap<string, FieldValue>, indent: string): readonly string[] => {
  const width = Math.max(0, ...[...values.keys()].map(({ length }) => length));
  return [...values].map(([name, value]) => `${indent}${name.padEnd(width)}  ${showValue(value)}`);
};

/** Without the headers that are not valid, which it names in one line. */
export const describeObservation = (observation: Observation): readonly string[] => {
  if (observation.verdict === "reject")
    return [`  reject ${observation.error === "NoError" ? "(NoError: asked for)" : observation.error}`];
  const lines = [`  accept, ${observation.consumed} bits consumed`];
  const invalid: string[] = [];
  for (const [name, header] of observation.headers) {
    if (header.kind === "invalid") invalid.push(name);
    else if (header.kind === "stack") lines.push(`  ${name}: next index ${header.next}`);
    else lines.push(`  ${name}`, ...alignedValues(header.fields, "    "));
  }
  if (invalid.length > 0) lines.push(`  not valid: ${invalid.join(", ")}`);
  return [...lines, ...alignedValues(observation.parameters, "  ")];
};
