import { status } from "@grpc/grpc-js";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Address, readAddress } from "../../src/catalogue/p4runtime/address.ts";
import { type AskOptions, askServer } from "../../src/catalogue/p4runtime/ask.ts";
import { discard } from "../cli/p4twin.ts";
import { ours } from "../match/values.ts";
import { p4info, type Reply, type Running, serve, serveTcp } from "./server.ts";
import { makeCertificates } from "./tls.ts";

const servers: Running[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
const certificates = makeCertificates();
afterAll(() => discard(certificates.directory));
const { read } = certificates;

const SHORT = 1500;
const runs = { kind: "runs", info: { name: "small", stamp: { kind: "sound", identity: ours } } };
const good: Reply = { kind: "config", config: { p4info: p4info(ours), cookie: { cookie: 1 } } };

/** Asks a server for device 7, and says how long it took. */
const ask = async (starting: Promise<Running>, options: Partial<AskOptions> = {}) => {
  const server = await starting;
  servers.push(server);
  const address: Address = { target: server.address, deviceId: 7n, text: "" };
  const start = Date.now();
  const answer = await askServer(address, { timeoutMilliseconds: 20_000, ...options });
  return { answer, requests: server.requests, milliseconds: Date.now() - start };
};
const answerOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).answer;
const reply = (now: Reply) => serve(() => now);
const serverTls = { cert: read("server.pem"), key: read("server.key") };

describe("a P4Runtime server", () => {
  it("says what it runs, and is asked for no more than that", async () => {
    const { answer, requests } = await ask(reply(good));
    expect(answer).toEqual(runs);
    expect(requests).toEqual([{ device_id: "7", response_type: "P4INFO_AND_COOKIE" }]);
  });

  it("runs nothing where it has no pipeline", async () => {
    expect(await answerOf(reply({ kind: "config", config: {} }))).toEqual({ kind: "nothing" });
    const refusal: Reply = { kind: "error", code: status.FAILED_PRECONDITION, details: "none" };
    expect(await answerOf(reply(refusal))).toEqual({ kind: "nothing" });
  });

  it("is trusted through TLS by its CA, and shown our certificate", async () => {
    const ca = read("ca.pem");
    const client = { certificate: read("client.pem"), key: read("client.key") };
    expect(
      await answerOf(
        serve(() => good, serverTls),
        { tls: { ca } },
      ),
    ).toEqual(runs);
    const demanding = { ...serverTls, clientCa: ca };
    expect(
      await answerOf(
        serve(() => good, demanding),
        { tls: { ca, client } },
      ),
    ).toEqual(runs);
    expect(
      await answerOf(
        serve(() => good, demanding),
        { tls: { ca } },
      ),
    ).toMatchObject({ kind: "silent" });
  });

  it("is not trusted otherwise", async () => {
    for (const tls of [{}, { ca: read("other-ca.pem") }])
      expect(
        await answerOf(
          serve(() => good, serverTls),
          { tls },
        ),
      ).toMatchObject({
        kind: "silent",
        why: expect.stringMatching(/certificate/),
      });
    const plain = await answerOf(reply(good), { tls: { ca: read("ca.pem") }, timeoutMilliseconds: SHORT });
    expect(plain).toMatchObject({ kind: "silent" });
    expect(await answerOf(serve(() => good, serverTls))).toMatchObject({ kind: "silent" });
  });
});

const forever = (bytes: number) =>
  serveTcp((socket) => {
    const more = (): void => {
      while (socket.writable && socket.write(Buffer.alloc(bytes, 0x41)));
    };
    socket.on("drain", more);
    more();
  });

describe("a server that means harm is silent, in bounded time and memory", () => {
  it.each<[string, () => Promise<Running>, RegExp]>([
    ["never answers", () => reply({ kind: "never" }), /^no answer within 1\.5 seconds$/],
    ["accepts and says nothing", () => serveTcp(() => {}), /^no answer within/],
    ["closes at once", () => serveTcp((socket) => socket.destroy()), /^it cannot be reached/],
    [
      "speaks another protocol",
      () => serveTcp((socket) => void socket.write("220 mail ready\r\n")),
      /^it cannot be reached|^no answer/,
    ],
    ["streams garbage", () => forever(65536), /^it cannot be reached/],
    [
      "answers with half a message",
      () => reply({ kind: "bytes", bytes: Buffer.from([0x0a, 0x80]) }),
      /cannot be read: it is cut off/,
    ],
    ["answers with noise", () => reply({ kind: "bytes", bytes: Buffer.alloc(1000, 0xff) }), /cannot be read/],
    [
      "answers without end",
      () => reply({ kind: "bytes", bytes: Buffer.alloc(64 << 20) }),
      /^its answer is too large/,
    ],
    [
      "is another service",
      () => reply({ kind: "error", code: status.UNIMPLEMENTED, details: "" }),
      /^it is no P4Runtime server$/,
    ],
    [
      "sends what a terminal obeys",
      () => reply({ kind: "error", code: status.INTERNAL, details: `\u0007${"x".repeat(9000)}` }),
      /^it refuses: INTERNAL: [^\p{C}]{1,200}$/u,
    ],
  ])("that %s", async (_, start, why) => {
    const before = process.memoryUsage().rss;
    const { answer, milliseconds } = await ask(start(), { timeoutMilliseconds: SHORT });
    expect(answer).toEqual({ kind: "silent", why: expect.stringMatching(why) });
    expect(milliseconds).toBeLessThan(SHORT + 10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(1 << 29);
  });

  it("that is not there", async () => {
    const nobody: Running = { address: "127.0.0.1:1", requests: [], close: () => {} };
    expect(await answerOf(Promise.resolve(nobody))).toMatchObject({ kind: "silent" });
  });

  it("and can be left at any time", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await answerOf(reply({ kind: "never" }), { signal: stop.signal })).toMatchObject({
      kind: "silent",
    });
  });
});

describe("an address", () => {
  it.each([
    ["localhost:9559", { target: "localhost:9559", deviceId: 1n }],
    ["10.0.0.1:50051/0", { target: "10.0.0.1:50051", deviceId: 0n }],
    ["[::1]:1/18446744073709551615", { target: "[::1]:1", deviceId: 18446744073709551615n }],
  ])("%s", (text, address) => expect(readAddress(text)).toEqual({ ...address, text }));

  it.each([
    "",
    "host",
    "host:",
    ":1",
    "host:0",
    "host:65536",
    "unix:/x",
    "a b:1",
    "host:1/",
    "host:1/-1",
    "::1:1",
  ])("%s is none", (text) => expect(readAddress(text)).toBeUndefined());
  it("of a device beyond 64 bits is none", () =>
    expect(readAddress("h:1/18446744073709551616")).toBeUndefined());
});
