import { entries } from "./entry.ts";

/** Codes P00xx. */
export const io = entries({
  P0001: { severity: "error", category: "io", summary: "the main file cannot be read" },
});
