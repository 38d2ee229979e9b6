import { basename, dirname, resolve } from "node:path";
import { entryOf, makeCatalogue } from "../catalogue/build.ts";
import type { CatalogueEntry } from "../catalogue/catalogue.ts";
import { readProgramFile } from "../catalogue/read-file.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { canonicalJson } from "../manifest/manifest.ts";
import { withSignalsHeld } from "../output/signals.ts";
import { removeOutputs } from "../output/write.ts";
import { hearServer } from "./devices.ts";
import { writeNamed } from "./extras.ts";
import type { CatalogueOptions } from "./options.ts";
import { reportBriefly } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";
import { readTls } from "./tls-files.ts";

const fromFiles = (
  { files, programKind, state }: CatalogueOptions,
  sink: DiagnosticSink,
): readonly CatalogueEntry[] =>
  files.flatMap((path) => {
    const found = readProgramFile(path);
    const entry = typeof found === "string" ? found : entryOf(found, programKind, state);
    if (typeof entry !== "string") return [entry];
    sink.report("P0902", `${path}: ${entry}`);
    return [];
  });

/** `p4twin catalogue`: what a device offers, from files and from its P4Runtime server. All of it, or nothing. */
export const catalogueCommand = async (options: CatalogueOptions): Promise<ExitStatus> => {
  const { files, p4runtime, programKind, timeoutMilliseconds, output } = options;
  const sink = new DiagnosticSink();
  const overwrites = output !== undefined && files.some((path) => resolve(path) === resolve(output));
  if (overwrites) sink.report("P0007", `${output} is a source file and would be overwritten`);
  const tls = readTls(options, sink);
  const programs = [...fromFiles(options, sink)];
  for (const address of tls === undefined ? [] : p4runtime) {
    const heard = await hearServer(address, programKind, { timeoutMilliseconds, ...tls });
    if ("kind" in heard) {
      printMessage(`error: ${heard.message}\n`);
      return status.toolMissing;
    }
    if (heard.trouble !== undefined) sink.report(heard.trouble.code, heard.trouble.message);
    if (heard.device.kind === "catalogue") programs.push(...heard.device.catalogue.programs);
  }
  if (sink.errorCount === 0) {
    const catalogue = canonicalJson(makeCatalogue(options.device ?? p4runtime[0] ?? "device", programs));
    if (output === undefined) printResult(catalogue);
    else await withSignalsHeld(() => writeNamed(output, catalogue, sink));
  }
  if (sink.errorCount > 0 && output !== undefined && !overwrites)
    removeOutputs(dirname(output), [basename(output)], sink);
  if (sink.errorCount > 0) reportBriefly(sink, "");
  return sink.errorCount > 0 ? status.failed : status.done;
};
