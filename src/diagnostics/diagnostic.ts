import type { Severity } from "./catalogue/entry.ts";
import type { Code } from "./catalogue/index.ts";
import type { Span } from "./span.ts";

export type { Severity };

export interface Note {
  readonly message: string;
  readonly span?: Span;
}

/** One finding. Its category and default severity come from the catalogue entry of its code. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Absent only where there is no source to point at (a missing main file, an unwritable directory). */
  readonly span?: Span;
  readonly notes: readonly Note[];
  /** One obvious mend, phrased as an instruction. */
  readonly help?: string;
}
