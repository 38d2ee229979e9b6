import { lastAtMost } from "./search.ts";
import { lineOf, type SourceFile } from "./source-file.ts";
import type { Scanned } from "./token.ts";

/** A range of offsets in the spliced text of one inclusion. */
export interface Place {
  readonly inclusion: Inclusion;
  readonly start: number;
  readonly end: number;
}

/** An open #if, #ifdef or #ifndef. */
export interface Conditional {
  readonly place: Place;
  readonly directive: string;
  /** Whether one of its groups has been taken: then no later one is. */
  taken: boolean;
  elseAt: Place | undefined;
}

/** What `#line` says: from this line (from 0) on the text counts as `line` (from 1) of `file`. */
export interface LineMarker {
  readonly from: number;
  readonly line: number;
  readonly file: string;
}

/** One reading of a file: the same file included twice makes two inclusions, which may give different text. */
export interface Inclusion extends Scanned {
  readonly file: SourceFile;
  /** The name of the system include; undefined for a user's file. */
  readonly systemName: string | undefined;
  readonly includedAt: Place | undefined;
  readonly depth: number;
  /** How far the text is read. */
  pos: number;
  readonly conditionals: Conditional[];
  readonly lineMarkers: LineMarker[];
  /** Which line (from 0) of this file became which line (from 0) of the flattened source; ascending in `from`. */
  readonly flatFrom: number[];
  readonly flatTo: number[];
  /** How many bytes of the file are flattened already. */
  flatByte: number;
}

export const newInclusion = (
  file: SourceFile,
  systemName: string | undefined,
  includedAt: Place | undefined,
): Inclusion => ({
  file,
  text: file.text,
  openComment: -1,
  systemName,
  includedAt,
  depth: includedAt === undefined ? 0 : includedAt.inclusion.depth + 1,
  pos: 0,
  conditionals: [],
  lineMarkers: [],
  flatFrom: [],
  flatTo: [],
  flatByte: 0,
});

/** The file and line (from 1) that a line (from 0) counts as after `#line` is honoured. */
export const presumedLine = (inclusion: Inclusion, line: number): { file: string; line: number } => {
  const { lineMarkers } = inclusion;
  let low = 0;
  let high = lineMarkers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const marker = lineMarkers[middle];
    if (marker !== undefined && marker.from <= line) low = middle + 1;
    else high = middle;
  }
  const marker = lineMarkers[low - 1];
  if (marker === undefined) return { file: inclusion.file.label, line: line + 1 };
  return { file: marker.file, line: marker.line + line - marker.from };
};

/** The line (from 0) of the flattened source at an offset, or undefined in a system include. */
export const flatLineAt = (inclusion: Inclusion, offset: number): number | undefined => {
  const line = lineOf(inclusion.file, offset);
  const index = lastAtMost(inclusion.flatFrom, line);
  const from = inclusion.flatFrom[index];
  const to = inclusion.flatTo[index];
  return from === undefined || to === undefined ? undefined : to + line - from;
};
