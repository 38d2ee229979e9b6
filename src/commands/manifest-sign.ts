import { basename, dirname, join } from "node:path";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { canonicalJson } from "../manifest/manifest.ts";
import { statement } from "../manifest/statement.ts";
import { sealStatement } from "../provenance/envelope.ts";
import { readSigningKey, type SigningKey } from "../provenance/keys.ts";
import { readLimited } from "../source/read.ts";
import { compareOutputs, type Findings } from "./compare-outputs.ts";
import { writeNamed } from "./extras.ts";
import { envelopeName } from "./outputs.ts";
import { readManifest } from "./read-manifest.ts";
import { reportBriefly } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage } from "./streams.ts";

export interface SignOptions {
  readonly manifest: string;
  /** PEM files of private keys, at least one. */
  readonly keys: readonly string[];
  readonly passphraseFile?: string;
  /** Where the envelope goes; without, NAME.intoto.json beside the manifest. */
  readonly output?: string;
}

const readPassphrase = (path: string, sink: DiagnosticSink): string | undefined => {
  const bytes = readLimited(path, 4096);
  if (typeof bytes !== "string") return bytes.toString("utf8").replace(/\r?\n$/, "");
  sink.report("P0010", `${path} cannot be used as a passphrase: ${bytes}`);
  return undefined;
};

const readKeys = ({ keys, passphraseFile }: SignOptions, sink: DiagnosticSink): readonly SigningKey[] => {
  const passphrase = passphraseFile === undefined ? undefined : readPassphrase(passphraseFile, sink);
  const read =
    sink.errorCount > 0 ? [] : keys.map((path) => ({ path, key: readSigningKey(path, passphrase) }));
  const result: SigningKey[] = [];
  for (const { path, key } of read) {
    if (typeof key === "string") sink.report("P0010", `${path} cannot be used as a key: ${key}`);
    else if (result.some(({ id }) => id === key.id))
      sink.report("P0010", `${path} cannot be used as a key: it is the same as another`);
    else result.push(key);
  }
  return result;
};

/** What the manifest states must be so now: nobody signs what is wrong already. */
const checkStatements = ({ manifest: path }: SignOptions, sink: DiagnosticSink) => {
  const read = readManifest(path, sink);
  if (read === undefined) return undefined;
  const { manifest, text } = read;
  const findings: Findings = { differences: [], compared: 0 };
  if (canonicalJson(manifest) !== text)
    findings.differences.push({ subject: path, text: "is not as p4twin wrote it: edited or reformatted" });
  compareOutputs(manifest, dirname(path), { allowMissing: false, verbose: false }, findings);
  for (const { subject, text } of findings.differences) sink.report("P0012", `${subject} ${text}`);
  return manifest;
};

/** `p4twin manifest sign MANIFEST --key KEY.pem`: an in-toto Statement of it in a DSSE envelope. */
export const manifestSignCommand = (options: SignOptions): ExitStatus => {
  const sink = new DiagnosticSink();
  const manifest = checkStatements(options, sink);
  const keys = readKeys(options, sink);
  if (manifest !== undefined && sink.errorCount === 0) {
    const output = options.output ?? join(dirname(options.manifest), envelopeName(manifest.program));
    if (writeNamed(output, sealStatement(statement(manifest), keys), sink)) {
      printMessage(`wrote ${output}, signed by ${keys.map(({ id }) => id.slice(0, 16)).join(", ")}\n`);
      return status.done;
    }
  }
  reportBriefly(sink, basename(options.manifest));
  return status.failed;
};
