import { entries } from "./entry.ts";

/** Codes P06xx. */
export const ebpf = entries({
  P0601: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a construct that the eBPF backend cannot express",
  },
});
