/** The version of the catalogue's form: schema/catalogue.schema.json. */
export const CATALOGUE_SCHEMA = "p4twin-catalogue-1";

/** available: the device can load it; running: it runs it now; disabled: it has it, and does not offer it. */
export const PROGRAM_STATES = ["available", "running", "disabled"] as const;

export type ProgramState = (typeof PROGRAM_STATES)[number];

/** One program that a device has. */
export interface CatalogueEntry {
  readonly name: string;
  /** A word: parser, filter, tso, lro … */
  readonly kind: string;
  /** Of the flattened source, in lower-case hex. */
  readonly sha1: string;
  /** Of the same bytes. A device that has only room for 20 bytes leaves it out. */
  readonly sha256?: string;
  readonly state: ProgramState;
}

/** What a device offers. */
export interface Catalogue {
  readonly schema: typeof CATALOGUE_SCHEMA;
  readonly device: string;
  readonly programs: readonly CatalogueEntry[];
}

/** What a device says of itself, or why it says nothing. */
export type Device =
  | { readonly kind: "catalogue"; readonly catalogue: Catalogue }
  | { readonly kind: "silent"; readonly device: string; readonly why: string };
