/** States as P4, each under a comment that says what it comes from. */
import { must, unreachable } from "../../src/diagnostics/bug.ts";
import type { Expression, Next, Pattern, Row, State, Transition } from "../../src/ir/ir.ts";
import { printExpression, spellConstant } from "./print-expression.ts";
import { printOperations } from "./print-operation.ts";

export interface PrintedState {
  readonly comment: string;
  /** `@max_visits(N)` and a blank, or nothing. */
  readonly annotation: string;
  readonly name: string;
  readonly lines: readonly string[];
}

const printNext = (next: Next): string => {
  switch (next.kind) {
    case "state":
      return next.name;
    case "accept":
      return "accept";
    case "reject":
      return "reject";
    default:
      return unreachable(next);
  }
};

const printPattern = (pattern: Pattern, key: Expression): string => {
  const width = key.type.kind === "bits" ? key.type.width : 1;
  const constant = (value: bigint): string =>
    key.type.kind === "bool" ? String(value !== 0n) : spellConstant(value, width);
  switch (pattern.kind) {
    case "any":
      return "_";
    case "value":
      return constant(pattern.value);
    case "mask":
      return `${constant(pattern.value)} &&& ${width}w0x${pattern.mask.toString(16)}`;
    case "range":
      return `${constant(pattern.low)} .. ${constant(pattern.high)}`;
    case "value-set":
      return pattern.name;
    default:
      return unreachable(pattern);
  }
};

const printRow = (row: Row, keys: readonly Expression[]): string => {
  const patterns = row.patterns.map((pattern, index) =>
    printPattern(pattern, must(keys[pattern.kind === "value-set" ? 0 : index], "a key")),
  );
  const label = patterns.length === 1 ? patterns[0] : `(${patterns.join(", ")})`;
  return `    ${label}: ${printNext(row.next)};`;
};

const printTransition = (transition: Transition): readonly string[] => {
  if (transition.kind === "goto") return [`transition ${printNext(transition.next)};`];
  return [
    `transition select(${transition.keys.map(printExpression).join(", ")}) {`,
    ...transition.rows.map((row) => printRow(row, transition.keys)),
    `    default: ${printNext(transition.otherwise)};`,
    "}",
  ];
};

/** comment: without slashes, one line. */
export const printState = (state: State, packet: string, comment: string): PrintedState => ({
  comment,
  annotation: state.maxVisits === undefined ? "" : `@max_visits(${state.maxVisits}) `,
  name: state.name,
  lines: [...printOperations(state.operations, packet), ...printTransition(state.transition)],
});
