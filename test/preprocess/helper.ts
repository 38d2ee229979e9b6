import { type Preprocessed, preprocess } from "../../grammar/index.ts";
import type { Code } from "../../src/diagnostics/catalogue/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Location } from "../../src/diagnostics/span.ts";

export interface Files {
  /** By path; "main.p4" (or `main`) is the main file. */
  readonly user: Readonly<Record<string, string | Buffer>>;
  readonly system?: Readonly<Record<string, string>>;
  readonly includeDirs?: readonly string[];
  readonly defines?: readonly string[];
  readonly main?: string;
}

export interface Finding {
  readonly code: Code;
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: string | undefined;
  readonly at: Location | undefined;
}

export interface Outcome {
  readonly result: Preprocessed;
  readonly findings: readonly Finding[];
  readonly codes: readonly Code[];
  readonly flattened: string;
}

const own = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

/** Preprocesses files that are held in memory. */
export const run = (files: Files): Outcome => {
  const sink = new DiagnosticSink();
  const mainPath = files.main ?? "main.p4";
  const read = (path: string): Buffer | undefined => {
    const text = own(files.user, path);
    return typeof text === "string" ? Buffer.from(text) : text;
  };
  const result = preprocess(
    {
      mainPath,
      mainBytes: read(mainPath) ?? Buffer.alloc(0),
      includeDirs: files.includeDirs ?? [],
      defines: files.defines ?? [],
      readFile: read,
      systemInclude: (name) => {
        const text = own(files.system, name);
        return text === undefined ? undefined : Buffer.from(text);
      },
    },
    sink,
  );
  const findings = sink.all.map(({ code, message, notes, help, span }) => ({
    code,
    message,
    notes: notes.map((note) => note.message),
    help,
    at: span === undefined ? undefined : result.sourceMap.resolve(span),
  }));
  return {
    result,
    findings,
    codes: findings.map(({ code }) => code),
    flattened: result.flattened.toString("utf8"),
  };
};

/** Preprocesses one file. */
export const runText = (text: string | Buffer, more: Omit<Files, "user"> = {}): Outcome =>
  run({ ...more, user: { "main.p4": text } });

/** The text with every run of blanks and line ends as one blank. */
export const squeeze = (text: string): string => text.replace(/\s+/g, " ").trim();

/** The squeezed text of a program that must have no findings. */
export const expand = (text: string): string => {
  const { result, findings } = runText(text);
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join("; "));
  return squeeze(result.text);
};

/** Preprocesses the flattened source of an earlier run, with the same system includes. */
export const runFlattened = (outcome: Outcome, files: Files): Outcome => {
  const main = files.main ?? "main.p4";
  return run({
    user: { [main]: outcome.result.flattened },
    main,
    ...(files.system === undefined ? {} : { system: files.system }),
  });
};
