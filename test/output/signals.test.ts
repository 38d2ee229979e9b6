import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const program = (signal: string): string => `
  import { withSignalsHeld } from "./src/output/signals.ts";
  const result = await withSignalsHeld(() => {
    process.stdout.write("begun ");
    if (${signal !== ""}) process.kill(process.pid, "${signal}");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    process.stdout.write("ended ");
    return 7;
  });
  process.stdout.write("after " + result);
`;

const run = (signal: string) => {
  const args = ["--import", "tsx", "--input-type=module", "-e", program(signal)];
  const { stdout, signal: died } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    cwd: process.cwd(),
  });
  return { stdout, died };
};

it("does its work to the end and then dies of the signal", () => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    expect(run(signal)).toEqual({ stdout: "begun ended ", died: signal });
  }
});

it("hands the result over when no signal comes", () =>
  expect(run("")).toEqual({ stdout: "begun ended after 7", died: null }));
