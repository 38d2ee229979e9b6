import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { elsewhereForEsbuild } from "./elsewhere-plugin.ts";
import { handlebarsForEsbuild } from "./handlebars-plugin.ts";
import { makeCodeCache, makeSnapshots, removeStartUp } from "./start-up.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const bundle = join(dist, "p4twin.cjs");
const samples = join(root, "samples");
const includes = join(root, "grammar", "include");

/** The licences of the packages that these modules belong to, each once. */
const licenses = (modules: readonly string[]): string => {
  const packages = modules.flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(packages)]
    .sort()
    .map((path) => {
      const file = readdirSync(join(root, path)).find((name) => /^licen[cs]e/i.test(name));
      if (file === undefined) throw new Error(`${path} has no licence file`);
      const name = path.replace(/^.*node_modules\//, "");
      return `${name}\n${"=".repeat(name.length)}\n\n${readFileSync(join(root, path, file), "utf8").trim()}\n`;
    })
    .join("\n\n");
};

/** Bundles one entry point; the modules that went into it. */
const bundleTo = async (
  entry: string,
  outfile: string,
  banner = "",
  plugins: readonly Plugin[] = [],
): Promise<readonly string[]> => {
  const { metafile } = await build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.12",
    // Syntax and blanks only: names stay, for the stack that P4TWIN_DEBUG shows.
    minifySyntax: true,
    minifyWhitespace: true,
    // The licences of what is bundled stand whole in a file beside it.
    legalComments: "none",
    // Native code, WebAssembly, gRPC, and nothing that compiling needs: found in node_modules when it is used.
    external: ["koffi", "@viz-js/viz", "@grpc/grpc-js"],
    // A snapshot has no import(); all that is outside the bundle is CommonJS.
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "bundleUrl" },
    banner: {
      js: `${banner}const bundleUrl = require("node:url").pathToFileURL(__filename).href;`,
    },
    plugins: [handlebarsForEsbuild, ...plugins],
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
};

/** While a snapshot is built `require` knows only what is built in, and that is the one that the bundle keeps. */
const requireAll =
  'const builtIn = require, { createRequire, isBuiltin } = require("node:module");' +
  "require = (name) => (isBuiltin(name) ? builtIn : createRequire(__filename))(name);";

/** Closes a bundle with the hash of its text: what is derived from the bundle says by it what it belongs to. */
const stamp = (path: string): void => {
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  appendFileSync(path, `//# ${hash}`);
};

/** Puts the includes in their place in one step: a p4twin that runs meanwhile finds the old ones or the new ones. */
const copyIncludes = (): void => {
  const place = join(dist, "include");
  const fresh = `${place}.${process.pid}`;
  const old = `${fresh}.old`;
  cpSync(includes, fresh, { recursive: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
};

/** Makes dist/: the command as one bundle, the system includes beside it, and what makes it start fast. */
export const makeBundle = async (): Promise<void> => {
  const fresh = `${bundle}.${process.pid}`;
  const entry = join(dist, `snapshot.${process.pid}.cjs`);
  const compileEntry = join(dist, `snapshot-compile.${process.pid}.cjs`);
  try {
    const modules = await bundleTo("src/main.ts", fresh);
    await bundleTo("src/snapshot-all.ts", entry, requireAll);
    await bundleTo("src/snapshot-compile.ts", compileEntry, requireAll, [elsewhereForEsbuild(root)]);
    stamp(fresh);
    removeStartUp(dist);
    copyIncludes();
    writeFileSync(join(dist, "third-party-licenses.txt"), licenses(modules));
    renameSync(fresh, bundle);
    const programs = readdirSync(samples)
      .filter((name) => name.endsWith(".p4"))
      .sort()
      .map((name) => join(samples, name));
    makeCodeCache(bundle, programs);
    makeSnapshots(dist, { all: entry, compile: compileEntry }, programs);
  } finally {
    rmSync(fresh, { force: true });
    rmSync(entry, { force: true });
    rmSync(compileEntry, { force: true });
  }
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
