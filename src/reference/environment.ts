import type { Keyset } from "../analyze/typed.ts";

/** The entries of parser value sets by the sets' names (`Parser.name` of a sub-parser's); one keyset for each field. */
export type ValueSets = ReadonlyMap<string, readonly (readonly Keyset[])[]>;

/** What the parser is given besides the packet. Everything may be left out. */
export interface Environment {
  /**
   * Initial values of in and inout parameters by dotted name (`keys.n_proto`, `flags`), as observations give them:
   * stored patterns, a bool as 0 or 1, an error's name. What is not named is zero; headers start invalid.
   */
  readonly inputs?: ReadonlyMap<string, bigint | string>;
  /** What packet.length() yields, in bytes, where it is not the packet's own length. */
  readonly packetLength?: number;
  /** Without entries a value set matches nothing. */
  readonly valueSets?: ValueSets;
}
