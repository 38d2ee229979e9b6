/**
 * Told what the parser does, packet by packet: for coverage, and for the path of states behind a difference. cursor:
 * the bits consumed so far.
 */
export interface Trace {
  /** A state is entered; a sub-parser's states are named `instance.state`. */
  readonly state?: (name: string, cursor: number) => void;
  /** A select of that state has taken its row of this index (from 0), or none: undefined. keys: their values. */
  readonly row?: (state: string, index: number | undefined, cursor: number, keys: readonly bigint[]) => void;
  /** The parse has ended. */
  readonly end?: (cursor: number) => void;
}
