import { MANIFEST_SCHEMA, type Manifest, type ManifestOutput, type ManifestSource } from "./manifest.ts";

/** Larger files are no manifests of ours. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** Says where in the manifest what is wrong; caught by parseManifest. */
class Malformed extends Error {}

type Reader<T> = (value: unknown, at: string) => T;

const fail = (at: string, expected: string): never => {
  throw new Malformed(`${at === "" ? "the manifest" : at} is not ${expected}`);
};

const text: Reader<string> = (value, at) => (typeof value === "string" ? value : fail(at, "a string"));

const matching =
  (pattern: RegExp, expected: string): Reader<string> =>
  (value, at) => {
    const string = text(value, at);
    return pattern.test(string) ? string : fail(at, expected);
  };

const sha1 = matching(/^[0-9a-f]{40}$/, "a SHA-1 in lower-case hex");
const sha256 = matching(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex");
const identifier = matching(/^[A-Za-z_]\w*$/, "an identifier");

/** A path that stays where it is looked up: relative, POSIX, no `..`, no control characters. */
const path: Reader<string> = (value, at) => {
  const string = text(value, at);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (string.startsWith("/") || /^[A-Za-z]:|\\|[\u0000-\u001f\u007f]/.test(string)) {
    return fail(at, `a relative POSIX path: ${JSON.stringify(string)}`);
  }
  const parts = string.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) {
    return fail(at, `a path without "..", "." and empty parts: ${JSON.stringify(string)}`);
  }
  return string;
};

const fileName: Reader<string> = (value, at) => {
  const string = path(value, at);
  return string.includes("/") ? fail(at, "the name of a file beside the manifest") : string;
};

const list =
  <T>(reader: Reader<T>): Reader<readonly T[]> =>
  (value, at) =>
    Array.isArray(value) ? value.map((item, index) => reader(item, `${at}[${index}]`)) : fail(at, "a list");

type Fields = (key: string, optional?: boolean) => unknown;

/** An object with no other keys than those that `read` asks for. */
const object =
  <T>(read: (field: Fields, at: (key: string) => string) => T): Reader<T> =>
  (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(at, "an object");
    const entries = new Map<string, unknown>(Object.entries(value));
    const known = new Set<string>();
    const place = (key: string): string => (at === "" ? key : `${at}.${key}`);
    const result = read((key, optional = false) => {
      known.add(key);
      if (!optional && !entries.has(key)) throw new Malformed(`${place(key)} is missing`);
      return entries.get(key);
    }, place);
    for (const key of entries.keys()) {
      if (!known.has(key)) throw new Malformed(`${place(key)} is not known`);
    }
    return result;
  };

const optional = <K extends string, T>(
  key: K,
  value: unknown,
  reader: Reader<T>,
  at: string,
): { readonly [P in K]?: T } | Record<never, never> =>
  value === undefined ? {} : { [key]: reader(value, at) };

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

const kinds = ["parser-header", "bpf-program", "p4-program"] as const;

const output: Reader<ManifestOutput> = object((field, at) => {
  const kind = text(field("kind"), at("kind"));
  return {
    path: fileName(field("path"), at("path")),
    kind: kinds.find((known) => known === kind) ?? fail(at("kind"), `one of ${kinds.join(", ")}`),
    sha1: sha1(field("sha1"), at("sha1")),
    sha256: sha256(field("sha256"), at("sha256")),
    ...optional("hooks", field("hooks", true), list(identifier), at("hooks")),
    ...optional("target", field("target", true), identifier, at("target")),
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

const twice = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);

/** Reads a manifest strictly; a string says in words why it cannot be used. */
export const parseManifest = (json: string): Manifest | string => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return "it is not JSON (truncated, or another kind of file)";
  }
  try {
    const result = manifest(value, "");
    const paths = result.source.files.map(({ path }) => path);
    if (!paths.includes(result.source.main)) return "source.main is not one of source.files";
    const repeated = twice(paths) ?? twice(result.outputs.map(({ path }) => path));
    return repeated === undefined ? result : `${JSON.stringify(repeated)} stands in it twice`;
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
};
