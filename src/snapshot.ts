/**
 * What Node executes to build the start-up snapshot (scripts/start-up.ts): the command, run once with the arguments
 * of this build, so that parser, templates and byte code are there when a process starts from the snapshot.
 */
import { startupSnapshot } from "node:v8";
import { addStandIns } from "./stand-ins.ts";

const build = async (): Promise<void> => {
  const removeStandIns = addStandIns();
  const { run } = await import("./main.ts");
  await run(process.argv.slice(2));
  removeStandIns();
  if (process.exitCode !== 0) throw new Error(`the warm-up ended with status ${process.exitCode}`);
  startupSnapshot.setDeserializeMainFunction(() => {
    void run(process.argv.slice(2));
  });
};

void build();
