import type { Inclusion } from "./inclusion.ts";
import { lastAtMost } from "./search.ts";
import { byteOffset, lineIndex, type SourceFile } from "./source-file.ts";
import { unspliced } from "./splice.ts";

/** The flattened source as it grows (DESIGN section 3): pieces of the users' files, byte for byte. */
export interface Flattened {
  readonly chunks: Buffer[];
  bytes: number;
  /** How many line ends it holds. */
  lines: number;
  /**
   * Line ends that are owed before anything else may follow: an included file that stops in the middle of a line
   * must not run into the line behind the #include.
   */
  owed: number;
}

export const newFlattened = (): Flattened => ({ chunks: [], bytes: 0, lines: 0, owed: 0 });

const add = (flat: Flattened, chunk: Buffer, lines: number): void => {
  flat.chunks.push(chunk);
  flat.bytes += chunk.length;
  flat.lines += lines;
};

const settle = (flat: Flattened): void => {
  if (flat.owed > 0) add(flat, Buffer.from("\n".repeat(flat.owed)), flat.owed);
  flat.owed = 0;
};

/** Flattens the file up to a byte; what is flattened already is not repeated. */
const flushTo = (flat: Flattened, inclusion: Inclusion, byte: number): void => {
  if (byte <= inclusion.flatByte) return;
  const { byteLineStarts, bytes } = inclusion.file;
  settle(flat);
  const lines = lastAtMost(byteLineStarts, byte) - lastAtMost(byteLineStarts, inclusion.flatByte);
  add(flat, bytes.subarray(inclusion.flatByte, byte), lines);
  inclusion.flatByte = byte;
};

/** Notes that from this line (from 0) of the file on its text goes to where the flattened source now ends. */
const resumeAt = (flat: Flattened, inclusion: Inclusion, line: number): void => {
  inclusion.flatFrom.push(line);
  inclusion.flatTo.push(flat.lines + flat.owed);
};

/** A user's file begins. */
export const beginFile = (flat: Flattened, inclusion: Inclusion): void => resumeAt(flat, inclusion, 0);

/** How many line ends must follow the file's last byte so that the next byte starts a line of its own. */
export const owedAfter = (file: SourceFile): number => {
  const { original, text } = file;
  const midLine = text.length > 0 && !text.endsWith("\n");
  if (original.endsWith("\n")) return midLine ? 1 : 0;
  // A continuation at the very end takes the first line end for itself.
  const endsSpliced = file.splices?.at.at(-1) === text.length;
  return endsSpliced && midLine ? 2 : 1;
};

/** A user's file is read to its end: the rest of it is flattened. */
export const endFile = (flat: Flattened, inclusion: Inclusion): void => {
  const { file } = inclusion;
  if (file.bytes.length <= inclusion.flatByte) return;
  flushTo(flat, inclusion, file.bytes.length);
  flat.owed = owedAfter(file);
};

/** The place of an #include of a user's file: offsets in the spliced text, of the "#", behind the name, of the line end. */
export interface IncludePlace {
  readonly hash: number;
  readonly nameEnd: number;
  readonly lineEnd: number;
}

const isBlank = (text: string): boolean => /^[\s\ufeff]*$/.test(text);

/**
 * The #include makes way for the file's text. The whole line goes with it, except that a comment before or behind
 * the directive stays. Call before the file is flattened; the result is called when it has been.
 */
export const replaceInclude = (flat: Flattened, inclusion: Inclusion, place: IncludePlace): (() => void) => {
  const { file } = inclusion;
  const original = (offset: number): number =>
    Math.min(unspliced(file.splices, offset), file.original.length);
  const hash = original(place.hash);
  const nameLast = original(place.nameEnd - 1);
  const lineEnd = original(place.lineEnd);
  const firstLine = file.lineStarts[lineIndex(file, hash)] ?? 0;
  const isWholeLine = isBlank(file.original.slice(firstLine, hash));
  flushTo(flat, inclusion, byteOffset(file, isWholeLine ? firstLine : hash));
  return () => {
    const keepsRest = !isBlank(file.text.slice(place.nameEnd, place.lineEnd));
    const hasLineEnd = lineEnd < file.original.length;
    const ownLineEnd = !keepsRest && hasLineEnd && flat.owed > 0;
    if (ownLineEnd) flat.owed -= 1;
    const lineEndStart = file.original.charAt(lineEnd - 1) === "\r" ? lineEnd - 1 : lineEnd;
    const behindLine = hasLineEnd ? lineEnd + 1 : file.original.length;
    const resume = keepsRest ? nameLast + 1 : ownLineEnd ? lineEndStart : behindLine;
    inclusion.flatByte = keepsRest ? byteOffset(file, nameLast) + 1 : byteOffset(file, resume);
    resumeAt(flat, inclusion, lineIndex(file, resume));
  };
};
