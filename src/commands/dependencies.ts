import { join } from "node:path";
import { programName, type Source } from "../compile.ts";
import type { CompileOptions, DependencyOptions } from "./options.ts";
import { outputNames } from "./outputs.ts";

/** make takes blanks, `#`, backslashes and `$` in names apart. */
const escaped = (path: string): string => path.replace(/[ \t#\\]/g, "\\$&").replaceAll("$", "$$$$");

/**
 * The rule for make: the outputs from the main file and the user's includes. The system includes are the compiler's
 * own and not named.
 */
export const dependencyRule = (
  source: Source,
  options: CompileOptions,
  { targets, phony }: DependencyOptions,
): string => {
  const { file, directory } = options;
  const includes = source.preprocessed.userFiles.map(({ path }) => path).filter((path) => path !== file);
  const outputs = outputNames(programName(file), options).map((name) => escaped(join(directory, name)));
  const left = (targets.length > 0 ? targets : outputs).join(" ");
  const right = [file, ...includes].map(escaped).join(" \\\n  ");
  const empty = phony ? includes.map((path) => `\n${escaped(path)}:\n`) : [];
  return `${left}: ${right}\n${empty.join("")}`;
};

/** Where the rule goes: -MF, else beside the outputs; undefined for stdout. */
export const dependencyFile = (
  { directory }: CompileOptions,
  { mode, file }: DependencyOptions,
  program: string,
): string | undefined => file ?? (mode === "only" ? undefined : join(directory, `${program}.d`));
