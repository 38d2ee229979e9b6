import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "esbuild";

/** Their commands are in the bundle; all others are reached through src/elsewhere.ts. */
const here = ["check", "compile", "flatten", "preprocess"];

/** The names of the functions that a module exports. */
const exported = (text: string): readonly string[] =>
  [...text.matchAll(/^export const (\w+) = (?:async )?\(/gm)].flatMap(([, name]) => name ?? []);

/**
 * For a bundle that is to be small: a verb's command, which src/cli imports only when it is asked for, becomes a
 * module whose every function runs the whole command instead.
 */
export const elsewhereForEsbuild = (root: string): Plugin => ({
  name: "elsewhere",
  setup(build) {
    build.onResolve({ filter: /\/commands\/[\w-]+\.ts$/ }, ({ path, kind, resolveDir }) => {
      const name = /([\w-]+)\.ts$/.exec(path)?.[1] ?? "";
      return kind === "dynamic-import" && !here.includes(name)
        ? { path: resolve(resolveDir, path), namespace: "elsewhere" }
        : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: "elsewhere" }, ({ path }) => {
      const names = exported(readFileSync(path, "utf8")).map((name) => `elsewhere as ${name}`);
      const place = JSON.stringify(join(root, "src", "elsewhere.ts"));
      return { contents: `export { ${names.join(", ")} } from ${place};`, resolveDir: root, loader: "js" };
    });
  },
});
