import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DiagnosticSink } from "../diagnostics/sink.ts";

export interface NamedText {
  /** A name within the directory, without a slash. */
  readonly path: string;
  readonly text: string | Uint8Array;
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** A file, or a link to whatever: renaming over it replaces the link itself. */
const isOutput = (path: string): boolean => {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status !== undefined && (status.isFile() || status.isSymbolicLink());
};

/**
 * Takes away older outputs of these names, so that none is left standing as if it were current. Says so where
 * that is not possible. A directory of that name is not ours, and is left.
 */
export const removeOutputs = (directory: string, names: readonly string[], sink: DiagnosticSink): void => {
  for (const name of names) {
    const path = join(directory, name);
    try {
      if (isDirectory(directory) && isOutput(path)) rmSync(path);
    } catch (error) {
      sink.report("P0006", `${path} is out of date and cannot be removed: ${reason(error)}`);
    }
  }
};

/** Makes a directory and those above it. (Node's own recursive mkdir never ends where the kernel says ENOENT: /proc.) */
const makeDirectory = (directory: string): void => {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another p4twin may have been quicker.
    if (!existsSync(directory)) throw error;
  }
};

/**
 * Writes all files or none: into a temporary directory beside their places first (where a full disk shows), then
 * renamed. The last one is the manifest: the old one goes first and the new one comes last, so that no manifest
 * ever describes files that are not there. On a failure nothing of these names is left. False when it failed; the
 * sink knows why.
 */
export const writeOutputs = (
  directory: string,
  files: readonly NamedText[],
  sink: DiagnosticSink,
): boolean => {
  const names = files.map(({ path }) => path);
  let temporary: string | undefined;
  try {
    makeDirectory(resolve(directory));
    temporary = mkdtempSync(join(directory, ".p4twin-"));
    for (const { path, text } of files) writeFileSync(join(temporary, path), text);
    for (const name of names.slice(-1)) rmSync(join(directory, name), { force: true });
    for (const name of names) renameSync(join(temporary, name), join(directory, name));
    rmdirSync(temporary);
    return true;
  } catch (error) {
    sink.report("P0006", `no output written to ${directory}: ${reason(error)}`);
    removeOutputs(directory, names, sink);
    removeTemporary(temporary);
    return false;
  }
};

const removeTemporary = (directory: string | undefined): void => {
  if (directory === undefined) return;
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    // The failure that led here has been reported; what cannot be removed either adds nothing to it.
  }
};
