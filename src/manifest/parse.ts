import {
  fail,
  fileName,
  identifier,
  list,
  Malformed,
  matching,
  object,
  optional,
  path,
  type Reader,
  readJson,
  sha1,
  sha256,
  text,
  twice,
} from "./json-reader.ts";
import { MANIFEST_SCHEMA, type Manifest, type ManifestOutput, type ManifestSource } from "./manifest.ts";

/** Larger files are no manifests of ours. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

const digestedFile = object((field, at) => ({
  path: path(field("path"), at("path")),
  sha1: sha1(field("sha1"), at("sha1")),
  sha256: sha256(field("sha256"), at("sha256")),
}));

const source: Reader<ManifestSource> = object((field, at) => ({
  main: path(field("main"), at("main")),
  sha1: sha1(field("sha1"), at("sha1")),
  sha256: sha256(field("sha256"), at("sha256")),
  files: list(digestedFile)(field("files"), at("files")),
  defines: list(matching(/^[A-Za-z_]\w*(\([^()\n\r]*\))?(=[^\n\r]*)?$/, "of the form NAME or NAME=VALUE"))(
    field("defines"),
    at("defines"),
  ),
  ...optional("parser", field("parser", true), identifier, at("parser")),
  system: list(
    object((inner, place) => ({
      name: path(inner("name"), place("name")),
      sha256: sha256(inner("sha256"), place("sha256")),
    })),
  )(field("system"), at("system")),
}));

const hookName = matching(/^[A-Za-z_]\w*(\.\w+)?$/, "a hook");
const kernelVersion = matching(/^\d+\.\d+$/, "a version of Linux");

const kinds = ["parser-header", "offload-header", "bpf-program", "p4-program"] as const;

const output: Reader<ManifestOutput> = object((field, at) => {
  const kind = text(field("kind"), at("kind"));
  return {
    path: fileName(field("path"), at("path")),
    kind: kinds.find((known) => known === kind) ?? fail(at("kind"), `one of ${kinds.join(", ")}`),
    sha1: sha1(field("sha1"), at("sha1")),
    sha256: sha256(field("sha256"), at("sha256")),
    ...optional("hooks", field("hooks", true), list(hookName), at("hooks")),
    ...optional("target", field("target", true), identifier, at("target")),
    ...optional("kernel", field("kernel", true), kernelVersion, at("kernel")),
  };
});

const manifest: Reader<Manifest> = object((field, at) => {
  const schema = text(field("schema"), "schema");
  if (schema !== MANIFEST_SCHEMA) {
    throw new Malformed(`schema is ${JSON.stringify(schema)}, and only ${MANIFEST_SCHEMA} is understood`);
  }
  const parserOnly = field("parserOnly");
  const version = object((inner, place) => ({
    version: Number.isSafeInteger(inner("version"))
      ? Number(inner("version"))
      : fail(place("version"), "a number"),
    sha256: sha256(inner("sha256"), place("sha256")),
  }));
  return {
    schema: MANIFEST_SCHEMA,
    program: fileName(field("program"), at("program")),
    source: source(field("source"), "source"),
    ir: version(field("ir"), "ir"),
    compiler: object((inner, place) => ({
      name: text(inner("name"), place("name")),
      version: text(inner("version"), place("version")),
    }))(field("compiler"), "compiler"),
    architecture: identifier(field("architecture"), "architecture"),
    parser: identifier(field("parser"), "parser"),
    parserOnly: typeof parserOnly === "boolean" ? parserOnly : fail("parserOnly", "true or false"),
    outputs: list(output)(field("outputs"), "outputs"),
  };
});

/** Reads a manifest strictly; a string says in words why it cannot be used. */
export const parseManifest = (json: string): Manifest | string => {
  const result = readJson(json, manifest);
  if (typeof result === "string") return result;
  const paths = result.source.files.map(({ path }) => path);
  if (!paths.includes(result.source.main)) return "source.main is not one of source.files";
  const repeated = twice(paths) ?? twice(result.outputs.map(({ path }) => path));
  return repeated === undefined ? result : `${JSON.stringify(repeated)} stands in it twice`;
};
