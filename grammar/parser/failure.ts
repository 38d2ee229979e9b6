import type { Code } from "../../src/diagnostics/catalogue/index.ts";
import type { Extra } from "../../src/diagnostics/sink.ts";
import type { Span } from "../../src/diagnostics/span.ts";

/** Unwinds the parser to the nearest list whose next element it can go on with. Never leaves the parser. */
export class SyntaxFailure extends Error {
  readonly code: Code;
  readonly span: Span;
  readonly extra: Extra;

  constructor(code: Code, message: string, span: Span, extra: Extra = {}) {
    super(message);
    this.code = code;
    this.span = span;
    this.extra = extra;
  }
}

/** Ends parsing: more has gone wrong than is worth reporting. */
export class Abandoned extends Error {}
