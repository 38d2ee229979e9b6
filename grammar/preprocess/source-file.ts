import { isUtf8 } from "node:buffer";
import { lastAtMost } from "./search.ts";
import { type Splices, splice, unspliced } from "./splice.ts";

/** A file's contents in the three forms that are needed: bytes for identity, text for people, spliced text to scan. */
export interface SourceFile {
  /** What diagnostics call it: the path as it was reached, or a system include's name in angle brackets. */
  readonly label: string;
  /** Equal for the same file reached by different spellings. */
  readonly key: string;
  readonly bytes: Buffer;
  /** The decoded bytes. Bytes that are no UTF-8 become U+FFFD; line ends and ASCII stay one to one. */
  readonly original: string;
  /** `original` without line continuations. All offsets of the preprocessor count in it. */
  readonly text: string;
  readonly splices: Splices | undefined;
  /** The offset in `original` at which each line starts. */
  readonly lineStarts: Uint32Array;
  /** The offset in `bytes` at which each line starts. */
  readonly byteLineStarts: Uint32Array;
  readonly isUtf8: boolean;
}

const textLineStarts = (text: string): Uint32Array => {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
};

const byteLineStarts = (bytes: Buffer): Uint32Array => {
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
};

/** Decodes a file and finds its lines, once for however many times it is included. */
export const loadSource = (label: string, key: string, bytes: Buffer): SourceFile => {
  const original = bytes.toString("utf8");
  const { text, splices } = splice(original);
  const lineStarts = textLineStarts(original);
  const oneToOne = original.length === bytes.length;
  return {
    label,
    key,
    bytes,
    original,
    text,
    splices,
    lineStarts,
    byteLineStarts: oneToOne ? lineStarts : byteLineStarts(bytes),
    isUtf8: isUtf8(bytes),
  };
};

/** The line (from 0) of an offset in the original text. */
export const lineIndex = (file: SourceFile, original: number): number =>
  lastAtMost(file.lineStarts, original);

/** The line (from 0) of an offset in the spliced text. */
export const lineOf = (file: SourceFile, offset: number): number =>
  lineIndex(file, unspliced(file.splices, offset));

/**
 * The offset in the file's bytes of an ASCII character, a line's start or the end, at an offset of the original text. Decoding
 * keeps ASCII bytes one to one even around broken UTF-8, so counting them from the line's start is exact.
 */
export const byteOffset = (file: SourceFile, original: number): number => {
  if (file.byteLineStarts === file.lineStarts) return original;
  if (original >= file.original.length) return file.bytes.length;
  const line = lineIndex(file, original);
  const start = file.lineStarts[line] ?? 0;
  let ascii = 0;
  for (let at = start; at < original; at += 1) {
    if (file.original.charCodeAt(at) < 128) ascii += 1;
  }
  let at = file.byteLineStarts[line] ?? 0;
  if (original === start) return at;
  for (; at < file.bytes.length; at += 1) {
    if ((file.bytes[at] ?? 0) >= 128) continue;
    if (ascii === 0) break;
    ascii -= 1;
  }
  return at;
};
