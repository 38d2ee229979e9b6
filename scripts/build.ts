/** Makes dist/: the command as one bundle, and the system includes beside it. */
import { cpSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { handlebarsForEsbuild } from "./handlebars-plugin.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

await build({
  absWorkingDir: root,
  entryPoints: ["src/main.ts"],
  outfile: join(dist, "p4twin.cjs"),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20.12",
  // Syntax and blanks only: names stay, for the stack that P4TWIN_DEBUG shows.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  // Native code, and nothing that compiling needs: found in node_modules when it is used.
  external: ["koffi"],
  define: { "import.meta.url": "bundleUrl" },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  plugins: [handlebarsForEsbuild],
  logLevel: "warning",
});
rmSync(join(dist, "include"), { recursive: true, force: true });
cpSync(join(root, "grammar", "include"), join(dist, "include"), { recursive: true });
