/** Statements, one at a time; sequences and their jumps are in control.ts, loops in loops.ts. */
import type { TypedExpression, TypedStatement, Variable } from "../analyze/typed.ts";
import { CompilerBug, unreachable } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import { bool, castTo, or } from "../ir/build.ts";
import type { Expression, Place } from "../ir/ir.ts";
import { bitsType } from "../ir/types.ts";
import { runSequence } from "./control.ts";
import { demandBits, loadInto } from "./lookahead.ts";
import { unrollFor, unrollForIn } from "./loops.ts";
import { advance, extract, verify } from "./packet-statements.ts";
import { lowerTarget } from "./places.ts";
import { assignScalar, isInHeader, reset, setValidity, store } from "./storage.ts";
import type { Translator } from "./translator.ts";
import { applies, extractsNext, writes } from "./typed-walk.ts";
import { equals, heldBy } from "./values.ts";

type Of<K extends TypedStatement["kind"]> = Extract<TypedStatement, { readonly kind: K }>;

/** The place of a variable that is declared here; the same at each turn of an unrolled loop. */
export const placeOfVariable = (t: Translator, variable: Variable): Place => {
  const known = t.scope.get(variable);
  if (known?.kind === "place") return known.place;
  const place = t.out.local(variable.name, t.out.type(variable.type, variable.span), variable.span);
  t.scope.set(variable, { kind: "place", place });
  return place;
};

const declare = (t: Translator, { variable, value, span }: Of<"declare">): void => {
  if (value === undefined) {
    reset(t.out, placeOfVariable(t, variable), span);
    return;
  }
  if (t.scope.get(variable) === undefined && value.kind !== "lookahead") {
    const lowered = t.value(value);
    store(t.out, placeOfVariable(t, variable), lowered, span);
    return;
  }
  const place = placeOfVariable(t, variable);
  if (!loadInto(t, place, value)) store(t.out, place, t.value(value), span);
};

const assign = (t: Translator, { target, value, span }: Of<"assign">): void => {
  const { place, slice } = lowerTarget(t, target, writes(value));
  if (slice !== undefined) {
    t.out.emit({ kind: "assign", target: place, slice, value: t.scalar(value), origin: t.out.at(span) });
    return;
  }
  if (!isInHeader(t.out, place) && loadInto(t, place, value)) return;
  store(t.out, place, t.value(value), span);
};

/** Whether statements have a say in which loops are bounded: what is never run counts there as well. */
const bearsOnLoops = (statements: readonly TypedStatement[]): boolean =>
  applies(statements) || extractsNext(statements);

/** An `if` within a state; one that applies a sub-parser in a branch splits the state. */
const branch = (
  t: Translator,
  condition: Expression,
  then: readonly TypedStatement[],
  otherwise: readonly TypedStatement[],
  span: Span,
): void => {
  const { out } = t;
  if (condition.kind === "bool" && !bearsOnLoops([...then, ...otherwise])) {
    t.run(condition.value ? then : otherwise);
    return;
  }
  const origin = out.at(span);
  if (!applies(then) && !applies(otherwise)) {
    const thenOperations = out.capture(() => t.run(then));
    const otherOperations = out.capture(() => t.run(otherwise));
    out.emit({ kind: "if", condition, then: thenOperations, otherwise: otherOperations, origin });
    return;
  }
  const base = out.stateName;
  const names = {
    then: out.stateNames(`${base}_then`),
    otherwise: out.stateNames(`${base}_else`),
    join: out.stateNames(`${base}_join`),
  };
  out.closeState({
    kind: "select",
    keys: [castTo(condition, bitsType(1))],
    rows: [{ patterns: [{ kind: "value", value: 1n }], next: { kind: "state", name: names.then }, origin }],
    otherwise: { kind: "state", name: names.otherwise },
    origin,
  });
  const join = { kind: "goto", next: { kind: "state", name: names.join }, origin } as const;
  out.openState(names.then, span);
  t.run(then);
  out.closeState(join);
  out.openState(names.otherwise, span);
  t.run(otherwise);
  out.closeState(join);
  out.openState(names.join, span);
};

