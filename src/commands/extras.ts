import { basename, dirname } from "node:path";
import { printProgram } from "../../grammar/index.ts";
import { type Compilation, programName, type Source } from "../compile.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { toJson } from "../ir/json.ts";
import { writeOutputs } from "../output/write.ts";
import { dependencyFile, dependencyRule } from "./dependencies.ts";
import type { CompileOptions } from "./options.ts";

/** A file that the user named by its path, written as the outputs are: whole or not at all. */
export const writeNamed = (path: string, text: string, sink: DiagnosticSink): boolean =>
  writeOutputs(dirname(path), [{ path: basename(path), text }], sink);

/** --toJSON, --pp, -MD: what was asked for besides the outputs. False when one could not be written. */
export const writeExtras = (
  source: Source,
  { tree, program }: Compilation,
  options: CompileOptions,
  sink: DiagnosticSink,
): boolean => {
  const { dependencies } = options;
  const extras: (readonly [path: string | undefined, text: string])[] = [];
  if (tree !== undefined && options.pp !== undefined) extras.push([options.pp, printProgram(tree)]);
  if (program !== undefined && options.toJson !== undefined)
    extras.push([options.toJson, toJson(program, source.identity)]);
  if (dependencies !== undefined) {
    const rule = dependencyRule(source, options, dependencies);
    extras.push([dependencyFile(options, dependencies, programName(options.file)), rule]);
  }
  return extras.every(([path, text]) => path === undefined || writeNamed(path, text, sink));
};
