/** Finding p4c and the behavioral model, and reading what p4c prints. */
import { basename, delimiter, dirname, join } from "node:path";
import type { P4Target } from "../../src/output/p4-targets.ts";

/** What there is for one architecture. */
export interface ArchTools {
  /** Takes the emitted programs, or does not. */
  readonly p4c: string;
  /** Runs them; undefined where there is nothing for that. */
  readonly model: Model | undefined;
}

export interface Model {
  /** The p4c that compiles for it. */
  readonly p4c: string;
  readonly executable: string;
}

/** A tool from its variable, else the first of these names on PATH; undefined where there is none. */
export const findTool = (
  names: readonly string[],
  variable: string | undefined,
  path: string | undefined,
  isExecutable: (file: string) => boolean,
): string | undefined => {
  if (variable !== undefined && variable !== "") return isExecutable(variable) ? variable : undefined;
  const directories = (path ?? "").split(delimiter).filter((directory) => directory !== "");
  return names
    .flatMap((name) => directories.map((directory) => join(directory, name)))
    .find((file) => isExecutable(file));
};

/** By their names, in the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The tools for each architecture. For v1model one p4c does all. For psa and pna the front end says whether a program
 * is right; the behavioral model's back ends stop at many a right one, and are asked only where it is to be run.
 */
export const findTools = (
  environment: Environment,
  isExecutable: (file: string) => boolean,
): Readonly<Record<P4Target, ArchTools | undefined>> => {
  const { P4C, P4TEST, P4C_PSA, SIMPLE_SWITCH, PSA_SWITCH, PATH } = environment;
  const p4c = findTool(["p4c-bm2-ss", "p4c"], P4C, PATH, isExecutable);
  const beside = p4c === undefined ? PATH : `${dirname(p4c)}${delimiter}${PATH ?? ""}`;
  const p4test = findTool(["p4test"], P4TEST, beside, isExecutable);
  const toolsOf = (
    checks: string | undefined,
    compiles: string | undefined,
    executable: string | undefined,
  ): ArchTools | undefined => {
    if (checks === undefined) return undefined;
    const model =
      compiles === undefined || executable === undefined ? undefined : { p4c: compiles, executable };
    return { p4c: checks, model };
  };
  const psaCompiler = findTool(["p4c-bm2-psa"], P4C_PSA, beside, isExecutable);
  return {
    v1model: toolsOf(p4c, p4c, findTool(["simple_switch"], SIMPLE_SWITCH, PATH, isExecutable)),
    psa: toolsOf(p4test, psaCompiler, findTool(["psa_switch"], PSA_SWITCH, PATH, isExecutable)),
    pna: toolsOf(p4test, undefined, undefined),
  };
};

/**
 * The arguments with which a p4c compiles a file: the driver chooses a back end, a back end is one, and p4test is the
 * front end alone, which writes nothing.
 */
export const p4cArguments = (
  p4c: string,
  arch: P4Target,
  file: string,
  directory: string,
): readonly string[] => {
  const json = join(directory, `${basename(file, ".p4")}.json`);
  switch (basename(p4c)) {
    case "p4c":
      return ["--target", "bmv2", "--arch", arch, "--std", "p4-16", "-o", directory, file];
    case "p4test":
      return ["--std", "p4-16", file];
    default:
      return ["--arch", arch, "--std", "p4-16", "-o", json, file];
  }
};

export interface Finding {
  readonly severity: "error" | "warning";
  /** In the file that p4c was given; 0 where it names none. */
  readonly line: number;
  /** p4c's name of the kind, such as `unused`; empty where it gives none. */
  readonly name: string;
  readonly message: string;
}

/** `file(line): [--Wwarn=name] warning: text`, and the same with less. */
export const readFindings = (output: string): readonly Finding[] =>
  output.split("\n").flatMap((line): readonly Finding[] => {
    const match = /^(?:.*?\((\d+)\):? ?)?(?:\[--W(?:warn|error)=([\w-]+)\] )?(error|warning): (.*)$/.exec(
      line,
    );
    if (match === null) return [];
    const [, at, name, severity, message] = match;
    return [
      {
        severity: severity === "error" ? "error" : "warning",
        line: Number(at ?? 0),
        name: name ?? "",
        message: message ?? "",
      },
    ];
  });
