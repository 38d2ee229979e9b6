import { dirname, join } from "node:path";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { version } from "../installation.ts";
import { compareDigests, compareManifests, compareStamps, type Difference } from "../manifest/compare.ts";
import { compareObject } from "../manifest/compare-object.ts";
import { locateSources } from "../manifest/locate.ts";
import { canonicalJson, type Manifest } from "../manifest/manifest.ts";
import { MAX_MANIFEST_BYTES, parseManifest } from "../manifest/parse.ts";
import { readBytes } from "../source/read.ts";
import type { VerifyOptions } from "./options.ts";
import { recompute } from "./recompute.ts";
import { report } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";

/** What has been found so far: what differs, and how many things were compared. */
interface Findings {
  readonly differences: Difference[];
  compared: number;
}

/** The manifest and its text; undefined with a finding in the sink. */
const readManifest = (path: string, sink: DiagnosticSink) => {
  const result = readBytes(path, MAX_MANIFEST_BYTES);
  const refuse = (reason: string) => sink.report("P0008", `${path} cannot be used as a manifest: ${reason}`);
  if (result.kind !== "bytes") {
    const reasons = {
      missing: "no such file",
      directory: "it is a directory",
      "too-large": "it is too large",
      unreadable: "it cannot be read",
    } as const;
    refuse(reasons[result.kind]);
    return undefined;
  }
  const text = result.bytes.toString("utf8");
  const manifest = parseManifest(text);
  if (typeof manifest === "string") {
    refuse(manifest);
    return undefined;
  }
  return { manifest, text };
};

const compareSources = (manifest: Manifest, options: VerifyOptions, findings: Findings): void => {
  const places = locateSources(manifest, { ...options, manifestPath: options.manifest });
  const { differences } = findings;
  const known = differences.length;
  const contents = new Map<string, Buffer>();
  for (const recorded of manifest.source.files) {
    const place = places.get(recorded.path);
    const result = place === undefined ? undefined : readBytes(place);
    if (place === undefined || result?.kind !== "bytes") {
      const text = "is not found; name the main file with --source, or a directory with -I";
      if (!options.allowMissing) differences.push({ subject: place ?? recorded.path, text });
      continue;
    }
    findings.compared += 1;
    if (options.verbose) printMessage(`source ${place}\n`);
    contents.set(recorded.path, result.bytes);
    differences.push(...compareDigests(place, result.bytes, recorded));
  }
  if (differences.length > known && options.source === undefined) {
    printMessage(
      "sources are looked for by name, near the manifest first; --source FILE says where they are\n",
    );
  }
  // Whatever follows from a changed or missing file would only repeat that it is changed or missing.
  if (differences.length > known || contents.size < manifest.source.files.length) return;
  const again = recompute(manifest, contents);
  if (typeof again === "string") {
    differences.push({ subject: options.manifest, text: `its sources do not compile: ${again}` });
    return;
  }
  const sameCompiler = again.compiler.version === manifest.compiler.version;
  if (!sameCompiler && !options.allowMissing) {
    const text = `was made by ${manifest.compiler.name} ${manifest.compiler.version}, this is ${version}`;
    differences.push({ subject: options.manifest, text });
  }
  differences.push(
    ...compareManifests(
      options.manifest,
      sameCompiler ? manifest : meaning(manifest),
      sameCompiler ? again : meaning(again),
    ),
  );
};

/** What another version of the compiler must state too. */
const meaning = ({ source, program, architecture, parser, parserOnly }: Manifest): Partial<Manifest> => ({
  source: { ...source, system: [] },
  program,
  architecture,
  parser,
  parserOnly,
});

const compareOutputs = (manifest: Manifest, options: VerifyOptions, findings: Findings): void => {
  const { differences } = findings;
  for (const recorded of manifest.outputs) {
    const place = join(dirname(options.manifest), recorded.path);
    const result = readBytes(place);
    if (result.kind !== "bytes") {
      const missing = result.kind === "missing";
      const text = missing ? "is missing" : "cannot be read";
      if (!missing || !options.allowMissing) differences.push({ subject: place, text });
      continue;
    }
    findings.compared += 1;
    if (options.verbose) printMessage(`output ${place}\n`);
    differences.push(...compareDigests(place, result.bytes, recorded));
    differences.push(...compareStamps(place, result.bytes.toString("latin1"), manifest.source));
  }
};

const compareObjectFile = (manifest: Manifest, options: VerifyOptions, findings: Findings): void => {
  const { object, verbose } = options;
  if (object === undefined) return;
  const result = readBytes(object);
  if (result.kind !== "bytes") {
    const text = result.kind === "missing" ? "is missing" : "cannot be read";
    findings.differences.push({ subject: object, text });
    return;
  }
  findings.compared += 1;
  if (verbose) printMessage(`object ${object}\n`);
  findings.differences.push(...compareObject(object, result.bytes, manifest.source));
};

/** `p4twin verify MANIFEST`: recomputes everything that a manifest states, and names each difference on a line. */
export const verifyCommand = (options: VerifyOptions): ExitStatus => {
  const sink = new DiagnosticSink();
  const read = readManifest(options.manifest, sink);
  if (read === undefined) {
    report({ found: sink.all, failed: true }, undefined, options.manifest, {
      format: "text",
      maxErrorCount: 1,
      policy: { disabled: [], asErrors: [] },
      verbose: false,
    });
    return status.failed;
  }
  const { manifest, text } = read;
  const findings: Findings = { differences: [], compared: 0 };
  if (canonicalJson(manifest) !== text) {
    findings.differences.push({
      subject: options.manifest,
      text: "is not as p4twin wrote it: edited or reformatted",
    });
  }
  compareSources(manifest, options, findings);
  compareOutputs(manifest, options, findings);
  compareObjectFile(manifest, options, findings);
  if (findings.compared === 0) {
    findings.differences.push({ subject: options.manifest, text: "nothing of what it states is here" });
  }
  for (const { subject, text } of findings.differences) printResult(`${subject}: ${text}\n`);
  if (findings.differences.length > 0) {
    const count = findings.differences.length;
    printMessage(`${options.manifest}: not verified: ${count} ${count === 1 ? "difference" : "differences"}
`);
    return status.failed;
  }
  printResult(`${options.manifest}: verified, ${findings.compared} files, sha1 ${manifest.source.sha1}\n`);
  return status.done;
};
