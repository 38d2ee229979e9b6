import { entries } from "./entry.ts";

/** Codes P01xx. */
export const preprocess = entries({
  P0101: { severity: "error", category: "preprocessor", summary: "an included file is not found" },
});
