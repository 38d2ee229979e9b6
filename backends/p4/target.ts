/** What a P4 target is to this backend. v1model is the first; psa and pna follow with a scaffold of their own. */
import type { TypeDeclaration } from "../../src/ir/ir.ts";

/** The architecture's own standard metadata, as far as an adapted parser refers to it. */
export interface StandardMetadata {
  /** The parameter's name where the source has none of its own. */
  readonly parameter: string;
  readonly type: TypeDeclaration;
  /** The field that holds the packet's length in bytes. */
  readonly packetLength: string;
}

export interface Target {
  /** As in `--arch` and in the output's name. */
  readonly name: string;
  /** Top-level names of core.p4 and the architecture: never taken, never shadowed. */
  readonly symbols: ReadonlySet<string>;
  readonly standard: StandardMetadata;
  readonly limits: TargetLimits;
}

export interface TargetLimits {
  /** Of a header's field, a variable, an expression; in bits. */
  readonly maxWidth: number;
  /** A header's fields, and a constant advance, must be so many bits or a multiple. */
  readonly granularity: number;
  /** Masks that one select case's ranges may expand to. */
  readonly maxRangeExpansion: number;
  /** Cases that one select may have after splitting. */
  readonly maxCases: number;
  /** Levels of operators, and of nested `if`. */
  readonly maxDepth: number;
}
