/** What makes the command start fast: V8's code for the bundle, and a snapshot of a process that has started. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A blob for the verbs that are run again and again, and one for all. */
const BLOBS = { compile: "p4twin-compile.blob", all: "p4twin.blob" };

/** What the blobs fit. */
const LIST = "p4twin.snapshot";

/** An empty file with the time of node's own file. */
const NODE_TIME = "p4twin.node";

/** Removes the derived files: what bin/p4twin finds always belongs to the bundle beside it. */
export const removeStartUp = (dist: string): void => {
  for (const name of [LIST, NODE_TIME, ...Object.values(BLOBS), "p4twin.cjs.cache"]) {
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

/**
 * V8's flags for compiling a program of usual size, which takes less time than making machine code for it: no
 * baseline code, optimised code later than by default, and no new seed for the tables of a heap that was made here.
 * A long run has its hot functions optimised as ever. A seed that an attacker could know is no more than any other
 * compiler has; what reads the data of others (catalogues, servers) starts from the other blob.
 */
const COMPILE_FLAGS = ["--no-sparkplug", "--interrupt-budget=270336", "--no-rehash-snapshot"];

/** Gives a file the time of another one to the last digit: a shell compares that without a process of its own. */
const takeTime = (from: string, to: string): void => {
  execFileSync("touch", ["-r", from, to], { stdio: ["ignore", "ignore", "inherit"] });
};

/** Some systems give all files one time: a newer node could not be told from the one that made a snapshot. */
const TELLING_TIME = 1_000_000_000;

/**
 * Snapshots of this very node in which these programs have been compiled. What they fit is written beside them, last:
 * without that file the launcher does not look at the blobs.
 */
export const makeSnapshots = (
  dist: string,
  entries: Readonly<Record<keyof typeof BLOBS, string>>,
  programs: readonly string[],
): void => {
  attempt("a snapshot", (scratch) => {
    const place = (name: string): string => join(dist, name);
    const fresh = (name: string): string => join(dist, `${name}.${process.pid}`);
    const build = (kind: keyof typeof BLOBS, flags: readonly string[]): void => {
      const blob = fresh(BLOBS[kind]);
      const building = ["--no-warnings", ...flags, "--snapshot-blob", blob, "--build-snapshot"];
      node([...building, entries[kind], scratch, ...programs]);
      // Whether it starts at all: only then it is used.
      node([...flags, "--snapshot-blob", blob, place("p4twin.cjs"), "check", ...programs]);
    };
    const names = [NODE_TIME, ...Object.values(BLOBS), LIST];
    try {
      if (statSync(process.execPath).mtimeMs < TELLING_TIME * 1000)
        throw new Error("node's file has no date");
      build("all", []);
      build("compile", COMPILE_FLAGS);
      const told = [realpathSync(process.execPath), realpathSync(dist), COMPILE_FLAGS.join(" ")];
      writeFileSync(fresh(LIST), `${told.join("\n")}\n`);
      writeFileSync(fresh(NODE_TIME), "");
      takeTime(process.execPath, fresh(NODE_TIME));
      for (const name of Object.values(BLOBS)) takeTime(fresh(LIST), fresh(name));
      for (const name of names) renameSync(fresh(name), place(name));
    } finally {
      for (const name of names) rmSync(fresh(name), { force: true });
    }
  });
};
