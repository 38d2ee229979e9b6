import { dirname, join } from "node:path";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { canonicalJson, type Manifest } from "../manifest/manifest.ts";
import { checkSignatures, readStatement } from "../provenance/check.ts";
import { type Envelope, MAX_ENVELOPE_BYTES, parseEnvelope } from "../provenance/envelope.ts";
import { readVerifyingKey, type VerifyingKey } from "../provenance/keys.ts";
import { readBytes, readLimited } from "../source/read.ts";
import { compareOutputs, type Findings, tellFindings } from "./compare-outputs.ts";
import { reportBriefly } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";

export interface VerifyEnvelopeOptions {
  readonly envelope: string;
  /** PEM files of public keys or certificates, at least one; each must have signed. */
  readonly keys: readonly string[];
  readonly allowMissing: boolean;
  readonly verbose: boolean;
}

const readEnvelope = (path: string, sink: DiagnosticSink): Envelope | undefined => {
  const bytes = readLimited(path, MAX_ENVELOPE_BYTES);
  const envelope = typeof bytes === "string" ? bytes : parseEnvelope(bytes.toString("utf8"));
  if (typeof envelope !== "string") return envelope;
  sink.report("P0011", `${path} cannot be used as an envelope: ${envelope}`);
  return undefined;
};

const readKeys = (paths: readonly string[], sink: DiagnosticSink): readonly VerifyingKey[] =>
  paths.flatMap((path) => {
    const key = readVerifyingKey(path);
    if (typeof key !== "string") return [key];
    sink.report("P0010", `${path} cannot be used as a key: ${key}`);
    return [];
  });

/** The manifest beside the envelope, where there is one, is the one that was signed. */
const compareManifestFile = (
  manifest: Manifest,
  { envelope, allowMissing }: VerifyEnvelopeOptions,
  { differences }: Findings,
): void => {
  const subject = join(dirname(envelope), `${manifest.program}.manifest.json`);
  const result = readBytes(subject);
  if (result.kind === "missing" && allowMissing) return;
  if (result.kind !== "bytes")
    differences.push({ subject, text: result.kind === "missing" ? "is missing" : "cannot be read" });
  else if (result.bytes.toString("utf8") !== canonicalJson(manifest))
    differences.push({ subject, text: "is not the manifest that was signed" });
};

/** `p4twin manifest verify ENVELOPE --key KEY.pem`: who signed what, and whether that is what lies here. */
export const manifestVerifyCommand = (options: VerifyEnvelopeOptions): ExitStatus => {
  const sink = new DiagnosticSink();
  const envelope = readEnvelope(options.envelope, sink);
  const keys = readKeys(options.keys, sink);
  const refuse = (reason: string) =>
    sink.report("P0011", `${options.envelope} cannot be used as an envelope: ${reason}`);
  if (envelope !== undefined && sink.errorCount === 0) {
    for (const reason of checkSignatures(envelope, keys, new Date())) refuse(reason);
    // What nobody has signed is not even read.
    const manifest = sink.errorCount === 0 ? readStatement(envelope.payload) : undefined;
    if (typeof manifest === "string") refuse(manifest);
    else if (manifest !== undefined) {
      const findings: Findings = { differences: [], compared: 0 };
      compareManifestFile(manifest, options, findings);
      compareOutputs(manifest, dirname(options.envelope), options, findings);
      return tellFindings(options.envelope, manifest, findings);
    }
  }
  reportBriefly(sink, options.envelope);
  return status.failed;
};
