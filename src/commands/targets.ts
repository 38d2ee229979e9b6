/** What `--arch` and `--kernel` may name. */
export { KERNELS, type Kernel } from "../output/kernels.ts";
export { type P4Target, p4Targets } from "../output/p4-targets.ts";
