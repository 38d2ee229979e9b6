import { entries } from "./entry.ts";

/** Codes P05xx. */
export const lower = entries({
  P0501: {
    severity: "error",
    category: "unsupported",
    summary: "a construct that no target of p4twin can express",
  },
  P0502: {
    severity: "error",
    category: "overlimit",
    summary: "a program beyond a documented limit: nesting, states or operations after inlining",
  },
  P0503: {
    severity: "error",
    category: "unsupported",
    summary: "a loop statement whose number of turns is not known at compile time",
  },
  P0511: {
    severity: "warning",
    category: "uninitialized_use",
    summary: "a variable is read before it is written on some path; it reads as zero",
  },
  P0512: {
    severity: "warning",
    category: "invalid_header",
    summary:
      "a field of a header that is or may be invalid is read or written; reads give zero, writes do nothing",
  },
  P0513: {
    severity: "warning",
    category: "parser-transition",
    summary: "a select case that is never taken, since an earlier one takes everything",
  },
  P0514: {
    severity: "warning",
    category: "loop-bound",
    summary: "a loop that consumes no bits of the packet is cut off after its number of visits",
  },
  P0515: {
    severity: "warning",
    category: "ignore",
    summary: "@max_visits on a state that is no loop's beginning, or whose loop a stack bounds",
  },
});
