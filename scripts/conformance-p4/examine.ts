/** One program through p4twin, p4c and the behavioral model. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { must } from "../../src/diagnostics/bug.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";
import { prepare } from "../../src/reference/index.ts";
import { type Called, call } from "./call.ts";
import { differenceOf } from "./decode.ts";
import { runModel } from "./model.ts";
import { observingProgram, standardFieldsRead } from "./observer.ts";
import { planOf } from "./plan.ts";
import { documentOf, emitFor, packetsFor, readProgram } from "./program.ts";
import type { Outcome } from "./report.ts";
import { type Finding, p4cArguments, readFindings } from "./tools.ts";

export interface Tools {
  /** The p4c for each architecture; undefined where there is none. */
  readonly p4c: Readonly<Record<P4Target, string | undefined>>;
  readonly simpleSwitch: string | undefined;
  /** Where includes are found. */
  readonly includeDirs: readonly string[];
}

type Compared = Pick<Outcome, "stage" | "reason" | "packets">;

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";

const texts = (findings: readonly Finding[], severity: Finding["severity"]): readonly string[] =>
  findings
    .filter((finding) => finding.severity === severity)
    .map(({ line, message }) => `line ${line}: ${message}`);

/** Why p4c does not take a program. */
const refusalOf = ({ status, stderr }: Called): string =>
  texts(readFindings(stderr), "error")[0] ??
  (firstLine(stderr) || `it ends with status ${status ?? "none: stopped"}`);

const differs = (reason: string, packets = 0): Compared => ({ stage: "differs", reason, packets });

const compareWithModel = async (
  text: string,
  directory: string,
  p4c: string,
  simpleSwitch: string,
): Promise<Compared> => {
  const { known, unknown, lengthName } = standardFieldsRead(text);
  if (!known) return { stage: "not run", reason: `its parser reads ${unknown.join(", ")}`, packets: 0 };
  const emitted = readProgram("emitted.p4", Buffer.from(text));
  if ("refused" in emitted) return differs(`p4twin does not take it back: ${emitted.refused}`);
  const plan = planOf(documentOf(emitted));
  const observing = join(directory, "observing.p4");
  writeFileSync(observing, observingProgram(text, plan));
  const compiled = await call(p4c, p4cArguments(p4c, "v1model", observing, directory));
  if (compiled.status !== 0) return differs(`the observing program: ${refusalOf(compiled)}`);
  const packets = packetsFor(emitted);
  const json = join(directory, "observing.json");
  const { sent, problem } = await runModel(simpleSwitch, json, directory, packets);
  if (sent.length !== packets.length)
    return differs(`${sent.length} of ${packets.length} packets came out${problem}`);
  const reference = prepare(emitted.typed);
  for (const [index, bytes] of packets.entries()) {
    const given = new Map<string, bigint>(
      lengthName === undefined ? [] : [[lengthName, BigInt(bytes.length)]],
    );
    const output = must(sent[index], "a packet");
    const difference = differenceOf(reference(bytes, { inputs: given }), bytes, output, plan);
    if (difference !== undefined)
      return differs(`${difference} (${Buffer.from(bytes).toString("hex")})`, index);
  }
  return { stage: "agrees", reason: "", packets: packets.length };
};

const throughTools = async (
  file: string,
  arch: P4Target,
  tools: Tools,
  directory: string,
): Promise<Omit<Outcome, "name" | "arch">> => {
  const nothing = { warnings: [], packets: 0 };
  const source = readProgram(file, readFileSync(file), tools.includeDirs);
  const made = "refused" in source ? source : emitFor(source, arch);
  if ("refused" in made) return { stage: "p4twin", reason: made.refused, ...nothing };
  // p4c has no use for file names with blanks.
  const emitted = join(directory, `emitted.${arch}.p4`);
  writeFileSync(emitted, made.text);
  const p4c = tools.p4c[arch];
  if (p4c === undefined) return { stage: "not run", reason: "no p4c for it", ...nothing };
  const compiled = await call(p4c, p4cArguments(p4c, arch, emitted, directory));
  const warnings = texts(readFindings(compiled.stderr), "warning");
  if (compiled.status !== 0) return { stage: "p4c", warnings, reason: refusalOf(compiled), packets: 0 };
  if (tools.simpleSwitch === undefined || arch !== "v1model")
    return { stage: "not run", warnings, reason: "", packets: 0 };
  return { warnings, ...(await compareWithModel(made.text, directory, p4c, tools.simpleSwitch)) };
};

/** Never rejects: what goes wrong is a difference. */
export const examine = async (file: string, arch: P4Target, tools: Tools): Promise<Outcome> => {
  const name = basename(file);
  const directory = mkdtempSync(join(tmpdir(), "p4twin-conformance-"));
  try {
    return { name, arch, ...(await throughTools(file, arch, tools, directory)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, arch, stage: "differs", warnings: [], reason, packets: 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
