/** Runs a behavioral model on packets: what is written into a named pipe comes out in a capture file. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readPcap, writePcap } from "../../src/packets/index.ts";
import { call } from "./call.ts";

/** Packets under way at once: the model drops what its queue of 64 before egress has no room for. */
const AT_ONCE = 32;
/** Milliseconds between two looks at what came out. */
const LOOK = 10;
/** Milliseconds without a further packet after which no more is expected. */
const PATIENCE = 10_000;
/** Bytes of a capture's own header, before the first packet. */
const CAPTURE_HEADER = 24;

const written = (file: string): readonly Uint8Array[] => {
  if (!existsSync(file)) return [];
  const read = readPcap(readFileSync(file));
  return read.kind === "read" ? read.value.map(({ bytes }) => bytes) : [];
};

export interface ModelRun {
  readonly sent: readonly Uint8Array[];
  /** How the model ended before its time; empty where it did not. */
  readonly problem: string;
}

/** What a model says last, which is why it ends. */
const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

const isFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EAGAIN";

/** Writes into a pipe that may be full, until the model has ended. */
const feed = async (pipe: number, bytes: Uint8Array, model: ChildProcess): Promise<void> => {
  for (let at = 0; at < bytes.length && !hasEnded(model); ) {
    try {
      at += writeSync(pipe, bytes, at);
    } catch (error) {
      if (!isFull(error)) throw error;
      await pause(LOOK);
    }
  }
};

/** What stands in a capture file as soon as there are so many packets, or no further ones come. */
const awaitPackets = async (
  file: string,
  count: number,
  model: ChildProcess,
): Promise<readonly Uint8Array[]> => {
  let size = -1;
  let sent: readonly Uint8Array[] = [];
  for (let idle = 0; idle < PATIENCE; idle += LOOK) {
    const ended = hasEnded(model);
    const now = existsSync(file) ? statSync(file).size : 0;
    if (now !== size) {
      [size, idle] = [now, 0];
      sent = written(file);
      if (sent.length >= count) return sent;
    }
    if (ended) return sent;
    await pause(LOOK);
  }
  return sent;
};

/** What is written for some packets: the first ones come behind a capture's header. */
const recordsOf = (packets: readonly Uint8Array[], isFirst: boolean): Uint8Array =>
  writePcap(packets.map((bytes) => ({ bytes, timestamp: 0n }))).subarray(isFirst ? 0 : CAPTURE_HEADER);

/** What comes out of port 1 for packets into port 0, in order; fewer where the model loses or drops some. */
export const runModel = async (
  executable: string,
  json: string,
  directory: string,
  packets: readonly Uint8Array[],
): Promise<ModelRun> => {
  const pipeFile = join(directory, "port0_in.pcap");
  const made = await call("mkfifo", [pipeFile]);
  if (made.status !== 0) throw new Error(`mkfifo: ${made.stderr}`);
  writeFileSync(join(directory, "port1_in.pcap"), writePcap([]));
  // Open for reading too: a pipe without a reader could not be opened, and would break when the model ends.
  const pipe = openSync(pipeFile, constants.O_RDWR | constants.O_NONBLOCK);
  const ports = ["-i", `0@${join(directory, "port0")}`, "-i", `1@${join(directory, "port1")}`];
  const model = spawn(executable, ["--use-files", "0", ...ports, json], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaint = "";
  for (const stream of [model.stdout, model.stderr])
    stream.on("data", (chunk: Buffer) => {
      complaint += chunk.toString("utf8");
    });
  let failure: Error | undefined;
  model.on("error", (error) => {
    failure = error;
  });
  const out = join(directory, "port1_out.pcap");
  try {
    let sent: readonly Uint8Array[] = [];
    for (let first = 0; first < packets.length && sent.length === first; first += AT_ONCE) {
      const batch = packets.slice(first, first + AT_ONCE);
      await feed(pipe, recordsOf(batch, first === 0), model);
      sent = await awaitPackets(out, first + batch.length, model);
      if (failure !== undefined) throw failure;
    }
    const ended = model.signalCode ?? model.exitCode;
    const said = lastLine(complaint);
    return { sent, problem: ended === null ? "" : `; the model ended with ${ended}${said && `: ${said}`}` };
  } finally {
    model.kill("SIGKILL");
    closeSync(pipe);
  }
};
