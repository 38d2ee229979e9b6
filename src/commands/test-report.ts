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

/** States that a loop's turn has at most where turns that follow one another are told in one. */
const LONGEST_TURN = 12;

/** The states of a way; a turn of a loop that comes again at once is told once: `start (ether_type vlan) 2 times ipv4`. */
export const spellWay = (states: readonly string[]): string => {
  const parts: string[] = [];
  for (let at = 0; at < states.length; ) {
    const isAgain = (length: number, times: number): boolean =>
      at + (times + 1) * length <= states.length &&
      states.slice(at, at + length).every((state, index) => state === states[at + times * length + index]);
    const timesOf = (length: number): number => {
      let times = 1;
      while (isAgain(length, times)) times += 1;
      return times;
    };
    let [best, most] = [1, timesOf(1)];
    for (let length = 2; length <= LONGEST_TURN; length += 1) {
      const times = timesOf(length);
      if (times > 1 && (times - 1) * length > (most - 1) * best) [best, most] = [length, times];
    }
    const turn = states.slice(at, at + best).join(" ");
    parts.push(most === 1 ? turn : `(${turn}) ${most} times`);
    at += best * most;
  }
  return parts.join(" ");
};

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
    `  states: ${spellWay(states)}`,
    "",
  ].join("\n");
};
