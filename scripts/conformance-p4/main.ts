/** The command; its options stand in ../conformance-p4.ts. */
import { accessSync, constants, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { systemIncludeDirectory } from "../../src/installation.ts";
import { p4Targets } from "../../src/output/p4-targets.ts";
import { eachOf } from "./call.ts";
import { examine } from "./examine.ts";
import { readOptions, USAGE } from "./options.ts";
import { detailsOf, isRight, reportOf } from "./report.ts";
import { openResults } from "./results.ts";
import { findTools } from "./tools.ts";

/** Programs between two lines that say how far it is. */
const STEP = 20;

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const options = readOptions(process.argv.slice(2), availableParallelism());
if (options === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const tools = findTools(process.env, isExecutable);
const wanted = options.archs.length === 0 ? p4Targets : options.archs;
const archs = wanted.filter((arch) => tools[arch] !== undefined);
const models = archs.filter((arch) => tools[arch]?.model !== undefined);
for (const arch of wanted.filter((each) => !archs.includes(each)))
  console.log(`SKIPPED: nothing is checked for ${arch}: there is no p4c for it here.`);
if (archs.length === 0) {
  console.log("SKIPPED: conformance:p4 has checked NOTHING.");
  console.log("Set P4C=/path/to/p4c-bm2-ss (P4TEST=/path/to/p4test, SIMPLE_SWITCH=/path/to/simple_switch)");
  console.log("or put them on PATH.");
  process.exit(0);
}
for (const arch of archs.filter((each) => !models.includes(each)))
  console.log(`SKIPPED: no model for ${arch} here: nothing is run, only compiled.`);

const directory = options.directory ?? join(systemIncludeDirectory, "..", "..", "samples");
const files = readdirSync(directory)
  .filter((name) => name.endsWith(".p4"))
  .sort()
  .map((name) => join(directory, name));
const { includeDirs, packets } = options;
const asked = { tools, includeDirs, packets, results: openResults(options.results) };
const tasks = archs.flatMap((arch) => files.map((file) => ({ arch, file })));
let done = 0;
const outcomes = await eachOf(tasks, options.jobs, async ({ arch, file }) => {
  const outcome = await examine(file, arch, asked);
  done += 1;
  if (options.list) for (const line of detailsOf(outcome)) console.log(line);
  if (done % STEP === 0) console.error(`${done} of ${tasks.length}`);
  return outcome;
});
for (const line of reportOf(outcomes, archs, models)) console.log(line);
process.exit(isRight(outcomes) ? 0 : 1);
