/**
 * What Node executes to build a start-up snapshot (scripts/start-up.ts): the command, which compiles the given
 * programs once, so that parser, templates and byte code are there when a process starts from the snapshot.
 * Arguments: DIRECTORY PROGRAM…
 */
import { startupSnapshot } from "node:v8";
import { addStandIns } from "./stand-ins.ts";

/** atEnd: called when the command has done its work, in the process that started from the snapshot. */
export const buildSnapshot = async (atEnd: () => void): Promise<void> => {
  const removeStandIns = addStandIns();
  const { prepare, run } = await import("./main.ts");
  const [directory = "", ...programs] = process.argv.slice(2);
  for (const program of programs) {
    await run([program, "-o", directory]);
    if (process.exitCode !== 0) throw new Error(`${program}: status ${process.exitCode}`);
  }
  prepare();
  removeStandIns();
  startupSnapshot.setDeserializeMainFunction(() => {
    void run(process.argv.slice(2)).then(atEnd);
  });
};
