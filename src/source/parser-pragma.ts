import type { SourceMap } from "../diagnostics/span.ts";

/**
 * `--parser NAME` changes what the source means, so it must be in the hashed bytes (DESIGN section 1): flattening
 * writes it as a line of its own behind the lines of -D, and the front end reads it back from there.
 */
const LINE = /^#pragma p4twin parser ([A-Za-z_][A-Za-z0-9_]*)\r?$/;

/** The flattened bytes with the pragma put behind the first `defineCount` lines. */
export const insertParserPragma = (flattened: Buffer, parser: string, defineCount: number): Buffer => {
  let at = 0;
  for (let line = 0; line < defineCount; line += 1) at = flattened.indexOf(0x0a, at) + 1;
  return Buffer.concat([
    flattened.subarray(0, at),
    Buffer.from(`#pragma p4twin parser ${parser}\n`),
    flattened.subarray(at),
  ]);
};

export interface PragmaReading {
  /** The parser that the leading lines ask for: the first pragma counts. */
  readonly parser?: string;
  /** Lines (from 1) of the flattened source with a `#pragma p4twin` that does not count. */
  readonly ignored: readonly number[];
}

/** Reads the pragmas out of flattened bytes. Leading lines are `#define …` and the pragma itself, nothing else. */
export const readParserPragma = (flattened: Buffer): PragmaReading => {
  if (!flattened.includes("p4twin")) return { ignored: [] };
  const ignored: number[] = [];
  let parser: string | undefined;
  let leading = true;
  for (const [index, line] of flattened.toString("latin1").split("\n").entries()) {
    const name = LINE.exec(line)?.[1];
    leading &&= name !== undefined || line.startsWith("#define ");
    if (leading) parser ??= name;
    else if (/^\s*#\s*pragma\s+p4twin\b/.test(line)) ignored.push(index + 1);
  }
  return parser === undefined ? { ignored } : { parser, ignored };
};

/** The map of a source whose flattened form has one line more, behind the first `defineCount`. */
export const shiftedSourceMap = (map: SourceMap, defineCount: number): SourceMap => ({
  resolve: (span) => map.resolve(span),
  flatLine: (offset) => {
    const line = map.flatLine(offset);
    return line === undefined || line <= defineCount ? line : line + 1;
  },
});
