/**
 * Sends a directory of programs through p4twin, p4c and the behavioral model, and prints how many are taken and agree:
 *   npm run conformance:p4 -- [DIR] [-I DIR] [--list]
 * p4c is P4C=, or p4c-bm2-ss or p4c on PATH; the model is SIMPLE_SWITCH=, or simple_switch on PATH. Without DIR:
 * samples/. --list: name each program that is not taken or does not agree, and what it lacks.
 *
 * A program agrees if, for the packets that `p4twin test` makes for it, the model's parser does what the reference
 * does: the error, the bytes consumed, validity and contents of headers, metadata.
 */
import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { readObservation } from "../src/observation/index.ts";
import { differenceOf } from "./conformance-p4/decode.ts";
import { runModel } from "./conformance-p4/model.ts";
import { observingProgram, readsStandardMetadata } from "./conformance-p4/observer.ts";
import { planOf } from "./conformance-p4/plan.ts";
import { type Finding, findTool, p4cArguments, readFindings } from "./conformance-p4/tools.ts";

const root = join(import.meta.dirname, "..");
const p4twin = join(root, "bin", "p4twin");

/** What became of one program, as far as it came. */
interface Outcome {
  readonly name: string;
  readonly stage: "p4twin" | "p4c" | "model" | "agrees" | "not run";
  /** What p4c warns of in a program that it takes. */
  readonly warnings: number;
  readonly reason: string;
}

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const call = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, timeout: 300_000 });

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";

const firstError = (findings: readonly Finding[], otherwise: string): string => {
  const error = findings.find(({ severity }) => severity === "error");
  return error === undefined ? otherwise : `line ${error.line}: ${error.message}`;
};

interface Packet {
  readonly hex: string;
}

const isPacket = (value: unknown): value is Packet =>
  typeof value === "object" && value !== null && "hex" in value && typeof value.hex === "string";

/** Packets for a program, as hexadecimal digits: none without bytes, since a capture can't hold those. */
const packetsFor = (program: string, file: string): readonly string[] => {
  call(p4twin, ["test", program, "--engines", "reference", "--random", "50", "--emit", "json", "-o", file]);
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      const value: unknown = line === "" ? undefined : JSON.parse(line);
      return isPacket(value) && value.hex !== "" ? [value.hex] : [];
    });
};

const compareWithModel = async (
  emitted: string,
  directory: string,
  p4c: string,
  simpleSwitch: string,
): Promise<Pick<Outcome, "stage" | "reason">> => {
  const text = readFileSync(emitted, "utf8");
  if (readsStandardMetadata(text))
    return { stage: "not run", reason: "its parser reads what the model fills in itself" };
  const document = join(directory, "ir.json");
  call(p4twin, ["-b", "p4", "--toJSON", document, "-o", join(directory, "again"), emitted]);
  const plan = planOf(JSON.parse(readFileSync(document, "utf8")));
  const observing = join(directory, "observing.p4");
  writeFileSync(observing, observingProgram(text, plan));
  const compiled = call(p4c, p4cArguments(p4c, observing, directory));
  if (compiled.status !== 0)
    return { stage: "model", reason: `the observing program: ${firstLine(compiled.stderr)}` };
  const packets = packetsFor(emitted, join(directory, "packets.json"));
  const expected = call(p4twin, ["run", emitted, "--format", "json", "--hex", ...packets]).stdout;
  const observations = expected.split("\n").flatMap((line) => readObservation(line)?.observation ?? []);
  const received = packets.map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
  const sent = await runModel(simpleSwitch, join(directory, "observing.json"), directory, received);
  if (sent.length !== received.length || observations.length !== received.length)
    return { stage: "model", reason: `${sent.length} of ${received.length} packets came out` };
  for (const [index, bytes] of received.entries()) {
    const [observation, output] = [observations[index], sent[index]];
    if (observation === undefined || output === undefined) continue;
    const difference = differenceOf(observation, bytes, output, plan);
    if (difference !== undefined) return { stage: "model", reason: `${difference} (${packets[index]})` };
  }
  return { stage: "agrees", reason: "" };
};

interface Tools {
  readonly p4c: string;
  readonly simpleSwitch: string | undefined;
  readonly include: readonly string[];
}

const examine = async (file: string, { p4c, simpleSwitch, include }: Tools): Promise<Outcome> => {
  const name = basename(file);
  const directory = mkdtempSync(join(tmpdir(), "p4twin-conformance-"));
  try {
    const made = call(p4twin, ["-b", "p4", ...include, "-o", directory, file]);
    if (made.status !== 0) return { name, stage: "p4twin", warnings: 0, reason: firstLine(made.stderr) };
    const emitted = join(directory, `${basename(file, ".p4")}.v1model.p4`);
    const compiled = call(p4c, p4cArguments(p4c, emitted, directory));
    const findings = readFindings(compiled.stderr);
    const warnings = findings.filter(({ severity }) => severity === "warning").length;
    if (compiled.status !== 0)
      return { name, stage: "p4c", warnings, reason: firstError(findings, firstLine(compiled.stderr)) };
    if (simpleSwitch === undefined) return { name, stage: "not run", warnings, reason: "no model" };
    return { name, warnings, ...(await compareWithModel(emitted, directory, p4c, simpleSwitch)) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean" }, include: { type: "string", short: "I" } },
});
const { P4C, SIMPLE_SWITCH, PATH } = process.env;
const p4c = findTool(["p4c-bm2-ss", "p4c"], P4C, PATH, isExecutable);
const simpleSwitch = findTool(["simple_switch"], SIMPLE_SWITCH, PATH, isExecutable);
if (p4c === undefined) {
  console.log("SKIPPED: conformance:p4 has checked NOTHING: there is no p4c here.");
  console.log("Set P4C=/path/to/p4c-bm2-ss (and SIMPLE_SWITCH=/path/to/simple_switch) or put them on PATH.");
  process.exit(0);
}
if (simpleSwitch === undefined)
  console.log("SKIPPED: no simple_switch here (SIMPLE_SWITCH= or on PATH): nothing is run, only compiled.");

const directory = positionals[0] ?? join(root, "samples");
const include = values.include === undefined ? [] : ["-I", values.include];
const files = readdirSync(directory)
  .filter((name) => name.endsWith(".p4"))
  .sort()
  .map((name) => join(directory, name));
const outcomes: Outcome[] = [];
for (const file of files) outcomes.push(await examine(file, { p4c, simpleSwitch, include }));

const count = (...stages: readonly Outcome["stage"][]): number =>
  outcomes.filter(({ stage }) => stages.includes(stage)).length;
const taken = outcomes.filter(({ stage }) => stage !== "p4twin" && stage !== "p4c");
console.log(`${outcomes.length} programs`);
console.log(`  taken by p4twin: ${outcomes.length - count("p4twin")}`);
console.log(
  `  of these taken by p4c: ${taken.length}, without a warning: ${taken.filter(({ warnings }) => warnings === 0).length}`,
);
console.log(`  of these run in the model: ${count("agrees", "model")}, agree: ${count("agrees")}`);
if (values.list === true) {
  for (const { name, stage, reason } of outcomes) {
    if (stage !== "agrees") console.log(`${name}: ${stage}: ${reason}`);
  }
}
process.exit(count("p4c", "model") === 0 ? 0 : 1);
