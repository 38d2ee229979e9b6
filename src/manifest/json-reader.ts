/** Readers of JSON that nobody vouches for: strict, and what is wrong is said with its place. */

/** Says where what is wrong; caught by readJson. */
export class Malformed extends Error {}

/** Takes a value and its place in the document; throws Malformed. */
export type Reader<T> = (value: unknown, at: string) => T;

export const fail = (at: string, expected: string): never => {
  throw new Malformed(`${at === "" ? "the whole" : at} is not ${expected}`);
};

export const text: Reader<string> = (value, at) => (typeof value === "string" ? value : fail(at, "a string"));

export const matching =
  (pattern: RegExp, expected: string): Reader<string> =>
  (value, at) => {
    const string = text(value, at);
    return pattern.test(string) ? string : fail(at, expected);
  };

export const sha1 = matching(/^[0-9a-f]{40}$/, "a SHA-1 in lower-case hex");
export const sha256 = matching(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex");
export const identifier = matching(/^[A-Za-z_]\w*$/, "an identifier");

/** A path that stays where it is looked up: relative, POSIX, no `..`, no control characters. */
export const path: Reader<string> = (value, at) => {
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

export const fileName: Reader<string> = (value, at) => {
  const string = path(value, at);
  return string.includes("/") ? fail(at, "the name of a file beside the manifest") : string;
};

export const list =
  <T>(reader: Reader<T>): Reader<readonly T[]> =>
  (value, at) =>
    Array.isArray(value) ? value.map((item, index) => reader(item, `${at}[${index}]`)) : fail(at, "a list");

type Fields = (key: string, optional?: boolean) => unknown;

/** An object with no other keys than those that `read` asks for. */
export const object =
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

export const optional = <K extends string, T>(
  key: K,
  value: unknown,
  reader: Reader<T>,
  at: string,
): { readonly [P in K]?: T } | Record<never, never> =>
  value === undefined ? {} : { [key]: reader(value, at) };

/** The first name that stands twice. */
export const twice = (names: readonly string[]): string | undefined => {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
};

/** Reads a JSON document; a string says in words why it cannot be used. */
export const readJson = <T>(json: string, reader: Reader<T>): T | string => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return "it is not JSON (truncated, or another kind of file)";
  }
  try {
    return reader(value, "");
  } catch (error) {
    // Names in it are the document's own: of any length, and with whatever a terminal would obey.
    if (error instanceof Malformed) return error.message.slice(0, 400).replace(/\p{C}/gu, "\ufffd");
    throw error;
  }
};
