/** Finding p4c and the behavioral model, and reading what p4c prints. */
import { basename, delimiter, join } from "node:path";
import type { P4Target } from "../../src/output/p4-targets.ts";

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
