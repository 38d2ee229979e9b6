import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Manifest } from "./manifest.ts";

/** How far a search by name goes: enough for a project, not for a whole disk. */
const MAX_DEPTH = 4;
const MAX_DIRECTORIES = 5000;

/** What a path leads to; undefined where it leads nowhere, or where nobody may look. */
const look = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

const isFile = (path: string): boolean => look(path)?.isFile() === true;

/** Links to directories count: projects are put together of them, and the depth bounds a loop. */
const isDirectory = (parent: string, entry: Dirent): boolean =>
  entry.isDirectory() || (entry.isSymbolicLink() && look(join(parent, entry.name))?.isDirectory() === true);

const subdirectories = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
      .filter((entry) => isDirectory(directory, entry))
      .map(({ name }) => join(directory, name))
      .toSorted();
  } catch {
    return [];
  }
};

/** The directory and those below it, nearest first. Of a whole disk only the directory itself. */
function* breadthFirst(top: string, maxDepth: number): Generator<string> {
  let level: readonly string[] = [top];
  let visited = 0;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    yield* level;
    visited += level.length;
    if (visited > MAX_DIRECTORIES || top === dirname(top)) return;
    level = level.flatMap(subdirectories);
  }
}

/**
 * Where a manifest's sources may lie, nearest first. A manifest doesn't say where its sources are (it is the same on
 * every machine), so they are looked for by name: beside it and below, then around the directories above it up to the
 * working directory; and in the working directory, when the manifest lies elsewhere.
 */
function* neighbourhood(manifestPath: string): Generator<string> {
  const here = process.cwd();
  const start = dirname(resolve(manifestPath));
  const way = relative(here, start);
  const inside = way !== ".." && !way.startsWith(`..${sep}`);
  yield* breadthFirst(start, MAX_DEPTH);
  if (!inside) {
    yield* breadthFirst(dirname(start), 1);
    yield* breadthFirst(here, MAX_DEPTH);
  }
  for (let directory = start; inside && directory !== here; ) {
    directory = dirname(directory);
    yield* breadthFirst(directory, MAX_DEPTH);
  }
}

export interface SearchOptions {
  readonly manifestPath: string;
  /** --source: the main file, or a directory that holds it. */
  readonly source?: string;
  readonly includeDirs: readonly string[];
}

const findIn = (directories: Iterable<string>, path: string): string | undefined => {
  for (const directory of directories) {
    if (isFile(join(directory, path))) return join(directory, path);
  }
  return undefined;
};

const findMain = (main: string, { manifestPath, source }: SearchOptions): string | undefined => {
  if (source === undefined) return findIn(neighbourhood(manifestPath), main);
  return isFile(source) ? source : (findIn([source], main) ?? findIn([source], basename(main)));
};

/** Where each of the manifest's sources lies, by its recorded path; undefined for those that are not found. */
export const locateSources = (
  { source }: Manifest,
  options: SearchOptions,
): ReadonlyMap<string, string | undefined> => {
  const main = findMain(source.main, options);
  const above = source.main.split("/").map(() => "..");
  const root = main === undefined ? [] : [resolve(main, ...above)];
  const places = source.files.map(({ path }): readonly [string, string | undefined] => [
    path,
    path === source.main
      ? main
      : (findIn([...root, ...options.includeDirs], path) ??
        (options.source === undefined ? findIn(neighbourhood(options.manifestPath), path) : undefined)),
  ]);
  return new Map(places);
};
