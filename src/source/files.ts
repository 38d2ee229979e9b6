import { join } from "node:path";
import { readBytes } from "./read.ts";

/** How the pipeline reaches files: the disk, or what a verification has at hand. */
export interface Files {
  /** A user's file; undefined where there is none (or it is a directory, or cannot be read). */
  readonly readFile: (path: string) => Buffer | undefined;
  /** A system include by its name; form: whether quotes or angle brackets stand around it. */
  readonly systemInclude: (name: string, form: "quoted" | "angle") => Buffer | undefined;
}

const bytesOf = (path: string): Buffer | undefined => {
  const result = readBytes(path);
  return result.kind === "bytes" ? result.bytes : undefined;
};

/** Only names that stay inside the directory: `core.p4`, `bmv2/psa.p4`. */
const isInside = (name: string): boolean =>
  /^[\w.+-]+(\/[\w.+-]+)*$/.test(name) && !name.split("/").some((part) => part === ".." || part === ".");

export const systemIncludesOf =
  (directory: string): Files["systemInclude"] =>
  (name) =>
    isInside(name) ? bytesOf(join(directory, name)) : undefined;

/** The disk, and the system includes in `directory`. */
export const filesOnDisk = (directory: string): Files => ({
  readFile: bytesOf,
  systemInclude: systemIncludesOf(directory),
});