/** A switch is a chain of comparisons with a value that is taken down once. */
const switchOn = (t: Translator, statement: Of<"switch">): void => {
  const { out } = t;
  const { span } = statement;
  let value = t.value(statement.value);
  if (value.kind === "scalar" && value.expression.kind !== "bits") {
    const copy = out.local("tmp", value.type, span);
    assignScalar(out, copy, value.expression, span);
    value = heldBy(copy);
  }
  const chosen = value;
  const chain = (index: number): void => {
    const found = statement.cases[index];
    if (found === undefined) {
      t.run(statement.otherwise);
      return;
    }
    const condition = found.labels
      .map((label) => equals(out, chosen, t.value(label), label.span))
      .reduce(or, bool(false));
    if (condition.kind === "bool") {
      if (condition.value) t.run(found.body);
      else chain(index + 1);
      return;
    }
    const then = out.capture(() => t.run(found.body));
    const otherwise = out.capture(() => chain(index + 1));
    out.emit({ kind: "if", condition, then, otherwise, origin: out.at(span) });
  };
  if (statement.cases.some(({ body }) => applies(body)) || applies(statement.otherwise)) {
    out.refuse("a sub-parser cannot be applied in a switch", span);
    return;
  }
  chain(0);
};

const evaluate = (t: Translator, expression: TypedExpression): void => {
  if (expression.kind === "lookahead") demandBits(t, expression);
  else t.value(expression);
};

const jump = (t: Translator, statement: Of<"return" | "break" | "continue" | "exit">): void => {
  const { out } = t;
  const frame = statement.kind === "exit" ? undefined : t.jumps[statement.kind];
  if (frame === undefined) throw new CompilerBug(`${statement.kind} got past the analysis`);
  if (statement.kind === "return" && statement.value !== undefined && t.jumps.return?.result !== undefined) {
    store(out, t.jumps.return.result, t.value(statement.value), statement.span);
  }
  if (frame.flag !== undefined) assignScalar(out, frame.flag, bool(true), statement.span);
};

/** Translates statements; `apply` applies a sub-parser. */
export const lowerStatements = (
  t: Translator,
  statements: readonly TypedStatement[],
  apply: (statement: Of<"apply">) => void,
): void => {
  const one = (statement: TypedStatement): void => {
    if (t.out.exhausted) return;
    const { span } = statement;
    switch (statement.kind) {
      case "declare":
        declare(t, statement);
        return;
      case "assign":
        assign(t, statement);
        return;
      case "extract":
        extract(t, statement);
        return;
      case "advance":
        advance(t, statement);
        return;
      case "verify":
        verify(t, statement);
        return;
      case "set-validity": {
        const header = t.place(statement.header, true);
        if (header.type.kind === "header") setValidity(t.out, header, statement.valid, span);
        return;
      }
      case "push":
      case "pop": {
        const stack = t.place(statement.stack, true);
        if (statement.count > 0) {
          t.out.emit({ kind: statement.kind, stack, count: statement.count, origin: t.out.at(span) });
        }
        return;
      }
      case "evaluate":
        evaluate(t, statement.expression);
        return;
      case "apply":
        apply(statement);
        return;
      case "block":
        t.run(statement.statements);
        return;
      case "if":
        branch(t, t.scalar(statement.condition), statement.then, statement.otherwise, span);
        return;
      case "switch":
        switchOn(t, statement);
        return;
      case "for":
        unrollFor(t, statement);
        return;
      case "for-in":
        unrollForIn(t, statement);
        return;
      case "break":
      case "continue":
      case "return":
      case "exit":
        jump(t, statement);
        return;
      default:
        unreachable(statement);
    }
  };
  runSequence(t, statements, one);
};
