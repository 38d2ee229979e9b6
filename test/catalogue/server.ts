/** A P4Runtime server for the tests: grpc-js, and messages encoded by a library that p4twin itself does not use. */
import { createServer, type Socket, type Server as TcpServer } from "node:net";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { type Identity, stampText } from "../../src/output/stamp.ts";

const loaded = loadSync(join(import.meta.dirname, "p4runtime.proto"), {
  keepCase: true,
  longs: String,
  enums: String,
});

interface Service {
  readonly GetForwardingPipelineConfig: grpc.MethodDefinition<unknown, unknown>;
}

const isService = (value: unknown): value is Service =>
  typeof value === "object" && value !== null && "GetForwardingPipelineConfig" in value;

const service = loaded["p4.v1.P4Runtime"];
if (!isService(service)) throw new Error("the service is not described");
const method = service.GetForwardingPipelineConfig;

/** A P4Info as p4c makes it of a program that p4twin wrote. */
export const p4info = (identity: Identity, name = "small", version = stampText(identity)) => ({
  pkg_info: {
    name,
    version,
    arch: "v1model",
    structured_annotations: [
      {
        name: "p4twin",
        kv_pair_list: {
          kv_pairs: [
            { key: "source_sha1", value: { string_value: identity.sha1 } },
            { key: "source_sha256", value: { string_value: identity.sha256 } },
          ],
        },
      },
    ],
  },
  tables: [{ preamble: { id: 33_554_433, name: "ingress.t" }, size: 1024 }],
});

/** A response in binary, as the library encodes it. */
export const encodeResponse = (config: unknown): Buffer => method.responseSerialize({ config });

/** The bytes of a message's field 1 and of that one's field 1: the P4Info in a response. */
export const encodeP4Info = (info: unknown): Buffer => {
  const strip = (message: Buffer): Buffer => {
    // One tag byte, a length of up to three bytes.
    let [at, length] = [1, 0];
    for (let shift = 0; ; shift += 7, at += 1) {
      const byte = message[at] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) return message.subarray(at + 1, at + 1 + length);
    }
  };
  return strip(strip(encodeResponse({ p4info: info })));
};

export interface Running {
  /** HOST:PORT */
  readonly address: string;
  /** What was asked, in order. */
  readonly requests: unknown[];
  close(): void;
}

/** An answer: a response's config, bytes in its place, an error, or none at all. */
export type Reply =
  | { readonly kind: "config"; readonly config: unknown }
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "error"; readonly code: grpc.status; readonly details: string }
  | { readonly kind: "never" };

/** Starts a server that always gives this reply. tls: the server's certificate and key, and a CA to demand clients of. */
export const serve = async (
  reply: () => Reply,
  tls?: { readonly cert: Buffer; readonly key: Buffer; readonly clientCa?: Buffer },
  host = "127.0.0.1",
): Promise<Running> => {
  const server = new grpc.Server({ "grpc.max_send_message_length": -1 });
  const requests: unknown[] = [];
  const raw = {
    ...method,
    responseSerialize: (value: unknown): Buffer =>
      Buffer.isBuffer(value) ? value : method.responseSerialize(value),
  };
  const handle: grpc.handleUnaryCall<unknown, unknown> = (call, callback) => {
    requests.push(call.request);
    const now = reply();
    switch (now.kind) {
      case "config":
        callback(null, { config: now.config });
        break;
      case "bytes":
        callback(null, now.bytes);
        break;
      case "error":
        callback({ code: now.code, details: now.details });
        break;
      case "never":
        break;
    }
  };
  server.addService({ GetForwardingPipelineConfig: raw }, { GetForwardingPipelineConfig: handle });
  const credentials =
    tls === undefined
      ? grpc.ServerCredentials.createInsecure()
      : grpc.ServerCredentials.createSsl(
          tls.clientCa ?? null,
          [{ cert_chain: tls.cert, private_key: tls.key }],
          tls.clientCa !== undefined,
        );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:0`, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { address: `${host}:${port}`, requests, close: () => server.forceShutdown() };
};

/** A TCP server that does this with each connection. */
export const serveTcp = async (onConnection: (socket: Socket) => void): Promise<Running> => {
  const sockets = new Set<Socket>();
  const server: TcpServer = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    requests: [],
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
