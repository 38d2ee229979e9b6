import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Larger files are refused: no parser is written by hand in so many bytes, and memory is bounded. */
export const MAX_SOURCE_BYTES = 64 * 1024 * 1024;

export type ReadResult =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "missing" }
  | { readonly kind: "directory" }
  | { readonly kind: "too-large" }
  /** reason: the operating system's word, such as EACCES */
  | { readonly kind: "unreadable"; readonly reason: string };

/** The operating system's code of an error (ENOENT …), or its message. */
export const errorCode = (error: unknown): string => {
  if (error instanceof Error) {
    return "code" in error && typeof error.code === "string" ? error.code : error.message;
  }
  return String(error);
};

/** Reads to the end, whatever kind of file it is (a pipe has no size), but no more than the limit. */
const readUpToLimit = (descriptor: number, limit: number): Buffer | undefined => {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(256 * 1024);
    const count = readSync(descriptor, chunk, 0, chunk.length, null);
    if (count === 0) return Buffer.concat(chunks, total);
    total += count;
    if (total > limit) return undefined;
    chunks.push(chunk.subarray(0, count));
  }
};

/** Reads a whole file; never throws. */
export const readBytes = (path: string, limit = MAX_SOURCE_BYTES): ReadResult => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    if (fstatSync(descriptor).isDirectory()) return { kind: "directory" };
    const bytes = readUpToLimit(descriptor, limit);
    return bytes === undefined ? { kind: "too-large" } : { kind: "bytes", bytes };
  } catch (error) {
    const code = errorCode(error);
    if (code === "EISDIR") return { kind: "directory" };
    const missing = code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG";
    return missing ? { kind: "missing" } : { kind: "unreadable", reason: code };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

/** Why a file could not be read, in words. */
const REASONS = {
  missing: "no such file",
  directory: "it is a directory",
  "too-large": "it is too large",
  unreadable: "it cannot be read",
} as const;

/** The bytes of a file of at most `limit` bytes; a string says in words why there are none. */
export const readLimited = (path: string, limit = MAX_SOURCE_BYTES): Buffer | string => {
  const result = readBytes(path, limit);
  return result.kind === "bytes" ? result.bytes : REASONS[result.kind];
};
