import type { Inclusion } from "./inclusion.ts";
import type { Walk } from "./walk.ts";

/** The name of an #include as written. */
export interface IncludeName {
  readonly name: string;
  readonly form: "quoted" | "angle";
}

export type Found =
  | { readonly kind: "user"; readonly path: string; readonly bytes: Buffer }
  | { readonly kind: "system"; readonly name: string; readonly bytes: Buffer };

/** What a look-up found, or where it looked. */
export type Lookup = Found | { readonly kind: "missing"; readonly places: readonly string[] };

/** The directory of a path, "" for the current one. */
export const directoryOf = (path: string): string => {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash + 1);
};

const join = (directory: string, name: string): string =>
  directory === "" || directory === "." || name.startsWith("/")
    ? name
    : directory.endsWith("/")
      ? directory + name
      : `${directory}/${name}`;

/** The path without "." and "..", as a key for the same file reached in different ways. */
export const normalized = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/");
};

const findSystem = (walk: Walk, name: string, form: IncludeName["form"]): Found | undefined => {
  const key = normalized(name);
  if (key.startsWith("..") || key.startsWith("/")) return undefined;
  const bytes = walk.request.systemInclude(key, form);
  return bytes === undefined ? undefined : { kind: "system", name: key, bytes };
};

/**
 * Finds an included file. Quoted: beside the including file, then -I in order, then the system's; angle: -I in order,
 * then the system's. A system include finds only system includes: it stays as it is in the flattened source, so
 * nothing of the user's may be reached through it.
 */
export const findInclude = (walk: Walk, from: Inclusion, { name, form }: IncludeName): Lookup => {
  if (from.systemName !== undefined) {
    const beside =
      form === "quoted" ? findSystem(walk, directoryOf(from.systemName) + name, form) : undefined;
    return beside ?? findSystem(walk, name, form) ?? { kind: "missing", places: ["the system includes"] };
  }
  const directories =
    form === "quoted"
      ? [directoryOf(from.file.label), ...walk.request.includeDirs]
      : walk.request.includeDirs;
  const places = [
    ...new Set(name.startsWith("/") ? [name] : directories.map((directory) => join(directory, name))),
  ];
  for (const path of places) {
    const bytes = walk.request.readFile(path);
    if (bytes !== undefined) return { kind: "user", path, bytes };
  }
  return findSystem(walk, name, form) ?? { kind: "missing", places: [...places, "the system includes"] };
};
