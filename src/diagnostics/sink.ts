import { type Code, catalogue } from "./catalogue/index.ts";
import type { Diagnostic, Note } from "./diagnostic.ts";
import { shorten } from "./shorten.ts";
import type { Span } from "./span.ts";

export interface Extra {
  readonly notes?: readonly Note[];
  readonly help?: string;
}

/** Collects the findings of all phases, in the order in which they were found. */
export class DiagnosticSink {
  readonly #found: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  #errors = 0;

  /**
   * Reports a finding; the code's catalogue entry decides whether it is an error or a warning. What is found again in
   * the same place, as in a function that is typed for several types, is kept once.
   */
  report(code: Code, message: string, span?: Span, extra: Extra = {}): void {
    const severity = catalogue[code].severity;
    if (severity === "error") this.#errors += 1;
    const key = `${code} ${span?.start ?? ""} ${span?.end ?? ""} ${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#found.push({
      code,
      severity,
      message: shorten(message),
      notes: (extra.notes ?? []).map((note) => ({ ...note, message: shorten(note.message) })),
      ...(span === undefined ? {} : { span }),
      ...(extra.help === undefined ? {} : { help: shorten(extra.help) }),
    });
  }

  /** How many errors have been reported, repeated ones included: whether something went wrong in between. */
  get errorCount(): number {
    return this.#errors;
  }

  get all(): readonly Diagnostic[] {
    return this.#found;
  }
}
