import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Run, root } from "../cli/p4twin.ts";

/** Runs the command while this process goes on: it may have to answer. */
export const inBackground = (
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Run> =>
  new Promise((resolve) => {
    const child = spawn(join(root, "bin", "p4twin"), args, { cwd, env: { ...process.env, ...environment } });
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (data: Buffer) => {
      text.stdout += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => {
      text.stderr += data.toString();
    });
    child.on("close", (status) => resolve({ status, ...text }));
  });
