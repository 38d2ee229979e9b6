import { CATALOGUE_SCHEMA, type CatalogueEntry, type Device } from "../../src/catalogue/catalogue.ts";
import { MANIFEST_SCHEMA, type Manifest } from "../../src/manifest/manifest.ts";
import type { StampedProgram } from "../../src/match/index.ts";
import { combineStamps, type Identity, stampText } from "../../src/output/stamp.ts";

export const ours: Identity = { sha1: "1".repeat(40), sha256: "2".repeat(64) };
export const other: Identity = { sha1: "3".repeat(40), sha256: "4".repeat(64) };
/** Another source with the same SHA-1. */
export const collided: Identity = { sha1: ours.sha1, sha256: other.sha256 };

export const program = (
  texts: readonly string[] = [stampText(ours)],
  name = "small_xdp",
): StampedProgram => ({
  name,
  stamp: combineStamps(texts),
});

export const entry = (
  identity: Partial<Identity> = ours,
  more: Partial<CatalogueEntry> = {},
): CatalogueEntry => ({
  name: "small",
  kind: "parser",
  sha1: ours.sha1,
  ...identity,
  state: "available",
  ...more,
});

export const device = (programs: readonly CatalogueEntry[], name = "nic"): Device => ({
  kind: "catalogue",
  catalogue: { schema: CATALOGUE_SCHEMA, device: name, programs },
});

/** A manifest of that name and source, as far as a decision looks at it. */
export const manifest = (identity: Identity, name = "small"): Manifest => ({
  schema: MANIFEST_SCHEMA,
  program: name,
  source: { main: `${name}.p4`, ...identity, files: [], defines: [], system: [] },
  ir: { version: 1, sha256: "0".repeat(64) },
  compiler: { name: "p4twin", version: "0" },
  architecture: "parser_model",
  parser: "P",
  parserOnly: false,
  outputs: [{ path: `${name}.bpf.c`, kind: "bpf-program", ...identity, hooks: ["tc", "xdp"] }],
});
