/** npm run docs: writes what is made from code. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnosticsDocument } from "./diagnostics-document.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
writeFileSync(join(root, "docs", "diagnostics.md"), diagnosticsDocument());
