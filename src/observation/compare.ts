import type { Accepted, FieldValue, HeaderObservation, Observation } from "./observation.ts";

/** Where two observations part first, with what either side has there as text. */
export interface Difference {
  /** `verdict`, `error`, `consumed`, `hdr.ipv4 validity`, `hdr.ipv4.ttl`, `hdr.vlan next index`, `meta.port`. */
  readonly where: string;
  readonly left: string;
  readonly right: string;
}

const absent = "(absent)";

/** A value as text: hexadecimal, an error by its name, a varbit with its length. */
export const showValue = (value: FieldValue | undefined): string => {
  if (value === undefined) return absent;
  if (typeof value === "bigint") return `0x${value.toString(16)}`;
  if (typeof value === "string") return value;
  return `0x${value.value.toString(16)} (${value.length} bits)`;
};

const differ = (where: string, left: string, right: string): Difference | undefined =>
  left === right ? undefined : { where, left, right };

/** The names of both, the left side's order first. */
const names = <T>(left: ReadonlyMap<string, T>, right: ReadonlyMap<string, T>): ReadonlySet<string> =>
  new Set([...left.keys(), ...right.keys()]);

const compareValues = (
  prefix: string,
  left: ReadonlyMap<string, FieldValue>,
  right: ReadonlyMap<string, FieldValue>,
): Difference | undefined => {
  for (const name of names(left, right)) {
    const found = differ(`${prefix}${name}`, showValue(left.get(name)), showValue(right.get(name)));
    if (found !== undefined) return found;
  }
  return undefined;
};

const showKind = (header: HeaderObservation | undefined): string => header?.kind ?? absent;

const compareHeaders = (
  name: string,
  left: HeaderObservation | undefined,
  right: HeaderObservation | undefined,
): Difference | undefined => {
  if (left?.kind === "stack" && right?.kind === "stack")
    return differ(`${name} next index`, String(left.next), String(right.next));
  if (left?.kind === "valid" && right?.kind === "valid")
    return compareValues(`${name}.`, left.fields, right.fields);
  return differ(`${name} validity`, showKind(left), showKind(right));
};

const compareAccepted = (left: Accepted, right: Accepted): Difference | undefined => {
  const consumed = differ("consumed", `${left.consumed} bits`, `${right.consumed} bits`);
  if (consumed !== undefined) return consumed;
  for (const name of names(left.headers, right.headers)) {
    const found = compareHeaders(name, left.headers.get(name), right.headers.get(name));
    if (found !== undefined) return found;
  }
  return compareValues("", left.parameters, right.parameters);
};

const showVerdict = ({ verdict, error }: Observation): string =>
  verdict === "accept" ? verdict : `${verdict} (${error})`;

/** The first difference in order of the JSON form; undefined where the two agree. Order of names is no difference. */
export const firstDifference = (left: Observation, right: Observation): Difference | undefined => {
  if (left.verdict === "accept" && right.verdict === "accept") return compareAccepted(left, right);
  return left.verdict === right.verdict
    ? differ("error", left.error, right.error)
    : differ("verdict", showVerdict(left), showVerdict(right));
};
