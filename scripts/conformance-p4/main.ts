/** The command; its options stand in ../conformance-p4.ts. */
import { accessSync, constants, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { systemIncludeDirectory } from "../../src/installation.ts";
import { isP4Target, type P4Target, p4Targets } from "../../src/output/p4-targets.ts";
import { eachOf } from "./call.ts";
import { examine } from "./examine.ts";
import { isRight, reportOf } from "./report.ts";
import { findTool } from "./tools.ts";

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean", default: false },
    include: { type: "string", short: "I", multiple: true, default: [] },
    arch: { type: "string", multiple: true, default: [] },
    jobs: { type: "string", default: String(availableParallelism()) },
  },
});
const wrong = values.arch.find((name) => !isP4Target(name));
if (wrong !== undefined || !/^[1-9]\d*$/.test(values.jobs) || positionals.length > 1) {
  console.error("usage: conformance-p4.ts [DIR] [-I DIR] [--arch v1model|psa|pna] [--jobs N] [--list]");
  process.exit(2);
}

const { P4C, P4TEST, SIMPLE_SWITCH, PATH } = process.env;
const p4c = findTool(["p4c-bm2-ss", "p4c"], P4C, PATH, isExecutable);
const beside = p4c === undefined ? PATH : `${dirname(p4c)}:${PATH ?? ""}`;
const p4test = findTool(["p4test"], P4TEST, beside, isExecutable);
const simpleSwitch = findTool(["simple_switch"], SIMPLE_SWITCH, PATH, isExecutable);
const compilers: Readonly<Record<P4Target, string | undefined>> = { v1model: p4c, psa: p4test, pna: p4test };

const wanted = values.arch.length === 0 ? p4Targets : values.arch.filter(isP4Target);
const archs = wanted.filter((arch) => compilers[arch] !== undefined);
for (const arch of wanted.filter((each) => !archs.includes(each)))
  console.log(`SKIPPED: nothing is checked for ${arch}: there is no p4c for it here.`);
if (archs.length === 0) {
  console.log("SKIPPED: conformance:p4 has checked NOTHING.");
  console.log("Set P4C=/path/to/p4c-bm2-ss (P4TEST=/path/to/p4test, SIMPLE_SWITCH=/path/to/simple_switch)");
  console.log("or put them on PATH.");
  process.exit(0);
}
if (simpleSwitch === undefined)
  console.log("SKIPPED: no simple_switch here (SIMPLE_SWITCH= or on PATH): nothing is run, only compiled.");

const directory = positionals[0] ?? join(systemIncludeDirectory, "..", "..", "samples");
const files = readdirSync(directory)
  .filter((name) => name.endsWith(".p4"))
  .sort()
  .map((name) => join(directory, name));
const tools = {
  p4c: compilers,
  simpleSwitch,
  includeDirs: values.include,
};
const tasks = archs.flatMap((arch) => files.map((file) => ({ arch, file })));
const outcomes = await eachOf(tasks, Number(values.jobs), ({ arch, file }) => examine(file, arch, tools));
const models: readonly P4Target[] = simpleSwitch === undefined ? [] : ["v1model"];
for (const line of reportOf(outcomes, archs, models, values.list)) console.log(line);
process.exit(isRight(outcomes) ? 0 : 1);
