import type { TypedProgram } from "../analyze/typed.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../ir/ir.ts";
import type { Observation } from "../observation/index.ts";
import type { OutputFile } from "../output/file.ts";
import type { Identity } from "../output/stamp.ts";
import type { Entries } from "./value-sets.ts";

/** A program that has come through the compiler as far as the IR: what every engine is made from. */
export interface Subject {
  readonly typed: TypedProgram;
  readonly program: Program;
  readonly identity: Identity;
  /** Of its value sets; without, they are empty. */
  readonly entries?: Entries;
}

/** What is run instead of what was generated: for tests of the tests. */
export type Rewrite = (files: readonly OutputFile[]) => readonly OutputFile[];

/** Initial values of in and inout parameters, by dotted name; what is not named is zero. */
export type Inputs = ReadonlyMap<string, bigint | string>;

export type Outcome =
  | { readonly kind: "observed"; readonly observation: Observation }
  /** The engine cannot be given this packet; reason is a sentence that says why. */
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Something that runs the parser on packets. Packets are as on the wire: where the source starts behind Ethernet
 * (flow_dissector_model) they begin with Ethernet all the same. All engines yield the same form: names of the
 * source, and `consumed` counts what the source's parser consumes, in bits.
 */
export interface Engine {
  readonly kind: "engine";
  /** reference, p4, ebpf:xdp, ebpf:tc, ebpf:flow_dissector */
  readonly name: string;
  readonly observe: (packet: Uint8Array, inputs: Inputs) => Outcome;
  readonly close: () => void;
}

/** Why there is no engine. */
export type NoEngine =
  /** An outside tool or a right is missing; the message says how to get it. */
  | { readonly kind: "missing"; readonly message: string }
  /** The backend can't express the program. */
  | { readonly kind: "refused"; readonly findings: readonly Diagnostic[] }
  /** What should have worked did not: clang, the verifier or our own front end refuses what was generated. */
  | { readonly kind: "failed"; readonly message: string };
