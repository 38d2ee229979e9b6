import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };

/** The one version there is: package.json's. */
export const version: string = manifest.version;

/** The directory of this module: src/ in a checkout, dist/ once bundled. */
const here = dirname(fileURLToPath(import.meta.url));

/** The system includes (core.p4, v1model.p4 …) that belong to this compiler. */
export const systemIncludeDirectory =
  basename(here) === "dist" ? join(here, "include") : join(here, "..", "grammar", "include");

/** Files for users to include or install: share/, beside src/ and dist/ alike. */
export const shareDirectory = join(here, "..", "share");
