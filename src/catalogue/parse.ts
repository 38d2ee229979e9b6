import {
  fail,
  list,
  Malformed,
  matching,
  object,
  optional,
  type Reader,
  readJson,
  sha1,
  sha256,
  text,
} from "../manifest/json-reader.ts";
import { CATALOGUE_SCHEMA, type Catalogue, type CatalogueEntry, PROGRAM_STATES } from "./catalogue.ts";
import { KIND, NAME } from "./names.ts";

/** Larger files are no catalogues. */
export const MAX_CATALOGUE_BYTES = 16 * 1024 * 1024;

const name = matching(NAME, "a name: 1 to 200 characters, none of them a control character");
const kind = matching(KIND, "a word such as parser, filter, tso");

const state: Reader<CatalogueEntry["state"]> = (value, at) => {
  const word = text(value, at);
  return PROGRAM_STATES.find((known) => known === word) ?? fail(at, `one of ${PROGRAM_STATES.join(", ")}`);
};

const entry: Reader<CatalogueEntry> = object((field, at) => ({
  name: name(field("name"), at("name")),
  kind: kind(field("kind"), at("kind")),
  sha1: sha1(field("sha1"), at("sha1")),
  ...optional("sha256", field("sha256", true), sha256, at("sha256")),
  state: state(field("state"), at("state")),
}));

const catalogue: Reader<Catalogue> = object((field, at) => {
  const schema = text(field("schema"), at("schema"));
  if (schema !== CATALOGUE_SCHEMA) {
    throw new Malformed(
      `schema is ${JSON.stringify(schema.slice(0, 100))}, and only ${CATALOGUE_SCHEMA} is understood`,
    );
  }
  return {
    schema: CATALOGUE_SCHEMA,
    device: name(field("device"), at("device")),
    programs: list(entry)(field("programs"), at("programs")),
  };
});

/** Reads a catalogue strictly; a string says in words why it cannot be used. */
export const parseCatalogue = (json: string): Catalogue | string => readJson(json, catalogue);
