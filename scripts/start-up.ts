/** What makes the command start fast: V8's code for the bundle, and a snapshot of a process that has started. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Removes the derived files: what bin/p4twin finds always belongs to the bundle beside it. */
export const removeStartUp = (dist: string): void => {
  for (const name of ["p4twin.snapshot", "p4twin.blob", "p4twin.cjs.cache"]) {
    rmSync(join(dist, name), { force: true });
  }
};

/** Runs this node as the launcher does, with nothing in the environment that changes how it starts. */
const node = (args: readonly string[]): void => {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  execFileSync(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
};

/** Makes one of the derived files; where that fails the command only starts slower. */
const attempt = (what: string, make: (scratch: string) => void): void => {
  const scratch = mkdtempSync(join(tmpdir(), "p4twin-build-"));
  try {
    make(scratch);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`p4twin will start slower, without ${what}: ${reason}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** V8's code for the bundle, of all functions that compiling these programs needs. */
export const makeCodeCache = (bundle: string, programs: readonly string[]): void => {
  attempt("a code cache", (scratch) => {
    const fresh = `${bundle}.cache.${process.pid}`;
    try {
      node([join(import.meta.dirname, "code-cache.cjs"), bundle, fresh, scratch, ...programs]);
      renameSync(fresh, `${bundle}.cache`);
    } finally {
      rmSync(fresh, { force: true });
    }
  });
};

/** As the launcher asks stat for it: size in bytes and time of last change in seconds. */
const sizeAndTime = (path: string): string => {
  const { size, mtimeMs } = statSync(path);
  return `${size}:${Math.floor(mtimeMs / 1000)}`;
};

/**
 * A snapshot of this very node in which these programs have been compiled. What it fits is written beside it, last:
 * without that file the launcher does not look at the blob.
 */
export const makeSnapshot = (dist: string, entry: string, programs: readonly string[]): void => {
  attempt("a snapshot", (scratch) => {
    const blob = join(dist, "p4twin.blob");
    const list = join(dist, "p4twin.snapshot");
    const [freshBlob, freshList] = [`${blob}.${process.pid}`, `${list}.${process.pid}`];
    try {
      node(["--no-warnings", "--snapshot-blob", freshBlob, "--build-snapshot", entry, scratch, ...programs]);
      // Whether it starts at all: only then it is used.
      node(["--snapshot-blob", freshBlob, join(dist, "p4twin.cjs"), "check", ...programs]);
      renameSync(freshBlob, blob);
      const sizes = [process.execPath, blob].map(sizeAndTime).join(" ");
      writeFileSync(freshList, `${realpathSync(process.execPath)}\n${realpathSync(dist)}\n${sizes}\n`);
      renameSync(freshList, list);
    } finally {
      for (const path of [freshBlob, freshList]) rmSync(path, { force: true });
    }
  });
};
