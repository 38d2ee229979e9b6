/**
 * Counts which programs of a directory pass the front end, through the command line as a user would:
 *   npx tsx scripts/conformance.ts DIR [--errors] [--list]
 * --errors: the programs must be refused (p4c's testdata/p4_16_errors); --list: name each that does not do as expected.
 * Memory and time are the command's own: all programs go through one process, a few hundred at a time.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
}

interface Verdict {
  readonly file: string;
  readonly ok: boolean;
  readonly errors: readonly Finding[];
}

const isVerdict = (value: unknown): value is Verdict =>
  typeof value === "object" && value !== null && "file" in value && "ok" in value && "errors" in value;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    errors: { type: "boolean" },
    list: { type: "boolean" },
    include: { type: "string", short: "I" },
  },
});
const directory = positionals[0];
if (directory === undefined) {
  console.error("usage: conformance.ts DIR [--errors] [--list] [-I DIR]");
  process.exit(2);
}

const p4twin = path.join(import.meta.dirname, "..", "bin", "p4twin");
const programs = readdirSync(directory)
  .filter((name) => name.endsWith(".p4"))
  .sort()
  .map((name) => path.join(directory, name));

const CHUNK = 200;
const verdicts: Verdict[] = [];
let broken = 0;
for (let start = 0; start < programs.length; start += CHUNK) {
  const include = values.include === undefined ? [] : ["-I", values.include];
  const run = spawnSync(
    p4twin,
    ["check", "--format", "json", ...include, ...programs.slice(start, start + CHUNK)],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      timeout: 300_000,
    },
  );
  if (run.status !== 0 && run.status !== 1) {
    broken += 1;
    console.log(`broken run (status ${run.status}, signal ${run.signal}): ${run.stderr.slice(0, 500)}`);
  }
  for (const line of run.stdout.split("\n")) {
    if (line === "") continue;
    const value: unknown = JSON.parse(line);
    if (isVerdict(value)) verdicts.push(value);
  }
}

const expected = values.errors !== true;
const unexpected = verdicts.filter(({ ok }) => ok !== expected);
if (values.list === true) {
  for (const { file, errors } of unexpected) {
    const first = errors[0];
    console.log(
      `${path.basename(file)}${first === undefined ? "" : `:${first.line ?? 0}: ${first.code} ${first.message}`}`,
    );
  }
}

const byCode = new Map<string, number>();
for (const { errors } of verdicts) {
  const code = errors[0]?.code;
  if (code !== undefined) byCode.set(code, (byCode.get(code) ?? 0) + 1);
}
const share = ((100 * (verdicts.length - unexpected.length)) / Math.max(1, verdicts.length)).toFixed(2);
console.log(
  `${verdicts.length - unexpected.length} of ${verdicts.length} programs ${expected ? "pass" : "are refused"} (${share}%)`,
);
if (verdicts.length !== programs.length)
  console.log(`without a verdict: ${programs.length - verdicts.length}`);
for (const [code, count] of [...byCode].sort((a, b) => b[1] - a[1]))
  console.log(`  first error ${code}: ${count}`);
process.exit(broken === 0 && verdicts.length === programs.length ? 0 : 1);
