import { sortedBy } from "../manifest/manifest.ts";
import { CATALOGUE_SCHEMA, type Catalogue, type CatalogueEntry, type ProgramState } from "./catalogue.ts";
import { isName } from "./names.ts";
import type { FoundProgram } from "./read-file.ts";

/** A program as a catalogue has it; a string says in words why that cannot be. */
export const entryOf = (
  { name, stamp }: FoundProgram,
  kind: string,
  state: ProgramState,
): CatalogueEntry | string => {
  if (!isName(name)) return "its name cannot be shown";
  switch (stamp.kind) {
    case "none":
      return "it carries no stamp of p4twin";
    case "malformed":
      return `its stamp is malformed: ${stamp.why}`;
    case "contradictory":
      return `its stamps name different sources: ${stamp.stamps.join(", ")}`;
    case "sound":
      return { name, kind, ...stamp.identity, state };
  }
};

/** The catalogue of a device: sorted, what is said twice only once. */
export const makeCatalogue = (device: string, programs: readonly CatalogueEntry[]): Catalogue => ({
  schema: CATALOGUE_SCHEMA,
  device,
  programs: sortedBy(
    [...new Map(programs.map((program) => [JSON.stringify(Object.entries(program)), program])).values()],
    ({ name, sha1, state }) => `${name}\0${sha1}\0${state}`,
  ),
});
