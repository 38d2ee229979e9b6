import { entries } from "./entry.ts";

/** Codes P04xx. */
export const types = entries({
  P0401: { severity: "error", category: "type-error", summary: "an expression whose type does not fit" },
});
