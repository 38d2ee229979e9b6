import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Tls } from "../catalogue/p4runtime/ask.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { readLimited } from "../source/read.ts";
import type { ServerOptions } from "./options.ts";

const MAX_PEM_BYTES = 4 * 1024 * 1024;

/** Throws where the first thing in a PEM file is not what it has to be; TLS itself would pass over it in silence. */
const checks = {
  certificate: (pem: Buffer): void => void new X509Certificate(pem),
  key: (pem: Buffer): void => void createPrivateKey(pem),
} as const;

/** A PEM file; undefined with a finding where it cannot be used. */
const readPem = (path: string, what: keyof typeof checks, sink: DiagnosticSink): Buffer | undefined => {
  const bytes = readLimited(path, MAX_PEM_BYTES);
  if (typeof bytes === "string") {
    sink.report("P0904", `${path} cannot be used for TLS: ${bytes}`);
    return undefined;
  }
  try {
    checks[what](bytes);
    return bytes;
  } catch {
    sink.report("P0904", `${path} cannot be used for TLS: it holds no ${what} in PEM`);
    return undefined;
  }
};

/** What --ca, --cert and --key name, read; undefined with a finding where one of them cannot be used. */
export const readTls = ({ tls }: ServerOptions, sink: DiagnosticSink): { readonly tls?: Tls } | undefined => {
  if (tls === undefined) return {};
  const known = sink.errorCount;
  const ca = tls.ca === undefined ? undefined : readPem(tls.ca, "certificate", sink);
  const certificate = tls.cert === undefined ? undefined : readPem(tls.cert, "certificate", sink);
  const key = tls.key === undefined ? undefined : readPem(tls.key, "key", sink);
  if (sink.errorCount > known) return undefined;
  return {
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined || key === undefined ? {} : { client: { certificate, key } }),
    },
  };
};
