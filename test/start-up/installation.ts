import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Run, root } from "../cli/p4twin.ts";

/** What bin/p4twin came to, and whether it started from the snapshot. */
export interface Start extends Run {
  readonly snapshot: boolean;
}

/** The launcher's trace goes to a descriptor of its own, so that stderr stays the command's. */
const TRACE = 9;

/** Runs a launcher as a user does, by its path, with the shell telling what it executes. */
export const start = (
  launcher: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): Start => {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
  const trace = join(cwd, "trace");
  const line = `exec ${TRACE}>"$TRACE_FILE"; BASH_XTRACEFD=${TRACE} exec /bin/bash --norc -x "$@"`;
  const { status, stdout, stderr } = spawnSync(
    "/bin/bash",
    ["--norc", "-c", line, "bash", launcher, ...args],
    {
      cwd,
      encoding: "utf8",
      // bash takes a socket on its standard input for a remote login, and reads its rc files.
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 28,
      timeout: 300_000,
      env: { ...inherited, TRACE_FILE: trace, ...environment },
    },
  );
  const snapshot = readFileSync(trace, "utf8").includes("--snapshot-blob");
  rmSync(trace);
  return { status, stdout, stderr, snapshot };
};

/** Gives files the time of another one, to the last digit. */
const takeTime = (from: string, ...to: readonly string[]): void => {
  execFileSync("touch", ["-r", from, ...to]);
};

/** A copy of bin/ and dist/, whose snapshots were, as far as the launcher can see, made there. */
export const install = (): string => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "p4twin-start-")));
  for (const part of ["bin", "dist"]) cpSync(join(root, part), join(home, part), { recursive: true });
  const place = (name: string): string => join(home, "dist", name);
  const list = place("p4twin.snapshot");
  const [node = "", , ...rest] = readFileSync(list, "utf8").split("\n");
  writeFileSync(list, [node, join(home, "dist"), ...rest].join("\n"));
  takeTime(list, place("p4twin.blob"), place("p4twin-compile.blob"));
  takeTime(node, place("p4twin.node"));
  return home;
};
