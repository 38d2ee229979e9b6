import { entries } from "./entry.ts";

/** Codes P00xx. */
export const io = entries({
  P0001: { severity: "error", category: "io", summary: "the main file cannot be read" },
  P0002: { severity: "error", category: "io", summary: "a directory is given where a P4 file is expected" },
  P0003: { severity: "error", category: "io", summary: "a source file is binary, not text" },
  P0004: { severity: "error", category: "io", summary: "the main file is empty" },
  P0005: { severity: "error", category: "io", summary: "a source file is larger than 64 MiB" },
  P0006: { severity: "error", category: "io", summary: "an output cannot be written" },
  P0007: { severity: "error", category: "io", summary: "an output would overwrite a source file" },
  P0008: { severity: "error", category: "io", summary: "a manifest cannot be used" },
  P0010: { severity: "error", category: "io", summary: "a key cannot be used" },
  P0011: { severity: "error", category: "io", summary: "an envelope cannot be used" },
  P0012: {
    severity: "error",
    category: "io",
    summary: "a manifest is not signed, for what it states is not so",
  },
  P0009: {
    severity: "warning",
    category: "pragma",
    summary: "a `#pragma p4twin` that does not stand in the leading lines, where alone it counts",
  },
});
