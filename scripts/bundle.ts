import { cpSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { handlebarsForEsbuild } from "./handlebars-plugin.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const bundle = join(dist, "p4twin.cjs");
const includes = join(root, "grammar", "include");

/** Makes dist/: the command as one bundle, and the system includes beside it. */
export const makeBundle = async (): Promise<void> => {
  const fresh = `${bundle}.${process.pid}`;
  await build({
    absWorkingDir: root,
    entryPoints: ["src/main.ts"],
    outfile: fresh,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.12",
    // Syntax and blanks only: names stay, for the stack that P4TWIN_DEBUG shows.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "eof",
    // Native code, and nothing that compiling needs: found in node_modules when it is used.
    external: ["koffi"],
    define: { "import.meta.url": "bundleUrl" },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    plugins: [handlebarsForEsbuild],
    logLevel: "warning",
  });
  rmSync(join(dist, "include"), { recursive: true, force: true });
  cpSync(includes, join(dist, "include"), { recursive: true });
  renameSync(fresh, bundle);
};

const newest = (directory: string): number =>
  Math.max(
    0,
    ...readdirSync(directory, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** Whether dist/ was made from the sources as they are now. */
export const isUpToDate = (): boolean => {
  const made = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ["grammar", "src", "backends", "scripts"].map((directory) => newest(join(root, directory)));
  return made > Math.max(statSync(join(root, "package.json")).mtimeMs, ...sources);
};
