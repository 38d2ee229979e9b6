/** Runs a script that takes in templates, which are no TypeScript: it is bundled first. */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { handlebarsForEsbuild } from "./handlebars-plugin.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** entry: from the root on. */
export const runBundled = async (entry: string): Promise<void> => {
  // One level below the root, as the sources are: system includes are found from there.
  const outfile = join(root, "build", `bundled.${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.12",
    packages: "external",
    plugins: [handlebarsForEsbuild],
    logLevel: "warning",
  });
  process.on("exit", () => rmSync(outfile, { force: true }));
  await import(pathToFileURL(outfile).href);
};
