const escaped = (path: string): string => path.replace(/[ #\\]/g, "\\$&").replaceAll("$", "$$$$");

/**
 * A make rule, as compilers write it for -M and -MD: the targets depend on all the files. With `phony` (-MP) each
 * file but the first is a target too, so that a file that was removed breaks no build.
 */
export const printDependencies = (
  targets: readonly string[],
  files: readonly string[],
  phony: boolean,
): string => {
  const rule = `${targets.map(escaped).join(" ")}: ${files.map(escaped).join(" \\\n ")}\n`;
  return phony
    ? rule +
        files
          .slice(1)
          .map((file) => `\n${escaped(file)}:\n`)
          .join("")
    : rule;
};
