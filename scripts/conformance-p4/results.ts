/**
 * Outcomes that are kept in a file, one JSON object a line, so that a run that was stopped goes on where it was, and
 * that after a change only the programs are examined whose text has changed. A key stands for what was examined.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { isP4Target, type P4Target } from "../../src/output/p4-targets.ts";
import { isStage, type Outcome } from "./report.ts";

export interface Results {
  readonly find: (key: string) => Outcome | undefined;
  readonly keep: (key: string, outcome: Outcome) => void;
}

/** text: the emitted program; asked: what else the outcome hangs on, such as the number of packets and the tools. */
export const keyOf = (arch: P4Target, text: string, asked: readonly string[]): string =>
  createHash("sha256")
    .update(JSON.stringify([arch, text, asked]))
    .digest("hex");

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One line; undefined where it is none of ours, such as the last one of a run that was stopped. */
export const readResult = (line: string): { readonly key: string; readonly outcome: Outcome } | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { key, name, arch, stage, warnings, reason, packets } = value;
  if (typeof key !== "string" || typeof name !== "string" || typeof reason !== "string") return undefined;
  if (typeof arch !== "string" || !isP4Target(arch) || !isStage(stage)) return undefined;
  if (typeof packets !== "number" || !Array.isArray(warnings)) return undefined;
  const texts = warnings.filter((warning): warning is string => typeof warning === "string");
  return { key, outcome: { name, arch, stage, warnings: texts, reason, packets } };
};

/** file: undefined for none. */
export const openResults = (file: string | undefined): Results => {
  if (file === undefined) return { find: () => undefined, keep: () => undefined };
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const known = new Map(
    lines.flatMap((line) => {
      const result = readResult(line);
      return result === undefined ? [] : [[result.key, result.outcome] as const];
    }),
  );
  // A line that a stopped run left unfinished is ended first.
  if (lines.length > 0 && lines.at(-1) !== "") appendFileSync(file, "\n");
  return {
    find: (key) => known.get(key),
    keep: (key, outcome) => appendFileSync(file, `${JSON.stringify({ key, ...outcome })}\n`),
  };
};
