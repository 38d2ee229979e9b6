/**
 * Usage: summarize-tests.ts RESULTS.json [CHECK…]
 * Reads vitest's JSON, names what was skipped and what failed, and closes with `N passed, N failed`. CHECKs are checks
 * besides vitest that have failed; each counts as one. Exit status 1 where anything failed; with CI set also where
 * anything was skipped: there all tools must be present.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";

interface Assertion {
  readonly fullName: string;
  readonly status: string;
}

interface Suite {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly Assertion[];
}

const isResults = (value: unknown): value is { readonly testResults: readonly Suite[] } =>
  typeof value === "object" && value !== null && "testResults" in value && Array.isArray(value.testResults);

/** The suites; undefined when vitest did not come so far as to write them. */
const readSuites = (path: string): readonly Suite[] | undefined => {
  try {
    const results: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isResults(results) ? results.testResults : undefined;
  } catch {
    return undefined;
  }
};

const [path = "", ...failedChecks] = process.argv.slice(2);
const suites = readSuites(path);
const onCi = (process.env.CI ?? "") !== "" && process.env.CI !== "false";

let passed = 0;
const skipped: string[] = [];
const failed: string[] = failedChecks.map((check) => `the check ${check}`);
for (const { name, status, assertionResults } of suites ?? []) {
  const file = relative(process.cwd(), name);
  for (const { fullName, status } of assertionResults) {
    if (status === "passed") passed += 1;
    else if (status === "failed") failed.push(`${file}: ${fullName}`);
    else skipped.push(`${file}: ${fullName}`);
  }
  // A file that could not be loaded has no test to blame.
  if (status === "failed" && !assertionResults.some((test) => test.status === "failed")) failed.push(file);
}
if (suites === undefined) failed.push("vitest: no results");
else if (passed + skipped.length === 0 && failed.length === 0) failed.push("vitest: no tests");

const list = (title: string, names: readonly string[]): void => {
  if (names.length > 0) console.log(`\n${title}\n${names.map((name) => `  ${name}`).join("\n")}`);
};
list(
  `SKIPPED: ${skipped.length}${onCi ? " (which fails, since CI is set)" : " (root, clang, bpftool and libbpf-dev are needed for all)"}`,
  skipped,
);
list(`FAILED: ${failed.length}`, failed);
console.log(
  `\n${passed} passed, ${failed.length} failed${skipped.length === 0 ? "" : `, ${skipped.length} skipped`}`,
);
process.exitCode = failed.length > 0 || (onCi && skipped.length > 0) ? 1 : 0;
