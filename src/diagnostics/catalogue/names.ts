import { entries } from "./entry.ts";

/** Codes P03xx. */
export const names = entries({
  P0301: { severity: "error", category: "not-found", summary: "a name that is not declared" },
});
