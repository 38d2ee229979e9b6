/** Asks a P4Runtime server what its device runs. gRPC is loaded here, when it is needed, and nowhere else. */
import { createSecureContext } from "node:tls";
import type { ServiceError } from "@grpc/grpc-js";
import type { PackageInfo } from "../p4info.ts";
import { Damaged } from "../protobuf/damaged.ts";
import type { Address } from "./address.ts";
import { GET_PIPELINE, pipelineRequest, readPipeline } from "./messages.ts";

/** The contents of PEM files. Without a CA, those that node trusts (NODE_EXTRA_CA_CERTS counts). */
export interface Tls {
  readonly ca?: Buffer;
  /** Both, or none. */
  readonly client?: { readonly certificate: Buffer; readonly key: Buffer };
}

export interface AskOptions {
  /** Without: plaintext. */
  readonly tls?: Tls;
  /** For everything together: name, connection, TLS, answer. */
  readonly timeoutMilliseconds: number;
  /** Ends the call before that. */
  readonly signal?: AbortSignal;
}

export type Answer =
  | { readonly kind: "runs"; readonly info: PackageInfo }
  /** It answers, and has no pipeline. */
  | { readonly kind: "nothing" }
  | { readonly kind: "silent"; readonly why: string }
  | { readonly kind: "no-grpc"; readonly message: string };

/** A P4Info of more bytes is not taken. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

type Grpc = typeof import("@grpc/grpc-js");

const loadGrpc = async (): Promise<Grpc | undefined> => {
  try {
    return await import("@grpc/grpc-js");
  } catch {
    return undefined;
  }
};

/** A server's words, or gRPC's, in one line of bounded length, the same each time. */
const shown = (text: string): string =>
  text
    .slice(0, 500)
    .replace(/^.*Last error: (Error: )?/s, "")
    .replace(/^.*:SSL routines:[^:]*:([^:]*):.*$/s, "TLS: $1")
    .replace(/ \(\d{4}-[\dT:.-]+Z\)/, "")
    .replace(/\.? ?Resolution note:.*$/s, "")
    .slice(0, 200)
    .replace(/\p{C}/gu, "\ufffd");

const explain = (grpc: Grpc, { code, details }: ServiceError, milliseconds: number): string => {
  switch (code) {
    case grpc.status.DEADLINE_EXCEEDED:
      return `no answer within ${milliseconds / 1000} seconds`;
    case grpc.status.UNAVAILABLE:
      return `it cannot be reached: ${shown(details)}`;
    case grpc.status.UNIMPLEMENTED:
      return "it is no P4Runtime server";
    case grpc.status.RESOURCE_EXHAUSTED:
      return `its answer is too large: ${shown(details)}`;
    default:
      return `it refuses: ${grpc.status[code] ?? code}: ${shown(details)}`;
  }
};

/** TLS as node does it, not as gRPC's own environment variables would have it. */
const credentials = (grpc: Grpc, tls: Tls | undefined) =>
  tls === undefined
    ? grpc.credentials.createInsecure()
    : grpc.credentials.createFromSecureContext(
        createSecureContext({
          ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          ...(tls.client === undefined ? {} : { key: tls.client.key, cert: tls.client.certificate }),
        }),
      );

/** One call. Nothing is tried twice, no proxy and no configuration in DNS is asked. */
const call = (grpc: Grpc, address: Address, options: AskOptions): Promise<Buffer | ServiceError> => {
  const client = new grpc.Client(address.target, credentials(grpc, options.tls), {
    "grpc.max_receive_message_length": MAX_ANSWER_BYTES,
    "grpc.enable_retries": 0,
    "grpc.enable_http_proxy": 0,
    "grpc.service_config_disable_resolution": 1,
    // Of its own, so that it is closed with the client.
    "grpc.use_local_subchannel_pool": 1,
  });
  return new Promise((resolve) => {
    const unary = client.makeUnaryRequest(
      GET_PIPELINE,
      (request: Buffer) => request,
      (response: Buffer) => response,
      pipelineRequest(address.deviceId),
      new grpc.Metadata(),
      { deadline: Date.now() + options.timeoutMilliseconds },
      (error, response) => {
        client.close();
        options.signal?.removeEventListener("abort", cancel);
        resolve(error ?? response ?? Buffer.alloc(0));
      },
    );
    const cancel = (): void => unary.cancel();
    options.signal?.addEventListener("abort", cancel);
  });
};

/** Asks, once. Never throws, and takes no longer than the time given. */
export const askServer = async (address: Address, options: AskOptions): Promise<Answer> => {
  const grpc = await loadGrpc();
  if (grpc === undefined) {
    const message = "the npm package @grpc/grpc-js is missing; install it with: npm install @grpc/grpc-js";
    return { kind: "no-grpc", message };
  }
  // gRPC names an address where TLS wants a name, which node complains about on stderr.
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    const response = await call(grpc, address, options);
    if (!Buffer.isBuffer(response)) {
      // A server without a pipeline must say so by this status.
      return response.code === grpc.status.FAILED_PRECONDITION
        ? { kind: "nothing" }
        : { kind: "silent", why: explain(grpc, response, options.timeoutMilliseconds) };
    }
    const info = readPipeline(response);
    return info === undefined ? { kind: "nothing" } : { kind: "runs", info };
  } catch (error) {
    if (error instanceof Damaged)
      return { kind: "silent", why: `its answer cannot be read: ${error.message}` };
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "silent", why: `it cannot be asked: ${shown(reason)}` };
  } finally {
    if (noDeprecation !== undefined) process.noDeprecation = noDeprecation;
    else delete process.noDeprecation;
  }
};
