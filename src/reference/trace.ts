/** Told what the parser does, packet by packet: for coverage, and for the path of states behind a difference. */
export interface Trace {
  /** A state is entered; a sub-parser's states are named `instance.state`. */
  readonly state?: (name: string) => void;
  /** A select of that state has taken its row of this index (from 0), or none: undefined. */
  readonly row?: (state: string, index: number | undefined) => void;
}
