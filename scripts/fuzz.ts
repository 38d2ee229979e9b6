/**
 * The differential fuzzer: random programs, compiled both ways and compared with the reference. Its options stand in
 * test/differential/fuzz-main.ts. It is bundled first, as templates are no TypeScript.
 */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { handlebarsForEsbuild } from "./handlebars-plugin.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
// One level below the root, as the sources are: system includes are found from there.
const outfile = join(root, "build", `fuzz.${process.pid}.mjs`);

await build({
  absWorkingDir: root,
  entryPoints: ["test/differential/fuzz-main.ts"],
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
