/** Running the tools, several at a time. */
import { spawn } from "node:child_process";

/** Milliseconds after which a tool is stopped. */
const PATIENCE = 300_000;

export interface Called {
  /** The exit status; undefined where a signal ended it, the time among them, or it could not be started. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Never rejects. */
export const call = (command: string, args: readonly string[], patience = PATIENCE): Promise<Called> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: patience });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const end = (status: number | undefined, more = "") => {
      const text = `${Buffer.concat(stderr).toString("utf8")}${more}`;
      resolve({ status, stdout: Buffer.concat(stdout).toString("utf8"), stderr: text });
    };
    child.on("error", (error) => end(undefined, error.message));
    child.on("close", (status, signal) =>
      end(status ?? undefined, signal === null ? "" : `ended by ${signal}\n`),
    );
  });

/** What `work` makes of each item, in order, with at most so many under way at once. */
export const eachOf = async <Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results = new Map<number, Result>();
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
};
