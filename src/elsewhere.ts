/** In a bundle that has not all verbs: what stands in the place of one that it has not. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExitStatus } from "./commands/status.ts";

let gone = false;

/** Whether this process has handed its work over. */
export const wentElsewhere = (): boolean => gone;

/** Does what the arguments ask for with the whole command, dist/p4twin.cjs. */
export const elsewhere = async (): Promise<ExitStatus> => {
  gone = true;
  const dist = dirname(fileURLToPath(import.meta.url));
  const { load } = createRequire(import.meta.url)(join(dist, "..", "bin", "load.cjs"));
  return await load(join(dist, "p4twin.cjs")).exports.main(process.argv.slice(2));
};
