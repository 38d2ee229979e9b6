/** A P4 text through the whole compiler, up to the IR: what every engine is made from. */
import { lowerSource, readSource, type Source, understand } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Subject } from "../../src/engines/index.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import { filesOnDisk } from "../../src/source/files.ts";

export interface Twin extends Subject {
  readonly kind: "twin";
  readonly source: Source;
  readonly findings: readonly Diagnostic[];
}

/** Where the program came to an end, with its errors. */
export interface Refused {
  readonly kind: "refused";
  readonly phase: "front end" | "lowering";
  readonly findings: readonly Diagnostic[];
}

const files = filesOnDisk(systemIncludeDirectory);

/** Reads, analyzes and lowers. `name` is the program's, without `.p4`. */
export const twinOf = (name: string, text: string): Twin | Refused => {
  const sink = new DiagnosticSink();
  const mainPath = `${name}.p4`;
  const request = { mainPath, mainBytes: Buffer.from(text), files, includeDirs: [], defines: [] };
  const source = readSource(request, sink);
  const typed = source === undefined ? undefined : understand(source, { requireParser: true }, sink).typed;
  if (source === undefined || typed === undefined)
    return { kind: "refused", phase: "front end", findings: sink.all };
  const program = lowerSource(source, typed, mainPath, sink);
  if (program === undefined || sink.errorCount > 0)
    return { kind: "refused", phase: "lowering", findings: sink.all };
  return { kind: "twin", source, typed, program, identity: source.identity, findings: sink.all };
};

/** The errors, one a line. */
export const errorsOf = (findings: readonly Diagnostic[]): string =>
  findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code} ${message}`)
    .join("\n");

/** For texts that have to compile; throws with the errors. */
export const mustTwin = (name: string, text: string): Twin => {
  const twin = twinOf(name, text);
  if (twin.kind === "refused") throw new Error(errorsOf(twin.findings));
  return twin;
};
