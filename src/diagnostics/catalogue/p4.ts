import { entries } from "./entry.ts";

/** Codes P07xx. */
export const p4 = entries({
  P0701: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a construct that the P4 target cannot express",
  },
});
