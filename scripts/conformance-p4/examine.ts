/** One program through p4twin, p4c and the behavioral model. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Observation, readObservation } from "../../src/observation/index.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";
import { type Called, call } from "./call.ts";
import { differenceOf } from "./decode.ts";
import { runModel } from "./model.ts";
import { observingProgram, standardFieldsRead } from "./observer.ts";
import { planOf } from "./plan.ts";
import type { Outcome } from "./report.ts";
import { type Finding, p4cArguments, readFindings } from "./tools.ts";

export interface Tools {
  readonly p4twin: string;
  /** The p4c for each architecture; undefined where there is none. */
  readonly p4c: Readonly<Record<P4Target, string | undefined>>;
  readonly simpleSwitch: string | undefined;
  /** Arguments of p4twin: where includes are found. */
  readonly include: readonly string[];
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

/** Packets for a program, as hexadecimal digits: none without bytes, since a capture can't hold those. */
const packetsFor = async (p4twin: string, program: string, file: string): Promise<readonly string[]> => {
  const options = ["--engines", "reference", "--random", "50", "--emit", "json", "-o", file];
  const made = await call(p4twin, ["test", program, ...options]);
  if (made.status !== 0) throw new Error(`p4twin test: ${firstLine(made.stderr)}`);
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      const value: unknown = line === "" ? undefined : JSON.parse(line);
      const isPacket =
        typeof value === "object" && value !== null && "hex" in value && typeof value.hex === "string";
      return isPacket && value.hex !== "" ? [String(value.hex)] : [];
    });
};

/** What the reference observes on each packet. lengthName: the input that is each packet's own length, if any. */
const observe = async (
  p4twin: string,
  program: string,
  packets: readonly string[],
  lengthName: string | undefined,
): Promise<readonly (Observation | undefined)[]> => {
  const groups = new Map<number, number[]>();
  for (const [index, hex] of packets.entries()) {
    const length = lengthName === undefined ? 0 : hex.length / 2;
    groups.set(length, [...(groups.get(length) ?? []), index]);
  }
  const observed: (Observation | undefined)[] = packets.map(() => undefined);
  for (const [length, indices] of groups) {
    const given = lengthName === undefined ? [] : ["--set", `${lengthName}=${length}`];
    const hex = indices.map((index) => packets[index] ?? "");
    const { stdout } = await call(p4twin, ["run", program, "--format", "json", ...given, "--hex", ...hex]);
    const lines = stdout.split("\n");
    for (const [at, index] of indices.entries()) {
      observed[index] = readObservation(lines[at] ?? "")?.observation;
    }
  }
  return observed;
};

const differs = (reason: string, packets = 0): Compared => ({ stage: "differs", reason, packets });

const compareWithModel = async (
  emitted: string,
  directory: string,
  { p4twin }: Tools,
  p4c: string,
  simpleSwitch: string,
): Promise<Compared> => {
  const text = readFileSync(emitted, "utf8");
  const { known, unknown, lengthName } = standardFieldsRead(text);
  if (!known) return { stage: "not run", reason: `its parser reads ${unknown.join(", ")}`, packets: 0 };
  const document = join(directory, "ir.json");
  await call(p4twin, ["-b", "p4", "--toJSON", document, "-o", join(directory, "again"), emitted]);
  const plan = planOf(JSON.parse(readFileSync(document, "utf8")));
  const observing = join(directory, "observing.p4");
  writeFileSync(observing, observingProgram(text, plan));
  const compiled = await call(p4c, p4cArguments(p4c, "v1model", observing, directory));
  if (compiled.status !== 0) return differs(`the observing program: ${refusalOf(compiled)}`);
  const packets = await packetsFor(p4twin, emitted, join(directory, "packets.json"));
  const observations = await observe(p4twin, emitted, packets, lengthName);
  const received = packets.map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
  const { sent, problem } = await runModel(
    simpleSwitch,
    join(directory, "observing.json"),
    directory,
    received,
  );
  if (sent.length !== received.length)
    return differs(`${sent.length} of ${received.length} packets came out${problem}`);
  for (const [index, bytes] of received.entries()) {
    const [observation, output] = [observations[index], sent[index]];
    if (observation === undefined || output === undefined)
      return differs(`nothing was observed for ${packets[index]}`);
    const difference = differenceOf(observation, bytes, output, plan);
    if (difference !== undefined) return differs(`${difference} (${packets[index]})`, index);
  }
  return { stage: "agrees", reason: "", packets: received.length };
};

const throughTools = async (
  file: string,
  arch: P4Target,
  tools: Tools,
  directory: string,
): Promise<Omit<Outcome, "name" | "arch">> => {
  const nothing = { warnings: [], packets: 0 };
  const made = await call(tools.p4twin, ["-b", "p4", "-a", arch, ...tools.include, "-o", directory, file]);
  if (made.status !== 0) return { stage: "p4twin", reason: firstLine(made.stderr), ...nothing };
  const emitted = join(directory, `${basename(file, ".p4")}.${arch}.p4`);
  const p4c = tools.p4c[arch];
  if (p4c === undefined) return { stage: "not run", reason: "no p4c for it", ...nothing };
  const compiled = await call(p4c, p4cArguments(p4c, arch, emitted, directory));
  const warnings = texts(readFindings(compiled.stderr), "warning");
  if (compiled.status !== 0) return { stage: "p4c", warnings, reason: refusalOf(compiled), packets: 0 };
  if (tools.simpleSwitch === undefined || arch !== "v1model")
    return { stage: "not run", warnings, reason: "", packets: 0 };
  return { warnings, ...(await compareWithModel(emitted, directory, tools, p4c, tools.simpleSwitch)) };
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
