import { entries } from "./entry.ts";

/** Codes P02xx. */
export const syntax = entries({
  P0201: {
    severity: "error",
    category: "syntax-error",
    summary: "a token that the grammar does not allow here",
  },
});
