/**
 * Simplifies selects: rows behind a catch-all are dropped with a warning, a trailing catch-all
 * becomes `otherwise`, rows whose constant keys decide are decided, those that one above them covers are dropped (the
 * analysis has warned of them), a select without rows becomes a goto.
 */
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Expression, Pattern, Program, Row, ScalarType, Transition } from "../ir/ir.ts";
import { simplify } from "../ir/simplify.ts";

type Select = Extract<Transition, { kind: "select" }>;

const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** Smallest and largest stored pattern by a type's order. */
const extremes = (width: number, signed: boolean): readonly [bigint, bigint] =>
  signed ? [1n << BigInt(width - 1), ones(width - 1)] : [0n, ones(width)];

/** Whether a pattern matches every value of its key; `undefined` where it is asked of a key's value that it lacks. */
const matchesAll = (pattern: Pattern, type: ScalarType): boolean => {
  if (pattern.kind === "any") return true;
  if (type.kind !== "bits") return false;
  if (pattern.kind === "mask") return (pattern.mask & ones(type.width)) === 0n;
  if (pattern.kind !== "range") return false;
  const [low, high] = extremes(type.width, type.signed);
  return pattern.low === low && pattern.high === high;
};

/** Patterns that say the same in a simpler way. */
const simplerPattern = (pattern: Pattern, type: ScalarType): Pattern => {
  if (matchesAll(pattern, type)) return { kind: "any" };
  if (pattern.kind === "range" && pattern.low === pattern.high) return { kind: "value", value: pattern.low };
  if (pattern.kind === "mask" && type.kind === "bits") {
    const mask = pattern.mask & ones(type.width);
    if (mask === ones(type.width)) return { kind: "value", value: pattern.value & mask };
    return { kind: "mask", value: pattern.value & mask, mask };
  }
  return pattern;
};

/** Whether a pattern matches a constant; undefined where that is not known. */
const matches = (pattern: Pattern, key: Expression): boolean | undefined => {
  if (pattern.kind === "any") return true;
  if (pattern.kind === "value-set" || key.kind !== "bits") return undefined;
  const { width, signed } = key.type;
  const number = (value: bigint): bigint => (signed ? BigInt.asIntN(width, value) : value);
  switch (pattern.kind) {
    case "value":
      return key.value === pattern.value;
    case "mask":
      return (key.value & pattern.mask) === (pattern.value & pattern.mask);
    case "range":
      return number(pattern.low) <= number(key.value) && number(key.value) <= number(pattern.high);
  }
};

/** `5..3` matches nothing. */
const isEmptyRange = (pattern: Pattern, type: ScalarType): boolean => {
  if (pattern.kind !== "range" || type.kind !== "bits") return false;
  const number = (value: bigint): bigint => (type.signed ? BigInt.asIntN(type.width, value) : value);
  return number(pattern.low) > number(pattern.high);
};

const simplerRow = (row: Row, keys: readonly Expression[]): Row | undefined => {
  const patterns: Pattern[] = [];
  const [only] = row.patterns;
  if (only?.kind === "value-set") return row;
  for (const [index, pattern] of row.patterns.entries()) {
    const key = keys[index];
    if (key === undefined) continue;
    if (isEmptyRange(pattern, key.type)) return undefined;
    const decided = matches(pattern, key);
    if (decided === false) return undefined;
    patterns.push(decided === true ? { kind: "any" } : simplerPattern(pattern, key.type));
  }
  return { ...row, patterns };
};

const isCatchAll = (row: Row): boolean => row.patterns.every(({ kind }) => kind === "any");

