/** What `p4twin test` says: coverage, a table of the engines, differences. */

import {
  type EngineTally,
  type Explored,
  type Finding,
  type GoalKind,
  isUnreachable,
  type SourceRow,
  sourceRows,
  type Trial,
} from "../cover/index.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { type Subject, spellEntries } from "../engines/index.ts";

const rowName = ({ state, index }: Pick<SourceRow, "state" | "index">): string =>
  index === undefined ? `${state}: no row matches` : `${state}: row ${index + 1}`;

const kinds: readonly (readonly [GoalKind, string])[] = [
  ["probe", "boundaries of rows"],
  ["length", "lengths just enough and one byte short"],
  ["branch", "outcomes of verify and if"],
  ["comparison", "boundaries of verify"],
  ["stack", "full stacks and one over"],
  ["varbit", "sizes of varbits"],
  ["advance", "sizes of advances"],
  ["loop", "bounds of loops"],
  ["end", "ways to accept"],
];

const goalLines = ({ goals }: Explored): readonly string[] =>
  kinds.flatMap(([kind, words]) => {
    const all = goals.all.filter((goal) => goal.kind === kind);
    const covered = all.filter((goal) => !goals.isOpen(goal)).length;
    return all.length === 0 ? [] : [`  ${words}: ${covered} of ${all.length}`];
  });

/**
 * Lines that count the states and rows of the source, by the reference's own account of where the packets went.
 * Rows that none went through are reported as warnings.
 */
export const coverageOf = (
  { typed, entries }: Subject,
  explored: Explored,
  trial: Trial,
  sink: DiagnosticSink,
): readonly string[] => {
  const { states, rows } = sourceRows(typed);
  const hasEntries = [...(entries?.values() ?? [])].every((given) => given.length > 0);
  const countable = rows.filter(({ isValueSet }) => !isValueSet || hasEntries);
  const missing = countable.filter(({ state, index }) => !trial.rows.has(`${state}#${index}`));
  const taken = new Set(countable.filter((row) => !missing.includes(row)).map(({ state }) => state));
  const unreachable = missing.filter((row) => isUnreachable(explored, row, taken.has(row.state)));
  const unknown = missing.filter((row) => !unreachable.includes(row));
  const entered = states.filter(({ name }) => trial.states.has(name)).length;
  for (const row of unreachable) sink.report("P0801", `${rowName(row)}: no packet can reach this`, row.span);
  for (const row of unknown)
    sink.report(
      "P0802",
      `${rowName(row)}: not covered: no packet was found, which is no proof that there is none`,
      row.span,
    );
  const sets = rows.length - countable.length;
  return [
    `  states: ${entered} of ${states.length}`,
    `  rows: ${countable.length - missing.length} of ${countable.length - unreachable.length}` +
      (unreachable.length === 0 ? "" : ` (${unreachable.length} more cannot be reached)`),
    ...(sets === 0 ? [] : [`  rows with a value set, which has no entries here: ${sets}`]),
    ...goalLines(explored),
  ];
};

const columns = ["engine", "packets", "accepted", "rejected", "not run", "differences"] as const;

const cells = ({ name, accepted, rejected, refused, differences }: EngineTally): readonly string[] =>
  [name, accepted + rejected, accepted, rejected, refused, name === "reference" ? "" : differences].map(
    String,
  );

/** The table, and why some packets were not run. */
export const tableOf = (tallies: readonly EngineTally[]): string => {
  const rows = [columns, ...tallies.map(cells)];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  const notes = tallies.flatMap(({ name, reason }) =>
    reason === undefined ? [] : [`${name}: not run: ${reason}`],
  );
  return `${[...rows.map(line), ...notes].join("\n")}\n`;
};

const entrySettings = ({ entries }: Subject): readonly (readonly [string, string])[] =>
  [...(entries ?? [])].map(([name, given]) => [name, spellEntries(given)]);

/** What stands in the value sets. */
export const entryLines = (subject: Subject): readonly string[] =>
  entrySettings(subject).map(([name, text]) => `  value set ${name}: ${text === "" ? "empty" : text}\n`);

/** A difference, so that it can be tried again. */
export const spellFinding = (
  subject: Subject,
  { engine, bytes, inputs, difference, states }: Finding,
): string => {
  const set = [
    ...[...inputs].map(
      ([name, value]) => ` --set ${name}=${typeof value === "bigint" ? `0x${value.toString(16)}` : value}`,
    ),
    ...entrySettings(subject).map(([name, text]) => ` --set "${name}=${text}"`),
  ];
  return [
    `difference: ${engine}: ${difference.where}: reference ${difference.left}, ${engine} ${difference.right}`,
    `  packet (${bytes.length} bytes): --hex "${Buffer.from(bytes).toString("hex")}"${set.join("")}`,
    `  states: ${states.join(" ")}`,
    "",
  ].join("\n");
};
