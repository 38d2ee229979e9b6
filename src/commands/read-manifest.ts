import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { MAX_MANIFEST_BYTES, parseManifest } from "../manifest/parse.ts";
import { readBytes } from "../source/read.ts";

/** Why a file could not be read, in words. */
export const unreadable = {
  missing: "no such file",
  directory: "it is a directory",
  "too-large": "it is too large",
  unreadable: "it cannot be read",
} as const;

/** The manifest and its text; undefined with a finding in the sink. */
export const readManifest = (
  path: string,
  sink: DiagnosticSink,
): { readonly manifest: Manifest; readonly text: string } | undefined => {
  const result = readBytes(path, MAX_MANIFEST_BYTES);
  const refuse = (reason: string) => sink.report("P0008", `${path} cannot be used as a manifest: ${reason}`);
  if (result.kind !== "bytes") {
    refuse(unreadable[result.kind]);
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
