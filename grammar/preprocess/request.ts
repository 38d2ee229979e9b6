import type { SourceMap } from "../../src/diagnostics/span.ts";

/** What the preprocessor needs from the outside. It touches no file system itself. */
export interface PreprocessRequest {
  /** The main file as the user named it: includes are looked up beside it, diagnostics call it so. */
  readonly mainPath: string;
  readonly mainBytes: Buffer;
  /** -I, in command-line order. */
  readonly includeDirs: readonly string[];
  /** -D as "N" or "N=V", in command-line order, -U already applied. */
  readonly defines: readonly string[];
  /** A user's file, or undefined when there is none of that path. */
  readonly readFile: (path: string) => Buffer | undefined;
  /** A file that is shipped with the compiler, such as "core.p4"; form: how the #include spells it. */
  readonly systemInclude: (name: string, form: "quoted" | "angle") => Buffer | undefined;
}

export interface Preprocessed {
  /** The source whose digests are the program's identity (DESIGN section 3). */
  readonly flattened: Buffer;
  /** The translation unit for the lexer: comments are left in, macros are expanded. */
  readonly text: string;
  readonly sourceMap: SourceMap;
  /** The main file and each user include that was reached, once, in the order in which they were reached. */
  readonly userFiles: readonly { readonly path: string; readonly bytes: Buffer }[];
  /** Each system include that was reached, once, in the order in which they were reached. */
  readonly systemIncludes: readonly { readonly name: string; readonly bytes: Buffer }[];
  /** The parts of `text` with the file and line each comes from, for `printPreprocessed`. */
  readonly pieces: () => readonly Piece[];
}

/** A stretch of the translation unit that is copied from consecutive lines, or the expansion of one macro use. */
export interface Piece {
  readonly text: string;
  readonly file: string;
  /** The line (from 1) at which it starts. */
  readonly line: number;
  readonly system: boolean;
}
