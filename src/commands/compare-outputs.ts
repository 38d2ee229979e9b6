import { join } from "node:path";
import { compareDigests, compareStamps, type Difference } from "../manifest/compare.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { readBytes } from "../source/read.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";

/** What has been found so far: what differs, and how many things were compared. */
export interface Findings {
  readonly differences: Difference[];
  compared: number;
}

/** The outputs of a manifest, as they lie in the directory, against what it states of them. */
export const compareOutputs = (
  manifest: Manifest,
  directory: string,
  options: { readonly allowMissing: boolean; readonly verbose: boolean },
  findings: Findings,
): void => {
  const { differences } = findings;
  for (const recorded of manifest.outputs) {
    const place = join(directory, recorded.path);
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

/** Prints what differs, or that all is well; `subject` is the file that states it. */
export const tellFindings = (subject: string, manifest: Manifest, findings: Findings): ExitStatus => {
  if (findings.compared === 0) {
    findings.differences.push({ subject, text: "nothing of what it states is here" });
  }
  for (const { subject, text } of findings.differences) printResult(`${subject}: ${text}\n`);
  const count = findings.differences.length;
  if (count > 0) {
    printMessage(`${subject}: not verified: ${count} ${count === 1 ? "difference" : "differences"}\n`);
    return status.failed;
  }
  printResult(`${subject}: verified, ${findings.compared} files, sha1 ${manifest.source.sha1}\n`);
  return status.done;
};
