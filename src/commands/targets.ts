/** What `--arch` may name. */
export { type P4Target, p4Targets } from "../output/p4-targets.ts";