/** Whether every value that `inner` matches is matched by `outer`: surely, where it says so. */
const covers = (outer: Pattern, inner: Pattern, type: ScalarType): boolean => {
  if (outer.kind === "any") return true;
  if (outer.kind === "value-set" || inner.kind === "value-set" || inner.kind === "any") return false;
  if (inner.kind === "value") {
    return type.kind === "bits"
      ? matches(outer, { kind: "bits", value: inner.value, type }) === true
      : outer.kind === "value" && outer.value === inner.value;
  }
  if (outer.kind === "mask" && inner.kind === "mask") {
    return (outer.mask & inner.mask) === outer.mask && ((inner.value ^ outer.value) & outer.mask) === 0n;
  }
  if (outer.kind !== "range" || type.kind !== "bits") return false;
  const number = (value: bigint): bigint => (type.signed ? BigInt.asIntN(type.width, value) : value);
  const open = inner.kind === "mask" ? ones(type.width) & ~inner.mask : 0n;
  // A mask that leaves the sign open matches from both ends of the order.
  if (type.signed && open >> BigInt(type.width - 1) !== 0n) return false;
  const [low, high] = inner.kind === "mask" ? [inner.value, inner.value | open] : [inner.low, inner.high];
  return number(outer.low) <= number(low) && number(high) <= number(outer.high);
};

const isCovered = (row: Row, above: readonly Row[], keys: readonly Expression[]): boolean =>
  above.some((other) =>
    row.patterns.every((pattern, index) => {
      const outer = other.patterns[index];
      const key = keys[index];
      return outer !== undefined && key !== undefined && covers(outer, pattern, key.type);
    }),
  );

/** The fewest keys: a key that every row leaves open asks nothing. */
const dropOpenKeys = (select: Select): Select => {
  const asked = select.keys.map((_, index) =>
    select.rows.some((row) => row.patterns[0]?.kind === "value-set" || row.patterns[index]?.kind !== "any"),
  );
  if (asked.every((one) => one)) return select;
  const keep = <T>(items: readonly T[]): readonly T[] => items.filter((_, index) => asked[index]);
  return {
    ...select,
    keys: keep(select.keys),
    rows: select.rows.map((row) => ({ ...row, patterns: keep(row.patterns) })),
  };
};

const simplifySelect = (
  transition: Select,
  sink: DiagnosticSink | undefined,
  keepRows: boolean,
): Transition => {
  const keys = transition.keys.map(simplify);
  const rows: Row[] = [];
  let { otherwise } = transition;
  for (const [index, row] of transition.rows.entries()) {
    const simpler = simplerRow(row, keys);
    if (simpler === undefined) continue;
    if (!isCatchAll(simpler)) {
      if (keepRows || !isCovered(simpler, rows, keys)) rows.push(simpler);
      continue;
    }
    otherwise = simpler.next;
    const dropped = transition.rows[index + 1];
    // The analysis has warned of rows behind nothing but `_`, and a constant key decides silently.
    const written = !isCatchAll(row) && isCatchAllAsWritten(row, keys);
    if (dropped !== undefined && written) {
      sink?.report(
        "P0513",
        "this case is never taken: an earlier one matches everything",
        dropped.origin.span,
        {
          notes: [{ message: "this one", span: row.origin.span }],
        },
      );
    }
    break;
  }
  const same = !keepRows && rows.every(({ next }) => JSON.stringify(next) === JSON.stringify(otherwise));
  if (rows.length === 0 || same) return { kind: "goto", next: otherwise, origin: transition.origin };
  return dropOpenKeys({ ...transition, keys, rows, otherwise });
};

const isCatchAllAsWritten = (row: Row, keys: readonly Expression[]): boolean =>
  row.patterns.every((pattern, index) => {
    const key = keys[index];
    return key !== undefined && matchesAll(pattern, key.type);
  });

/** Simplifies every transition. Warns where a sink is given. keepRows: also those that all lead to one place. */
export const simplifySelects = (program: Program, sink?: DiagnosticSink, keepRows = false): Program => ({
  ...program,
  states: program.states.map((state) => ({
    ...state,
    transition:
      state.transition.kind === "goto" ? state.transition : simplifySelect(state.transition, sink, keepRows),
  })),
});
