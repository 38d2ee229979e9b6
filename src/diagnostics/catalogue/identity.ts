import { entries } from "./entry.ts";

/** Codes P09xx: identity at run time. */
export const identity = entries({
  P0901: { severity: "error", category: "catalogue", summary: "a catalogue cannot be used" },
  P0902: {
    severity: "error",
    category: "catalogue",
    summary: "a file states no identity: no stamp, a malformed one, or contradictory ones",
  },
  P0903: {
    severity: "error",
    category: "p4runtime",
    summary: "a P4Runtime server does not say what it runs",
  },
  P0904: { severity: "error", category: "p4runtime", summary: "a file for TLS cannot be used" },
  P0905: {
    severity: "error",
    category: "p4runtime",
    summary: "a device runs a program whose identity cannot be used",
  },
});
