/** What a P4 target is to this backend: data alone; its scaffold is a template of the same name. */
import type { TypeDeclaration } from "../../src/ir/ir.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";

/** An enum of the architecture's, as far as it is an input. In the IR its values are their members' indices. */
export interface ForeignEnum {
  readonly name: string;
  readonly members: readonly string[];
}

/** The architecture's own metadata, as far as an adapted parser refers to it. */
export interface StandardMetadata {
  /** The parameter's name where the source has none of its own. */
  readonly parameter: string;
  /** The role that it has in a source of this very architecture. */
  readonly role: "standard" | "input";
  /** As the IR has it: every field a scalar. */
  readonly type: TypeDeclaration;
  /** Fields of a `type` of the architecture's own, which is cast to bits before anything else is done with it. */
  readonly newtypes: ReadonlySet<string>;
  /** Fields of an enum without representation, which can only be compared. */
  readonly enums: ReadonlyMap<string, ForeignEnum>;
  /** The field that holds the packet's length in bytes; without one `packet.length()` says it. */
  readonly packetLength?: string;
}

export interface Target {
  readonly name: P4Target;
  /** Top-level names of core.p4 and the architecture: never taken, never shadowed. */
  readonly symbols: ReadonlySet<string>;
  readonly standard: StandardMetadata;
  /** Inputs behind the standard metadata whose types are the program's to choose: their names where the source has none. */
  readonly userInputs: readonly string[];
  /** Blocks of ours in the scaffold, from what the template calls them to the names that they get if free. */
  readonly blocks: Readonly<Record<string, string>>;
  /** Further parameters of these blocks, in the same way. */
  readonly blockParameters: Readonly<Record<string, string>>;
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
  /** Whether a varbit's old length is counted where it is extracted again, and can be taken back. */
  readonly keepsVarbitLength: boolean;
  /** Whether the struct of headers may hold nothing else. */
  readonly headersOnly: boolean;
  /** Levels of operators, and of nested `if`. */
  readonly maxDepth: number;
}
