/**
 * Counts which programs of a directory pass the front end, through the command line as a user would:
 *   npm run conformance -- DIR [--errors] [--expected DIR] [--list] [-I DIR]
 * --errors: the programs must be refused (p4c's testdata/p4_16_errors); --expected: p4c's own output for them
 * (testdata/p4_16_errors_outputs), whose lines are compared with ours; --list: name each that does not do as expected.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkAll } from "./conformance/check.ts";
import { describeRefusals } from "./conformance/refusals.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    errors: { type: "boolean", default: false },
    expected: { type: "string" },
    list: { type: "boolean", default: false },
    include: { type: "string", short: "I" },
  },
});
const directory = positionals[0];
if (directory === undefined) {
  console.error("usage: conformance.ts DIR [--errors] [--expected DIR] [--list] [-I DIR]");
  process.exit(2);
}

const programs = readdirSync(directory)
  .filter((name) => name.endsWith(".p4"))
  .sort()
  .map((name) => path.join(directory, name));
const { verdicts, broken } = checkAll(programs, values.include === undefined ? [] : ["-I", values.include]);

const expected = !values.errors;
const unexpected = verdicts.filter(({ ok }) => ok !== expected);
const compared = values.errors && values.expected !== undefined;
if (values.list && !compared) {
  for (const { file, errors } of unexpected) {
    const first = errors[0];
    const why = first === undefined ? "" : `:${first.line ?? 0}: ${first.code} ${first.message}`;
    console.log(`${path.basename(file)}${why}`);
  }
}

const share = ((100 * (verdicts.length - unexpected.length)) / Math.max(1, verdicts.length)).toFixed(2);
console.log(
  `${verdicts.length - unexpected.length} of ${verdicts.length} programs ${expected ? "pass" : "are refused"} (${share}%)`,
);
if (verdicts.length !== programs.length)
  console.log(`without a verdict: ${programs.length - verdicts.length}`);
if (values.expected !== undefined && compared) {
  for (const line of describeRefusals(verdicts, values.expected, values.list)) console.log(line);
} else {
  const byCode = new Map<string, number>();
  for (const { errors } of verdicts) {
    const code = errors[0]?.code;
    if (code !== undefined) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  for (const [code, count] of [...byCode].sort((a, b) => b[1] - a[1]))
    console.log(`  first error ${code}: ${count}`);
}
process.exit(broken === 0 && verdicts.length === programs.length ? 0 : 1);
