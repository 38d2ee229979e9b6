/**
 * What the target can't express, found before anything is written. Each finding names the construct and stands at
 * its place in the source; what can be written another way (legalize/) is none.
 */
import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Expression, Operation, Origin, Program, State, Transition } from "../../src/ir/ir.ts";
import { expressionsOf } from "../../src/ir/walk.ts";
import { type Variables, variablesOf } from "./legalize/indices.ts";
import { caseCount, hasBareLastIndex, isSetRow } from "./legalize/selects.ts";
import { unionOf } from "./legalize/unions.ts";
import { measure } from "./limits-expression.ts";
import { checkTypes } from "./limits-types.ts";
import type { Target } from "./target.ts";

interface Context {
  readonly program: Program;
  readonly target: Target;
  readonly variables: Variables;
  readonly sink: DiagnosticSink;
}

/** Reports all that stands against writing the program for the target; true if nothing does. */
export const checkLimits = (program: Program, target: Target, sink: DiagnosticSink): boolean => {
  const before = sink.errorCount;
  const context: Context = { program, target, variables: variablesOf(program), sink };
  checkTypes(program, target, sink);
  checkValueSets(context);
  checkOperations(program.init, context);
  for (const state of program.states) checkState(state, context);
  return sink.errorCount === before;
};

const checkState = (state: State, context: Context): void => {
  checkOperations(state.operations, context);
  checkTransition(state.transition, context);
};

/** Depth first with a stack of its own, since nesting may be deep. */
const checkOperations = (operations: readonly Operation[], context: Context): void => {
  const { maxDepth } = context.target.limits;
  const left = operations.map((operation) => ({ operation, level: 1 })).reverse();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { operation, level } = next;
    checkOperation(operation, context);
    if (operation.kind !== "if") continue;
    if (level > maxDepth) {
      context.sink.report("P0706", `if statements nest more than ${maxDepth} deep`, operation.origin.span);
      return;
    }
    const inner = [...operation.then, ...operation.otherwise];
    left.push(...inner.map((within) => ({ operation: within, level: level + 1 })).reverse());
  }
};

const checkOperation = (operation: Operation, context: Context): void => {
  const { target, sink, variables } = context;
  for (const expression of expressionsOf(operation)) checkExpression(expression, operation.origin, context);
  const { span } = operation.origin;
  switch (operation.kind) {
    case "push":
    case "pop":
      sink.report("P0707", `${target.name} has no ${operation.kind}_front in parsers`, span);
      return;
    case "advance":
      if (operation.bits.kind === "bits" && operation.bits.value % BigInt(target.limits.granularity) !== 0n) {
        sink.report(
          "P0703",
          `${target.name} advances by whole bytes only, not by ${operation.bits.value} bits`,
          span,
        );
      }
      return;
    case "lookahead":
      if (operation.width > target.limits.maxWidth) {
        sink.report(
          "P0704",
          `a lookahead of ${operation.width} bits; ${target.name} has at most ${target.limits.maxWidth}`,
          span,
        );
      }
      return;
    case "copy-header": {
      const { type } = operation.target;
      const fields = type.kind === "header" ? (variables.types.get(type.name)?.fields ?? []) : [];
      if (
        unionOf(operation.target, variables) !== undefined &&
        fields.some((field) => field.type.kind === "varbit")
      ) {
        sink.report("P0701", `${target.name} can't assign a header with a varbit to a union's member`, span);
      }
      return;
    }
    default:
  }
};

const checkExpression = (expression: Expression, origin: Origin, context: Context): void => {
  const { maxWidth, maxDepth } = context.target.limits;
  const { width, depth, isShiftedTooFar } = measure(expression, maxDepth);
  if (depth > maxDepth) {
    context.sink.report("P0706", `an expression nests more than ${maxDepth} deep`, origin.span);
  } else if (width > maxWidth) {
    context.sink.report(
      "P0704",
      `an expression forms a value of ${width} bits; ${context.target.name} has at most ${maxWidth}`,
      origin.span,
    );
  } else if (isShiftedTooFar) {
    context.sink.report(
      "P0704",
      `${context.target.name} shifts a value of more than 255 bits by an amount of at most 8 bits`,
      origin.span,
      { help: "cast the amount to bit<8>" },
    );
  }
};

const checkTransition = (transition: Transition, context: Context): void => {
  if (transition.kind === "goto") return;
  const { target, sink } = context;
  const { span } = transition.origin;
  for (const key of transition.keys) checkExpression(key, transition.origin, context);
  checkSetRows(transition, context);
  const cases = caseCount(transition, target.limits.maxRangeExpansion);
  if (cases > target.limits.maxCases) {
    sink.report(
      "P0705",
      `this select's ranges come to ${cases} cases; ${target.name} takes at most ${target.limits.maxCases}`,
      span,
    );
  }
  if (hasBareLastIndex(transition)) {
    sink.report("P0701", `${target.name} can't select on lastIndex with a mask`, span, {
      help: "select on a variable that counts the headers",
    });
  }
};

const checkSetRows = (
  transition: Extract<Transition, { readonly kind: "select" }>,
  context: Context,
): void => {
  const { target, sink } = context;
  const isSigned = transition.keys.some(({ type }) => type.kind !== "bits" || type.signed);
  for (const row of transition.rows) {
    if (isSetRow(row)) {
      if (isSigned) {
        sink.report("P0701", `${target.name} has value sets of unsigned keys only`, row.origin.span);
      }
    } else if (row.patterns.some(({ kind }) => kind === "value-set")) {
      sink.report(
        "P0701",
        `${target.name} can't mix a value set with other keys in one case`,
        row.origin.span,
      );
    }
  }
};

const checkValueSets = ({ program, target, sink }: Context): void => {
  for (const { name, fields, origin } of program.valueSets) {
    const other = fields.find(({ match }) => match !== "exact");
    if (other === undefined) continue;
    sink.report(
      "P0701",
      `${target.name} has value sets of exact matches only; ${name}.${other.name} is ${other.match}`,
      origin.span,
    );
  }
};
