/** What devices say of themselves: P4Runtime servers and files of catalogues. */
import { entryOf, makeCatalogue } from "../catalogue/build.ts";
import type { Device } from "../catalogue/catalogue.ts";
import { readAddress } from "../catalogue/p4runtime/address.ts";
import { type AskOptions, askServer } from "../catalogue/p4runtime/ask.ts";
import { MAX_CATALOGUE_BYTES, parseCatalogue } from "../catalogue/parse.ts";
import type { Code } from "../diagnostics/catalogue/index.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { MAX_MANIFEST_BYTES, parseManifest } from "../manifest/parse.ts";
import { readLimited } from "../source/read.ts";

/** A silent device, and what is wrong as a finding. */
export interface Heard {
  readonly device: Device;
  readonly trouble?: { readonly code: Code; readonly message: string };
}

/** gRPC is not installed: nothing can be asked. */
export interface NoGrpc {
  readonly kind: "no-grpc";
  readonly message: string;
}

const silent = (device: string, why: string, code: Code): Heard => ({
  device: { kind: "silent", device, why },
  trouble: { code, message: `${device}: ${why}` },
});

/** A catalogue's file as a device. */
export const hearFile = (path: string): Heard => {
  const bytes = readLimited(path, MAX_CATALOGUE_BYTES);
  const catalogue = typeof bytes === "string" ? bytes : parseCatalogue(bytes.toString("utf8"));
  return typeof catalogue === "string"
    ? silent(path, `cannot be used as a catalogue: ${catalogue}`, "P0901")
    : { device: { kind: "catalogue", catalogue } };
};

/** What a P4Runtime server's device runs, as a catalogue of its one program, or of none. */
export const hearServer = async (
  text: string,
  kind: string,
  options: AskOptions,
): Promise<Heard | NoGrpc> => {
  const address = readAddress(text);
  if (address === undefined) return silent(text, "is no HOST:PORT", "P0903");
  const answer = await askServer(address, options);
  switch (answer.kind) {
    case "no-grpc":
      return answer;
    case "silent":
      return silent(text, answer.why, "P0903");
    case "nothing":
      return { device: { kind: "catalogue", catalogue: makeCatalogue(text, []) } };
    case "runs": {
      const name = answer.info.name === "" ? text : answer.info.name;
      const entry = entryOf({ name, stamp: answer.info.stamp }, kind, "running");
      if (typeof entry !== "string")
        return { device: { kind: "catalogue", catalogue: makeCatalogue(text, [entry]) } };
      // A program of somebody else's is no fault; a stamp that is none, is.
      return answer.info.stamp.kind === "none"
        ? { device: { kind: "catalogue", catalogue: makeCatalogue(text, []) } }
        : silent(text, `the program that it runs cannot be used: ${entry}`, "P0905");
    }
  }
};

/** The manifests in these files; what cannot be used is reported. */
export const readManifests = (paths: readonly string[], sink: DiagnosticSink): readonly Manifest[] =>
  paths.flatMap((path) => {
    const bytes = readLimited(path, MAX_MANIFEST_BYTES);
    const manifest = typeof bytes === "string" ? bytes : parseManifest(bytes.toString("utf8"));
    if (typeof manifest !== "string") return [manifest];
    sink.report("P0008", `${path} cannot be used as a manifest: ${manifest}`);
    return [];
  });
