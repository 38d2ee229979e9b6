/**
 * A select as comparisons in an order: what is likely comes first, and goes on without a jump. The author has said
 * what is likely by the order of the rows, except that a default row that goes on to further headers is the rule to
 * which the rows are exceptions.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Next, Program } from "../../../src/ir/ir.ts";
import { nextsOf, operationsWithin } from "../../../src/ir/walk.ts";
import { type Block, indent } from "../text/block.ts";
import type { Apart } from "./layout.ts";

/** What a likely order is made with. */
export interface Likely {
  /** Whether more of the packet may be read behind it. */
  readonly goesOn: (next: Next) => boolean;
  readonly apart: Apart;
  /** The C variable that keeps the key of an index for comparisons that stand apart. */
  readonly key: (index: number) => string;
}

/** A row that is compared with keys. */
export interface Choice {
  /** In C: each of them has to hold. */
  readonly conditions: readonly string[];
  readonly next: Next;
  readonly body: readonly string[];
}

/** More rows are left to the C compiler, which makes a tree of comparisons of them. */
export const MAX_IN_TURN = 8;

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

const printChoices = (choices: readonly Choice[], otherwise: readonly string[], block: Block): void => {
  for (const { conditions, body } of choices) {
    block.emit("P4TWIN_IN_TURN();");
    const [last, ...others] = conditions.toReversed();
    const inner = block.inner();
    inner.emitIf(must(last, "condition"), body);
    const nested = others.reduce(
      (lines, condition) => [`if (${condition}) {`, "\tP4TWIN_IN_TURN();", ...indent(lines), "}"],
      inner.lines,
    );
    block.emit(...nested);
  }
  block.emit(...otherwise);
};

/** A key that is compared with plain values only: what the C compiler may make a tree of. */
export interface Plain {
  readonly key: string;
  readonly values: readonly string[];
}

const printSwitch = (
  { key, values }: Plain,
  choices: readonly Choice[],
  otherwise: readonly string[],
  block: Block,
): void => {
  block.emit("P4TWIN_IN_TURN();", `switch (${key}) {`);
  choices.forEach(({ body }, index) => {
    block.emit(`case ${must(values[index], "value")}:`, ...indent(body));
  });
  block.emit("default:", ...indent(otherwise), "}");
};

/** Prints rows. Their keys are in variables that can be seen from anywhere. label: of the state. */
export const printLikely = (
  choices: readonly Choice[],
  otherwise: { readonly next: Next; readonly body: readonly string[] },
  plain: Plain | undefined,
  label: string,
  likely: Likely,
  block: Block,
): void => {
  const print = (first: number, inner: Block): void => {
    const rest = choices.slice(first);
    if (plain !== undefined && rest.length > MAX_IN_TURN)
      printSwitch({ ...plain, values: plain.values.slice(first) }, rest, otherwise.body, inner);
    else printChoices(rest, otherwise.body, inner);
  };
  const chosen = likelyRow(choices, otherwise.next, likely);
  if (chosen === undefined) {
    print(0, block);
    return;
  }
  printChoices(choices.slice(0, chosen), [], block);
  const { conditions, body } = must(choices[chosen], "likely row");
  const inner = block.inner();
  print(chosen + 1, inner);
  const elsewhere =
    chosen + 1 < choices.length || conditions.length > 1
      ? [`goto ${likely.apart.rows(label, inner.lines)};`]
      : otherwise.body;
  for (const condition of conditions) {
    block.emit("P4TWIN_IN_TURN();");
    block.emitIf(`!(${condition})`, elsewhere);
  }
  block.emit(...body);
};
