/**
 * What a parser does with one packet, as far as anybody can tell (DESIGN: "one observation"). Every engine (the
 * reference interpreter, the kernel, a device program) yields this form, so that two of them can be compared.
 *
 * Names are the source's, dotted, and begin with the parameter: `hdr.ipv4`, `hdr.vlan[0]`, `meta.flow.id`. Maps
 * keep the order of the source: parameters in order, their fields in order.
 */

/**
 * What a field or a parameter holds: of bits (also bool as 0 or 1, an enum without representation as its index)
 * the stored pattern, two's complement where signed; of an error its name; of a varbit its length and bits.
 */
export type FieldValue = bigint | string | VarbitValue;

export interface VarbitValue {
  /** Length in bits. */
  readonly length: number;
  readonly value: bigint;
}

export type HeaderObservation =
  | { readonly kind: "invalid" }
  /** Fields of a nested struct have dotted names. */
  | { readonly kind: "valid"; readonly fields: ReadonlyMap<string, FieldValue> }
  /** The stack itself; its elements follow as entries of their own. next: its next index, 0 to its size. */
  | { readonly kind: "stack"; readonly next: number };

export type Observation = Accepted | Rejected;

export interface Accepted {
  readonly verdict: "accept";
  readonly error: "NoError";
  /** Bits that the parser has consumed. */
  readonly consumed: number;
  /** Each header, each member of a union, each stack followed by its elements. */
  readonly headers: ReadonlyMap<string, HeaderObservation>;
  /** The out and inout parameters' values outside of headers. */
  readonly parameters: ReadonlyMap<string, FieldValue>;
}

export interface Rejected {
  readonly verdict: "reject";
  readonly error: string;
}
