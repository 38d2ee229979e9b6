import { dirname } from "node:path";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { version } from "../installation.ts";
import { compareDigests, compareManifests } from "../manifest/compare.ts";
import { compareObject } from "../manifest/compare-object.ts";
import { locateSources } from "../manifest/locate.ts";
import { canonicalJson, type Manifest } from "../manifest/manifest.ts";
import { readBytes } from "../source/read.ts";
import { compareOutputs, type Findings, tellFindings } from "./compare-outputs.ts";
import type { VerifyOptions } from "./options.ts";
import { readManifest } from "./read-manifest.ts";
import { recompute } from "./recompute.ts";
import { reportBriefly } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage } from "./streams.ts";

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
    reportBriefly(sink, options.manifest);
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
  compareOutputs(manifest, dirname(options.manifest), options, findings);
  compareObjectFile(manifest, options, findings);
  return tellFindings(options.manifest, manifest, findings);
};
