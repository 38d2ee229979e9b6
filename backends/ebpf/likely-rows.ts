/**
 * A select as comparisons in an order: what is likely comes first, and goes on without a jump. The author has said
 * what is likely by the order of the rows, except that a default row that goes on to further headers is the rule to
 * which the rows are exceptions.
 */
import { must } from "../../src/diagnostics/bug.ts";
import type { Next, Program } from "../../src/ir/ir.ts";
import { nextsOf, operationsWithin } from "../../src/ir/walk.ts";
import type { Block } from "./block.ts";
import type { Apart } from "./layout.ts";

/** What a likely order is made with. */
export interface Likely {
  /** Whether more of the packet may be read behind it. */
  readonly goesOn: (next: Next) => boolean;
  readonly apart: Apart;
  /** The C variable that keeps a key for comparisons that stand apart. */
  readonly key: () => string;
}

/** Of a row, or of several side by side that lead to the same: constants in C that the key is compared with. */
export interface Case {
  readonly values: readonly string[];
  readonly next: Next;
  readonly body: readonly string[];
}

/** More rows are left to the C compiler, which makes a tree of comparisons of them. */
const MAX_IN_TURN = 8;

const READING: ReadonlySet<string> = new Set(["extract", "extract-varbit", "advance", "lookahead"]);

/** Tells of which states more of the packet may be read. */
export const readingIn = (program: Program): ((next: Next) => boolean) => {
  const reading = new Set(
    program.states.flatMap(({ name, operations }) =>
      [...operationsWithin(operations)].some(({ kind }) => READING.has(kind)) ? [name] : [],
    ),
  );
  const before = new Map<string, string[]>();
  for (const { name, transition } of program.states)
    for (const next of nextsOf(transition))
      if (next.kind === "state") before.set(next.name, [...(before.get(next.name) ?? []), name]);
  const open = [...reading];
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const from of before.get(name) ?? [])
      if (!reading.has(from)) {
        reading.add(from);
        open.push(from);
      }
  return (next) => next.kind === "state" && reading.has(next.name);
};

/** The row that is likely: its index; undefined: what is done where none matches. */
export const likelyRow = (
  rows: readonly { readonly next: Next }[],
  otherwise: Next,
  { goesOn }: Likely,
): number | undefined => {
  if (rows.length === 0 || goesOn(otherwise)) return undefined;
  return Math.max(
    0,
    rows.findIndex(({ next }) => goesOn(next)),
  );
};

const compared = (key: string, values: readonly string[], operator: "==" | "!="): string =>
  values.map((value) => `${key} ${operator} ${value}`).join(operator === "==" ? " || " : " && ");

const printInTurn = (
  key: string,
  cases: readonly Case[],
  otherwise: readonly string[],
  block: Block,
): void => {
  if (cases.length > MAX_IN_TURN) {
    block.emit(`switch (${key}) {`);
    for (const { values, body } of cases)
      block.emit(...values.map((value) => `case ${value}:`), ...body.map((line) => `\t${line}`));
    block.emit("default:", ...otherwise.map((line) => `\t${line}`), "}");
    return;
  }
  cases.forEach(({ values, body }, index) => {
    if (index > 0) block.emit("P4TWIN_IN_TURN();");
    block.emitIf(compared(key, values, "=="), body);
  });
  block.emit(...otherwise);
};

/** Prints the comparisons of a key. label: of the state. */
export const printLikely = (
  keyText: string,
  cases: readonly Case[],
  otherwise: { readonly next: Next; readonly body: readonly string[] },
  label: string,
  likely: Likely,
  block: Block,
): void => {
  const key = likely.key();
  block.emit(`${key} = ${keyText};`);
  const chosen = likelyRow(cases, otherwise.next, likely);
  if (chosen === undefined) {
    printInTurn(key, cases, otherwise.body, block);
    return;
  }
  for (const { values, body } of cases.slice(0, chosen)) {
    block.emitIf(compared(key, values, "=="), body);
    block.emit("P4TWIN_IN_TURN();");
  }
  const { values, body } = must(cases[chosen], "likely row");
  const others = cases.slice(chosen + 1);
  const differs = compared(key, values, "!=");
  if (others.length === 0) block.emitIf(differs, otherwise.body);
  else {
    const inner = block.inner();
    inner.emit("P4TWIN_IN_TURN();");
    printInTurn(key, others, otherwise.body, inner);
    block.emitIf(differs, [`goto ${likely.apart.rows(label, inner.lines)};`]);
  }
  block.emit(...body);
};
