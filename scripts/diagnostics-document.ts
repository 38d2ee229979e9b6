/** docs/diagnostics.md, made from the catalogue. */

import type { Entry } from "../src/diagnostics/catalogue/entry.ts";
import { type Code, catalogue } from "../src/diagnostics/catalogue/index.ts";

const phases: readonly (readonly [prefix: string, title: string])[] = [
  ["P00", "Files"],
  ["P01", "Preprocessor"],
  ["P02", "Syntax"],
  ["P03", "Names"],
  ["P04", "Types"],
  ["P05", "What no target can express"],
  ["P06", "What the eBPF target cannot express"],
  ["P07", "What the P4 target cannot express"],
  ["P08", "What `p4twin test` finds"],
  ["P09", "Identity at run time"],
];

const rows: readonly (readonly [string, Entry])[] = Object.entries(catalogue).toSorted(([a], [b]) =>
  a < b ? -1 : 1,
);

/** A cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll("|", "\\|");

export const diagnosticsDocument = (): string =>
  [
    "# Diagnostics",
    "",
    "Every finding has a code and a category. A finding is printed as `file:line:column: error: text [category]`;",
    "`--format json` has the code as well. `--Wdisable=NAME` and `--Werror=NAME` take a warning's category or code.",
    "This page is made from `src/diagnostics/catalogue`: `npm run docs` writes it anew.",
    ...phases.flatMap(([prefix, title]) => {
      const entries = rows.filter(([code]) => code.startsWith(prefix));
      if (entries.length === 0) return [];
      return [
        "",
        `## ${title}`,
        "",
        "| code | severity | category | when |",
        "|---|---|---|---|",
        ...entries.map(
          ([code, { severity, category, summary }]) =>
            `| ${code} | ${severity} | ${category} | ${cell(summary)} |`,
        ),
      ];
    }),
    "",
  ].join("\n");

/** Codes that stand in no section, because their prefix is new. */
export const strayCodes = (): readonly Code[] => {
  const codes: readonly Code[] = Object.keys(catalogue).filter((code): code is Code => code in catalogue);
  return codes.filter((code) => !phases.some(([prefix]) => code.startsWith(prefix)));
};
