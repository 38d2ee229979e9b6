import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { MAX_MANIFEST_BYTES, parseManifest } from "../manifest/parse.ts";
import { readLimited } from "../source/read.ts";

/** The manifest and its text; undefined with a finding in the sink. */
export const readManifest = (
  path: string,
  sink: DiagnosticSink,
): { readonly manifest: Manifest; readonly text: string } | undefined => {
  const bytes = readLimited(path, MAX_MANIFEST_BYTES);
  const refuse = (reason: string) => sink.report("P0008", `${path} cannot be used as a manifest: ${reason}`);
  if (typeof bytes === "string") {
    refuse(bytes);
    return undefined;
  }
  const text = bytes.toString("utf8");
  const manifest = parseManifest(text);
  if (typeof manifest === "string") {
    refuse(manifest);
    return undefined;
  }
  return { manifest, text };
};
