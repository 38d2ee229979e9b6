import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";

/** The way from a directory down to a file, with slashes; undefined where the file lies outside. */
const below = (directory: string, file: string): string | undefined => {
  const way = relative(directory, file);
  const outside = way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  return outside ? undefined : way.split(sep).join("/");
};

/** The deepest directory that holds all the files. */
const commonDirectory = (files: readonly string[]): string =>
  files.reduce(
    (directory, file) => {
      let common = directory;
      while (below(common, file) === undefined && common !== dirname(common)) common = dirname(common);
      return common;
    },
    dirname(files[0] ?? ""),
  );

/**
 * The names under which a manifest records the user's files: the same wherever the program lies, so never absolute
 * and never with `..`. They are relative to the main file's directory (or to as much above it as relative includes
 * reach); files found through -I elsewhere are relative to that -I directory, behind its own name where two would
 * clash.
 */
export const recordedPaths = (
  mainPath: string,
  files: readonly string[],
  includeDirs: readonly string[],
): ReadonlyMap<string, string> => {
  const main = resolve(mainPath);
  const searched = includeDirs.map((directory) => resolve(directory)).toSorted((a, b) => b.length - a.length);
  const viaInclude = (file: string): string | undefined =>
    below(dirname(main), file) === undefined
      ? searched.find((directory) => below(directory, file) !== undefined)
      : undefined;

  const own = files.filter((file) => viaInclude(resolve(file)) === undefined);
  const root = commonDirectory([main, ...own.map((file) => resolve(file))]);
  const recorded = new Map<string, string>();
  const taken = new Map<string, string>();
  const record = (file: string, name: string): boolean => {
    const owner = taken.get(name);
    if (owner !== undefined && owner !== resolve(file)) return false;
    taken.set(name, resolve(file));
    recorded.set(file, name);
    return true;
  };
  for (const file of [mainPath, ...own]) record(file, below(root, resolve(file)) ?? basename(file));
  for (const file of files) {
    const directory = viaInclude(resolve(file));
    if (directory === undefined) continue;
    let name = below(directory, resolve(file)) ?? basename(file);
    for (let prefix = 0; !record(file, name); prefix += 1) {
      name = `${prefix === 0 ? basename(directory) : `${basename(directory)}-${prefix}`}/${below(directory, resolve(file)) ?? basename(file)}`;
    }
  }
  return recorded;
};
