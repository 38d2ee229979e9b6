/** The files that `p4twin match` and `p4twin offload enable` read before they ask anybody. */
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { readManifests } from "./devices.ts";
import { reportBriefly } from "./report.ts";
import { readTls } from "./tls-files.ts";

type Paths = Parameters<typeof readTls>[0] & { readonly manifests: Parameters<typeof readManifests>[0] };

export interface MatchingFiles {
  readonly tls: NonNullable<ReturnType<typeof readTls>>;
  readonly manifests: ReturnType<typeof readManifests>;
}

/** Keys and certificates for TLS, and the sources' manifests; undefined, reported, where one cannot be used. */
export const readMatchingFiles = (paths: Paths): MatchingFiles | undefined => {
  const sink = new DiagnosticSink();
  const tls = readTls(paths, sink);
  const manifests = readManifests(paths.manifests, sink);
  if (tls !== undefined && sink.errorCount === 0) return { tls, manifests };
  reportBriefly(sink, "");
  return undefined;
};
