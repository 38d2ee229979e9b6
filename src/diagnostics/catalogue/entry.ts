export type Severity = "error" | "warning";

/** What a code stands for: documented in docs/diagnostics.md, and each code has a test in test/diagnostics. */
export interface Entry {
  readonly severity: Severity;
  /** The word in brackets behind the message, and what --Wdisable and --Werror name. p4c's word where it has one. */
  readonly category: string;
  /** One line for the documentation: when it is reported. */
  readonly summary: string;
}

/** Checks a table of entries against the shape without widening its keys. */
export const entries = <K extends string>(table: Readonly<Record<K, Entry>>): Readonly<Record<K, Entry>> =>
  table;
