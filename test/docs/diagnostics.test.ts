import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { diagnosticsDocument, strayCodes } from "../../scripts/diagnostics-document.ts";

it("docs/diagnostics.md is what the catalogue says (npm run docs writes it)", () => {
  const written = readFileSync(join(import.meta.dirname, "..", "..", "docs", "diagnostics.md"), "utf8");
  expect(written).toBe(diagnosticsDocument());
});

it("has a section for every code", () => expect(strayCodes()).toEqual([]));
