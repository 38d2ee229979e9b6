/** Runs the behavioral model on packets: from one capture file to another. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readPcap, writePcap } from "../../src/packets/index.ts";

/** Nanoseconds between packets, which the model keeps: its queues hold few. */
const SPACING = 2_000_000n;
/** Milliseconds without a further packet after which no more is expected. */
const PATIENCE = 5_000;

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

/** What comes out of port 1 for packets into port 0, in order; fewer where the model loses or drops some. */
export const runModel = async (
  simpleSwitch: string,
  json: string,
  directory: string,
  packets: readonly Uint8Array[],
): Promise<ModelRun> => {
  const timed = packets.map((bytes, index) => ({ bytes, timestamp: BigInt(index) * SPACING }));
  writeFileSync(join(directory, "port0_in.pcap"), writePcap(timed));
  writeFileSync(join(directory, "port1_in.pcap"), writePcap([]));
  const ports = ["-i", `0@${join(directory, "port0")}`, "-i", `1@${join(directory, "port1")}`];
  const model = spawn(simpleSwitch, ["--use-files", "1", ...ports, json], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  model.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString("utf8");
  });
  let failure: Error | undefined;
  model.on("error", (error) => {
    failure = error;
  });
  const out = join(directory, "port1_out.pcap");
  try {
    let sent = written(out);
    for (let idle = 0; sent.length < packets.length && idle < PATIENCE; idle += 200) {
      await pause(200);
      if (failure !== undefined) throw failure;
      if (model.exitCode !== null || model.signalCode !== null) break;
      const now = written(out);
      if (now.length > sent.length) idle = 0;
      sent = now;
    }
    const ended = model.signalCode ?? model.exitCode;
    const said = complaint.trim().split("\n")[0] ?? "";
    return { sent, problem: ended === null ? "" : `; the model ended with ${ended}${said && `: ${said}`}` };
  } finally {
    model.kill("SIGKILL");
  }
};
