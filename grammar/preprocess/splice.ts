import { lastAtMost } from "./search.ts";

/** Where line continuations were taken out: before the unit at[i] of the spliced text, removed[i] units in all. */
export interface Splices {
  readonly at: readonly number[];
  readonly removed: readonly number[];
}

export interface Spliced {
  readonly text: string;
  readonly splices: Splices | undefined;
}

// As in C a backslash at the end of the file continues too (C demands a line end there and compilers add it);
// as in GCC blanks may stand between the backslash and the line end.
const continuation = /\\[ \t\f\v\r]*(?:\n|$)/g;

/** Takes the line continuations out, so that nobody after this needs to know them. */
export const splice = (original: string): Spliced => {
  if (!original.includes("\\")) return { text: original, splices: undefined };
  const pieces: string[] = [];
  const at: number[] = [];
  const removed: number[] = [];
  let from = 0;
  let total = 0;
  for (const match of original.matchAll(continuation)) {
    pieces.push(original.slice(from, match.index));
    from = match.index + match[0].length;
    total += match[0].length;
    at.push(from - total);
    removed.push(total);
  }
  if (at.length === 0) return { text: original, splices: undefined };
  pieces.push(original.slice(from));
  return { text: pieces.join(""), splices: { at, removed } };
};

/** The offset in the original text of a unit of the spliced text. */
export const unspliced = (splices: Splices | undefined, offset: number): number => {
  if (splices === undefined) return offset;
  const index = lastAtMost(splices.at, offset);
  return index < 0 ? offset : offset + (splices.removed[index] ?? 0);
};
