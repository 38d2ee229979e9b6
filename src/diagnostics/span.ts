/**
 * A half-open range of character offsets into the *translation unit*: the one text that the preprocessor
 * hands to the lexer. A SourceMap leads from such an offset back to the user's file, line and column.
 * One number space for all files keeps spans small and makes every one of them resolvable.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both. */
export const cover = (a: Span, b: Span): Span => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});

/** A place in a file as a person names it: lines and columns count from 1, columns in UTF-16 units. */
export interface Location {
  /** The path as the user gave it (or reached it), or a system include's name in angle brackets. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The text of `line`, without its line end. */
  readonly text: string;
}

/** Leads from spans back to the user's files. The preprocessor makes it; everybody may ask it. */
export interface SourceMap {
  resolve(span: Span): Location;
  /**
   * The line (from 1) in the flattened source (DESIGN section 3), which is what generated code cites: it is the
   * same whether the program came in one file or in several. For text of a system include: undefined.
   */
  flatLine(offset: number): number | undefined;
}
