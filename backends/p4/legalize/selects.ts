/**
 * Makes selects that p4c and the behavioral model take as the specification means them: unsigned keys, no catch-all
 * but the default, ranges that expand to no more masks than p4c allows for one case.
 */
import { unreachable } from "../../../src/diagnostics/bug.ts";
import { bits, castTo } from "../../../src/ir/build.ts";
import type { Expression, Next, Pattern, Program, Row, Transition } from "../../../src/ir/ir.ts";
import { bitsType } from "../../../src/ir/types.ts";
import type { Target } from "../target.ts";
import { covers, expansionOf, flipSign, increment, masksOf, normalise } from "./patterns.ts";
import { mapStates } from "./transform.ts";

type Select = Extract<Transition, { readonly kind: "select" }>;

interface Column {
  readonly key: Expression;
  readonly width: number;
  readonly patterns: readonly Pattern[];
}

const widthOf = ({ type }: Expression): number => (type.kind === "bits" ? type.width : 1);

/** `stack.lastIndex`, in the IR's terms: p4c can't select on it alone. */
const isLastIndex = (key: Expression): boolean =>
  key.kind === "binary" &&
  key.operator === "sub" &&
  key.left.kind === "next-index" &&
  key.right.kind === "bits" &&
  key.right.value === 1n;

const unsignedColumn = ({ key, width, patterns }: Column): Column => {
  if (key.type.kind !== "bits" || !key.type.signed) return { key, width, patterns };
  const plain = castTo(key, bitsType(width));
  if (!patterns.some(({ kind }) => kind === "range")) return { key: plain, width, patterns };
  const flipped: Expression = {
    kind: "binary",
    operator: "xor",
    left: plain,
    right: bits(1n << BigInt(width - 1), width),
    type: bitsType(width),
  };
  return { key: flipped, width, patterns: patterns.map((pattern) => flipSign(pattern, width)) };
};

const nextIndexColumn = (column: Column): Column => {
  const { key, width, patterns } = column;
  if (!isLastIndex(key) || key.kind !== "binary") return column;
  const shifted = patterns.map((pattern) => increment(pattern, width));
  return shifted.some((pattern) => pattern === undefined)
    ? column
    : {
        key: key.left,
        width,
        patterns: shifted.flatMap((pattern) => (pattern === undefined ? [] : [pattern])),
      };
};

/** Whether a select's key stays a bare `lastIndex` after all. */
export const hasBareLastIndex = (transition: Transition): boolean =>
  transition.kind === "select" &&
  columnsOf(transition)
    .map(nextIndexColumn)
    .some(({ key }) => isLastIndex(key));

/** Columns of keys; those of a row with a value set are left out. */
const columnsOf = ({ keys, rows }: Select): readonly Column[] =>
  keys.map((key, index) => {
    const width = widthOf(key);
    const patterns = rows.flatMap((row): readonly Pattern[] => {
      const pattern = isSetRow(row) ? undefined : row.patterns[index];
      return pattern === undefined ? [] : [normalise(pattern, width)];
    });
    return { key, width, patterns };
  });

export const isSetRow = ({ patterns }: Row): boolean =>
  patterns.length === 1 && patterns[0]?.kind === "value-set";

/** Splits ranges until the rest of a row's expands to few enough masks. */
const splitRanges = (row: Row, widths: readonly number[], most: number): readonly Row[] => {
  if (expansion(row, widths) <= most) return [row];
  const at = row.patterns.findIndex(({ kind }) => kind === "range");
  const range = row.patterns[at];
  if (range?.kind !== "range") return [row];
  return masksOf(range.low, range.high, widths[at] ?? 1).flatMap((mask) => {
    const patterns = row.patterns.map((pattern, index) => (index === at ? mask : pattern));
    return splitRanges({ ...row, patterns }, widths, most);
  });
};

const expansion = (row: Row, widths: readonly number[]): number =>
  row.patterns.reduce((product, pattern, index) => product * expansionOf(pattern, widths[index] ?? 1), 1);

/** How many cases a select comes to, counted without building them. */
export const caseCount = (transition: Transition, most: number): number => {
  if (transition.kind === "goto") return 0;
  const columns = columnsOf(transition).map((column) => unsignedColumn(nextIndexColumn(column)));
  const widths = columns.map(({ width }) => width);
  const rows = transition.rows.filter((row) => !isSetRow(row));
  return rows.reduce((sum, _row, index) => {
    const patterns = columns.flatMap(({ patterns }) => patterns[index] ?? []);
    return sum + splitCount(patterns, widths, most);
  }, 0);
};

const splitCount = (patterns: readonly Pattern[], widths: readonly number[], most: number): number => {
  let product = patterns.reduce((sum, pattern, index) => sum * expansionOf(pattern, widths[index] ?? 1), 1);
  let cases = 1;
  for (const [index, pattern] of patterns.entries()) {
    if (product <= most) break;
    const count = expansionOf(pattern, widths[index] ?? 1);
    cases *= count;
    product /= count;
  }
  return cases;
};

const isCatchAll = ({ patterns }: Row): boolean => patterns.every(({ kind }) => kind === "any");

const isEmpty = ({ patterns }: Row): boolean =>
  patterns.some((pattern) => pattern.kind === "range" && pattern.low > pattern.high);

/** Without the rows that one row above them makes unreachable: p4c would warn, and so would this compiler. */
const dropCovered = (rows: readonly Row[], widths: readonly number[]): readonly Row[] => {
  const kept: Row[] = [];
  for (const row of rows) {
    const isCovered = (above: Row): boolean =>
      !isSetRow(above) &&
      row.patterns.every((pattern, index) => {
        const outer = above.patterns[index];
        return outer !== undefined && covers(outer, pattern, widths[index] ?? 1);
      });
    if (isSetRow(row) || !kept.some(isCovered)) kept.push(row);
  }
  return kept;
};

const sameNext = (one: Next, other: Next): boolean => {
  switch (one.kind) {
    case "accept":
      return other.kind === "accept";
    case "reject":
      return other.kind === "reject" && other.error === one.error;
    case "state":
      return other.kind === "state" && other.name === one.name;
    default:
      return unreachable(one);
  }
};

const rewriteSelect = (select: Select, target: Target): Transition => {
  const columns = columnsOf(select).map((column) => unsignedColumn(nextIndexColumn(column)));
  const widths = columns.map(({ width }) => width);
  let plain = 0;
  const rows = select.rows.map((row): Row => {
    if (isSetRow(row)) return row;
    const index = plain++;
    return {
      ...row,
      patterns: columns.flatMap(({ patterns, width }) => {
        const pattern = patterns[index];
        return pattern === undefined ? [] : [normalise(pattern, width)];
      }),
    };
  });
  const possible = dropCovered(
    rows.filter((row) => !isEmpty(row)),
    widths,
  );
  const catchAll = possible.findIndex(isCatchAll);
  const tried = catchAll < 0 ? possible : possible.slice(0, catchAll);
  const otherwise = possible[catchAll]?.next ?? select.otherwise;
  // p4c warns of a select that decides nothing.
  if (tried.every(({ next }) => sameNext(next, otherwise)))
    return { kind: "goto", next: otherwise, origin: select.origin };
  return {
    ...select,
    keys: columns.map(({ key }) => key),
    rows: tried.flatMap((row) => splitRanges(row, widths, target.limits.maxRangeExpansion)),
    otherwise,
  };
};

export const rewriteSelects = (program: Program, target: Target): Program =>
  mapStates(program, (state) =>
    state.transition.kind === "goto"
      ? state
      : { ...state, transition: rewriteSelect(state.transition, target) },
  );
