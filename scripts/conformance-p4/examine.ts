/** One program through p4twin, p4c and the behavioral model. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { must } from "../../src/diagnostics/bug.ts";
import type { Observation } from "../../src/observation/index.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";
import { prepare } from "../../src/reference/index.ts";
import { type Called, call } from "./call.ts";
import { differenceOf } from "./decode.ts";
import { runModel } from "./model.ts";
import { observingProgram, standardFieldsRead } from "./observer.ts";
import { planOf } from "./plan.ts";
import { documentOf, emitFor, packetsFor, readProgram } from "./program.ts";
import type { Outcome } from "./report.ts";
import { keyOf, type Results } from "./results.ts";
import { type ArchTools, type Finding, type Model, p4cArguments, readFindings } from "./tools.ts";

export interface Asked {
  readonly tools: Readonly<Record<P4Target, ArchTools | undefined>>;
  /** Where includes are found. */
  readonly includeDirs: readonly string[];
  /** At most so many for each program; undefined for all that there are. */
  readonly packets: number | undefined;
  readonly results: Results;
}

type Compared = Pick<Outcome, "stage" | "reason" | "packets">;

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";

const texts = (findings: readonly Finding[], severity: Finding["severity"]): readonly string[] =>
  findings
    .filter((finding) => finding.severity === severity)
    .map(({ line, message }) => `line ${line}: ${message}`);

/** Why p4c does not take a program. */
export const refusalOf = ({ status, stderr }: Called): string =>
  texts(readFindings(stderr), "error")[0] ??
  (firstLine(stderr) || `it ends with status ${status ?? "none: stopped"}`);

const differs = (reason: string, packets = 0): Compared => ({ stage: "differs", reason, packets });
const notRun = (reason: string): Compared => ({ stage: "not run", reason, packets: 0 });

/** text: as it was emitted, and as p4c takes it. */
const compareWithModel = async (
  text: string,
  arch: P4Target,
  directory: string,
  model: Model,
  most: number | undefined,
): Promise<Compared> => {
  const { known, unknown, lengthName } = standardFieldsRead(text, arch);
  if (!known) return notRun(`its parser reads ${unknown.join(", ")}`);
  const emitted = readProgram("emitted.p4", Buffer.from(text));
  if ("refused" in emitted) return differs(`p4twin does not take it back: ${emitted.refused}`);
  const plan = planOf(documentOf(emitted));
  const observing = join(directory, "observing.p4");
  writeFileSync(observing, observingProgram(text, plan));
  const compiled = await call(model.p4c, p4cArguments(model.p4c, arch, observing, directory));
  if (compiled.status !== 0) {
    const reason = `${basename(model.p4c)}, on the observing program: ${refusalOf(compiled)}`;
    return arch === "v1model" ? differs(reason) : notRun(reason);
  }
  const reference = prepare(emitted.typed);
  const expectedOf = (bytes: Uint8Array): Observation =>
    reference(bytes, {
      inputs: new Map(lengthName === undefined ? [] : [[lengthName, BigInt(bytes.length)]]),
    });
  // The back end for PSA writes no error codes, without which the model ends at the first packet that is rejected.
  const packets = packetsFor(emitted, most).filter(
    (bytes) => arch !== "psa" || expectedOf(bytes).verdict === "accept",
  );
  const json = join(directory, "observing.json");
  const { sent, problem } = await runModel(model.executable, json, directory, packets);
  for (const [index, output] of sent.entries()) {
    const bytes = must(packets[index], "a packet");
    const difference = differenceOf(expectedOf(bytes), bytes, output, plan);
    if (difference !== undefined)
      return differs(`${difference} (${Buffer.from(bytes).toString("hex")})`, index);
  }
  if (sent.length === packets.length) return { stage: "agrees", reason: "", packets: packets.length };
  // The back end for PSA writes of a program with stacks what the model cannot load.
  if (arch !== "v1model" && sent.length === 0 && problem !== "")
    return notRun(`${basename(model.executable)} does not load it${problem}`);
  const next = Buffer.from(packets[sent.length] ?? []).toString("hex");
  return differs(
    `${sent.length} of ${packets.length} packets came out${problem} (next: ${next})`,
    sent.length,
  );
};

const throughTools = async (
  text: string,
  arch: P4Target,
  { p4c, model }: ArchTools,
  directory: string,
  packets: number | undefined,
): Promise<Omit<Outcome, "name" | "arch">> => {
  // p4c has no use for file names with blanks.
  const emitted = join(directory, `emitted.${arch}.p4`);
  writeFileSync(emitted, text);
  const compiled = await call(p4c, p4cArguments(p4c, arch, emitted, directory));
  const warnings = texts(readFindings(compiled.stderr), "warning");
  if (compiled.status !== 0) return { stage: "p4c", warnings, reason: refusalOf(compiled), packets: 0 };
  if (model === undefined) return { warnings, ...notRun("") };
  return { warnings, ...(await compareWithModel(text, arch, directory, model, packets)) };
};

const inDirectory = async <Result>(work: (directory: string) => Promise<Result>): Promise<Result> => {
  const directory = mkdtempSync(join(tmpdir(), "p4twin-conformance-"));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Never rejects: what goes wrong is a difference. An outcome that is kept is not made again. */
export const examine = async (file: string, arch: P4Target, asked: Asked): Promise<Outcome> => {
  const { tools, includeDirs, packets, results } = asked;
  const named = { name: basename(file), arch };
  const without = { ...named, warnings: [], packets: 0 };
  try {
    const source = readProgram(file, readFileSync(file), includeDirs);
    const made = "refused" in source ? source : emitFor(source, arch);
    if ("refused" in made) return { ...without, stage: "p4twin", reason: made.refused };
    const own = tools[arch];
    if (own === undefined) return { ...without, ...notRun("no p4c for it") };
    const key = keyOf(arch, made.text, [own.p4c, own.model?.executable ?? "", String(packets ?? "all")]);
    const kept = results.find(key);
    if (kept !== undefined) return { ...kept, ...named };
    const outcome = {
      ...named,
      ...(await inDirectory((directory) => throughTools(made.text, arch, own, directory, packets))),
    };
    results.keep(key, outcome);
    return outcome;
  } catch (error) {
    return { ...without, ...differs(error instanceof Error ? error.message : String(error)) };
  }
};
