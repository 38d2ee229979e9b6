/** Runs the command on many programs, as a user would: one process for a few hundred of them at a time. */
import { spawnSync } from "node:child_process";
import path from "node:path";

export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

export interface Verdict {
  readonly file: string;
  readonly ok: boolean;
  readonly parser: string | null;
  readonly errors: readonly Finding[];
}

export interface Run {
  readonly verdicts: readonly Verdict[];
  /** Runs that ended in another way than with a verdict for each program: an internal error, a signal, the time. */
  readonly broken: number;
}

const p4twin = path.join(import.meta.dirname, "..", "..", "bin", "p4twin");
const CHUNK = 200;

const isVerdict = (value: unknown): value is Verdict =>
  typeof value === "object" && value !== null && "file" in value && "ok" in value && "errors" in value;

/** What `p4twin check` says about each program. */
export const checkAll = (programs: readonly string[], flags: readonly string[]): Run => {
  const verdicts: Verdict[] = [];
  let broken = 0;
  for (let start = 0; start < programs.length; start += CHUNK) {
    const chunk = programs.slice(start, start + CHUNK);
    const run = spawnSync(p4twin, ["check", "--format", "json", ...flags, ...chunk], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      timeout: 300_000,
    });
    if (run.status !== 0 && run.status !== 1) {
      broken += 1;
      console.log(
        `broken run (status ${run.status}, signal ${run.signal}): ${(run.stderr ?? "").slice(0, 500)}`,
      );
    }
    for (const line of (run.stdout ?? "").split("\n")) {
      if (line === "") continue;
      const value: unknown = JSON.parse(line);
      if (isVerdict(value)) verdicts.push(value);
    }
  }
  return { verdicts, broken };
};
