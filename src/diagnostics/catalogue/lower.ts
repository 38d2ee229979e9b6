import { entries } from "./entry.ts";

/** Codes P05xx. */
export const lower = entries({
  P0501: {
    severity: "error",
    category: "unsupported",
    summary: "a construct that no target of p4twin can express",
  },
});
