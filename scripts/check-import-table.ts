/**
 * A table of imports that sees no module finds no violation. So: dependency-cruiser must have read every folder, and
 * every folder must have a row.
 */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const tops = ["grammar", "src", "backends"] as const;

/** The folders that a row of the table may speak of: `grammar/` and each one directly below src/ and backends/. */
const folders = [
  "grammar/",
  ...tops.slice(1).flatMap((top) =>
    readdirSync(join(root, top), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${top}/${entry.name}/`),
  ),
];

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly totalCruised: number };
}

const isCruise = (value: unknown): value is Cruise =>
  typeof value === "object" && value !== null && "modules" in value && "summary" in value;

const cruise = (): Cruise => {
  const bin = join(root, "node_modules", ".bin", "depcruise");
  const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...tops];
  const output = execFileSync(bin, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  const result: unknown = JSON.parse(output);
  if (!isCruise(result)) throw new Error("dependency-cruiser's output has another form than expected");
  return result;
};

interface Rule {
  readonly from: { readonly path?: string };
}

const isConfiguration = (value: unknown): value is { readonly forbidden: readonly Rule[] } =>
  typeof value === "object" && value !== null && "forbidden" in value && Array.isArray(value.forbidden);

const rules = (): readonly string[] => {
  const configuration: unknown = createRequire(import.meta.url)(join(root, ".dependency-cruiser.cjs"));
  if (!isConfiguration(configuration)) throw new Error(".dependency-cruiser.cjs has no list of rules");
  return configuration.forbidden.flatMap(({ from }) => from.path ?? []);
};

const { modules, summary } = cruise();
const sources = modules.map(({ source }) => source);
const rows = rules();
const complaints = [
  ...(summary.totalCruised > 0 ? [] : ["dependency-cruiser saw no module"]),
  ...folders
    .filter((folder) => !sources.some((source) => source.startsWith(folder)))
    .map((folder) => `dependency-cruiser saw no module in ${folder}`),
  ...folders
    .filter((folder) => !rows.some((row) => row === `^${folder}` || row === `^${folder.slice(0, -1)}`))
    .map((folder) => `${folder} has no row in .dependency-cruiser.cjs`),
];
for (const complaint of complaints) console.error(complaint);
if (complaints.length === 0)
  console.log(`table of imports: ${sources.length} modules, ${folders.length} folders`);
process.exitCode = complaints.length === 0 ? 0 : 1;
