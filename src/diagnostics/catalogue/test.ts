import { entries } from "./entry.ts";

/** What `p4twin test` finds about a source that compiles. */
export const test = entries({
  P0801: {
    severity: "warning",
    category: "unreachable",
    summary: "a row of a select that no packet can take",
  },
  P0802: {
    severity: "warning",
    category: "not-covered",
    summary: "a row of a select for which `p4twin test` has found no packet, though there may be one",
  },
});
