/** Compares refusals with p4c's: refused where p4c points, elsewhere, or not at all. */
import path from "node:path";
import type { Verdict } from "./check.ts";
import { type Expectation, expectationOf } from "./expectation.ts";
import { kindOf } from "./kinds.ts";

export type Comparison =
  | { readonly kind: "same-line" | "other-party" | "no-line" | "no-expectation" }
  /** Lines: ours and p4c's. */
  | { readonly kind: "other-line"; readonly ours: readonly number[]; readonly theirs: readonly number[] }
  | { readonly kind: "taken"; readonly why: string; readonly message: string };

const linesOf = ({ file, errors }: Verdict): readonly number[] =>
  errors.flatMap((error) =>
    error.line !== undefined && path.basename(error.file ?? file) === path.basename(file) ? [error.line] : [],
  );

const compare = (verdict: Verdict, expectation: Expectation | undefined): Comparison => {
  if (expectation === undefined) return { kind: "no-expectation" };
  if (verdict.ok)
    return {
      kind: "taken",
      why: kindOf(verdict.file, expectation),
      message: expectation.message?.trim() ?? "",
    };
  const ours = linesOf(verdict);
  if (ours.some((line) => expectation.errors.includes(line))) return { kind: "same-line" };
  if (ours.some((line) => expectation.others.includes(line))) return { kind: "other-party" };
  if (expectation.errors.length === 0) return { kind: "no-line" };
  return { kind: "other-line", ours, theirs: expectation.errors };
};

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const SAYS: Readonly<Record<Comparison["kind"], string>> = {
  "same-line": "refused at a line at which p4c's errors point",
  "other-party": "refused at another line that p4c's message names",
  "other-line": "refused at another line",
  "no-line": "refused; p4c names no line",
  "no-expectation": "no expected output of p4c",
  taken: "not refused",
};

/** The lines of the table; with `list`, in front of it each program that is not refused where p4c refuses it. */
export const describeRefusals = (
  verdicts: readonly Verdict[],
  directory: string,
  list: boolean,
): readonly string[] => {
  const lines: string[] = [];
  const byComparison = new Map<string, number>();
  const byKind = new Map<string, number>();
  for (const verdict of verdicts) {
    const comparison = compare(verdict, expectationOf(directory, verdict.file));
    count(byComparison, SAYS[comparison.kind]);
    const name = path.basename(verdict.file);
    if (comparison.kind === "taken") {
      count(byKind, comparison.why);
      if (list) lines.push(`${name}: not refused: ${comparison.why}: ${comparison.message}`);
    }
    if (comparison.kind === "other-line" && list)
      lines.push(
        `${name}: refused at ${comparison.ours.join(", ")}, by p4c at ${comparison.theirs.join(", ")}`,
      );
  }
  const sorted = (counts: Map<string, number>): readonly string[] =>
    [...counts].sort((a, b) => b[1] - a[1]).map(([key, value]) => `${String(value).padStart(5)}  ${key}`);
  return [...lines, ...sorted(byComparison), "not refused, the mistake lies:", ...sorted(byKind)];
};
