/** What bin/p4twin runs, bundled with everything that it imports. */
import { main } from "./cli.ts";

export { main, prepare } from "./cli.ts";

/** Runs the command with these arguments; the process ends with its status when nothing is left to do. */
export const run = async (args: readonly string[]): Promise<void> => {
  process.exitCode = await main(args);
};
