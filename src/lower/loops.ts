/** Unrolls `for` loops whose turns are known at compile time; refuses the others. */
import type { ForCollection, TypedExpression, TypedStatement, Variable } from "../analyze/typed.ts";
import { unreachable } from "../diagnostics/bug.ts";
import { bits, not, or, read } from "../ir/build.ts";
import type { Expression } from "../ir/ir.ts";
import { flagOf, jumpsOutOfAll } from "./control.ts";
import { assignScalar, store } from "./storage.ts";
import type { Frame, Jumps, Translator, Value } from "./translator.ts";
import { applies, childrenOf, expressionsIn, statementsIn } from "./typed-walk.ts";
import { elementPlace, heldBy } from "./values.ts";

type Of<K extends TypedStatement["kind"]> = Extract<TypedStatement, { readonly kind: K }>;

/** Turns of one loop. */
const MAX_TURNS = 4096;

const constantOf = (expression: Expression): bigint | boolean | undefined =>
  expression.kind === "bits" || expression.kind === "bool" ? expression.value : undefined;

const refuse = (t: Translator, statement: TypedStatement, why: string): void => {
  t.out.refuse(why, statement.span, "P0503");
};

const rootOf = (expression: TypedExpression): Variable | undefined => {
  switch (expression.kind) {
    case "variable":
      return expression.variable;
    case "field":
    case "element":
    case "index":
    case "slice":
      return rootOf(expression.base);
    case "stack-next":
    case "stack-last":
      return rootOf(expression.stack);
    default:
      return undefined;
  }
};

/** Whether evaluating the expression writes the variable: as an out or inout argument of a call. */
const passesOut = (expression: TypedExpression, variable: Variable): boolean => {
  if (expression.kind === "call") {
    const { parameters } = expression.function;
    const outward = expression.arguments.some((argument, index) => {
      const direction = parameters[index]?.direction;
      return (direction === "out" || direction === "inout") && rootOf(argument) === variable;
    });
    if (outward) return true;
  }
  return childrenOf(expression).some((child) => passesOut(child, variable));
};

/** Whether the statements write the variable. */
const writesTo = (statements: readonly TypedStatement[], variable: Variable): boolean =>
  statements.some((statement) => {
    if (statement.kind === "assign" && rootOf(statement.target) === variable) return true;
    if (statement.kind === "declare" && statement.variable === variable) return true;
    if (expressionsIn(statement).some((expression) => passesOut(expression, variable))) return true;
    return writesTo(statementsIn(statement), variable);
  });

/** One turn: `continue` leads to its end, `break` out of all turns. Says nothing where the turn may be skipped. */
const turn = (t: Translator, body: readonly TypedStatement[], broken: Frame): void => {
  const jumps: Jumps = { ...t.jumps, break: broken, continue: {} };
  const inner = t.within(t.scope, jumps);
  const flags = [broken, t.jumps.return].flatMap((frame) =>
    frame?.flag === undefined ? [] : [read(frame.flag)],
  );
  const [first] = body;
  if (flags.length === 0 || first === undefined) {
    inner.run(body);
    return;
  }
  const [head, ...others] = flags;
  if (head === undefined) return;
  const then = t.out.capture(() => inner.run(body));
  const condition = not(others.reduce(or, head));
  if (then.length > 0) {
    t.out.emit({ kind: "if", condition, then, otherwise: [], origin: t.out.at(first.span) });
  }
};

/** What the flags of jumps out of the loop need before the first turn. */
const openFlags = (t: Translator, statement: TypedStatement, body: readonly TypedStatement[]): Frame => {
  const broken: Frame = {};
  const kinds = jumpsOutOfAll(body);
  if (kinds.has("break")) flagOf(t, broken, "broken", statement.span);
  if (kinds.has("return") && t.jumps.return !== undefined) {
    flagOf(t, t.jumps.return, "returned", statement.span);
  }
  return broken;
};

/** The constant that a declaration or assignment gives to a variable, and the variable. */
const constantStep = (
  t: Translator,
  statement: TypedStatement,
): { readonly variable: Variable; readonly value: Expression } | undefined => {
  const variable =
    statement.kind === "declare"
      ? statement.variable
      : statement.kind === "assign" && statement.target.kind === "variable"
        ? statement.target.variable
        : undefined;
  if (variable === undefined || (statement.kind !== "declare" && statement.kind !== "assign"))
    return undefined;
  if (statement.value === undefined) return undefined;
  let value: Expression | undefined;
  const { value: source } = statement;
  const operations = t.out.capture(() => {
    value = t.scalar(source);
  });
  if (operations.length > 0 || value === undefined || constantOf(value) === undefined) return undefined;
  return { variable, value };
};

/** `for (init; condition; update) body` with loop variables that are constant in each turn. */
export const unrollFor = (t: Translator, statement: Of<"for">): void => {
  const why =
    "a for loop needs constant bounds: its variables must start from constants and be changed by its update alone";
  if (applies(statement.body)) {
    refuse(t, statement, "a sub-parser cannot be applied in a for loop");
    return;
  }
  const outer = new Map<Variable, ReturnType<typeof t.scope.get>>();
  const bind = (step: { variable: Variable; value: Expression }): void => {
    if (!outer.has(step.variable)) outer.set(step.variable, t.scope.get(step.variable));
    t.scope.set(step.variable, { kind: "constant", expression: step.value });
  };
  for (const initializer of statement.initializers) {
    const step = constantStep(t, initializer);
    if (step === undefined || writesTo(statement.body, step.variable)) {
      refuse(t, initializer, why);
      return;
    }
    bind(step);
  }
  const broken = openFlags(t, statement, statement.body);
  /** The loop variables' values are known behind the loop only if no turn was left by a flag. */
  for (let turns = 0; ; turns += 1) {
    const holds = statement.condition === undefined ? undefined : constantOf(t.scalar(statement.condition));
    if (typeof holds !== "boolean" || turns > MAX_TURNS) {
      refuse(t, statement, turns > MAX_TURNS ? `a for loop of more than ${MAX_TURNS} turns` : why);
      return;
    }
    if (!holds || t.out.exhausted) break;
    turn(t, statement.body, broken);
    for (const update of statement.updates) {
      const step = constantStep(t, update);
      if (step === undefined) {
        refuse(t, update, why);
        return;
      }
      bind(step);
    }
  }
  closeLoop(t, statement, outer, broken.flag !== undefined);
};

/** Gives variables that the loop did not declare their final values. */
const closeLoop = (
  t: Translator,
  statement: Of<"for">,
  outer: ReadonlyMap<Variable, ReturnType<Translator["scope"]["get"]>>,
  mayBreak: boolean,
): void => {
  const declared = new Set(
    statement.initializers.flatMap((initializer) =>
      initializer.kind === "declare" ? [initializer.variable] : [],
    ),
  );
  for (const [variable, binding] of outer) {
    const final = t.scope.get(variable);
    if (binding === undefined || declared.has(variable)) {
      t.scope.delete(variable);
      continue;
    }
    t.scope.set(variable, binding);
    if (mayBreak) {
      refuse(t, statement, "a for loop that breaks while its variable is declared outside");
    } else if (binding.kind === "place" && final?.kind === "constant") {
      assignScalar(t.out, binding.place, final.expression, statement.span);
    }
  }
};

const turnsOf = (
  t: Translator,
  statement: Of<"for-in">,
  collection: ForCollection,
): readonly Value[] | undefined => {
  switch (collection.kind) {
    case "range": {
      const [low, high] = [t.scalar(collection.low), t.scalar(collection.high)];
      const type = t.out.type(statement.variable.type, statement.span);
      if (low.kind !== "bits" || high.kind !== "bits" || type.kind !== "bits") return undefined;
      const number = (value: bigint): bigint => (type.signed ? BigInt.asIntN(type.width, value) : value);
      const count = number(high.value) - number(low.value) + 1n;
      if (count > BigInt(MAX_TURNS)) return undefined;
      return Array.from({ length: Math.max(0, Number(count)) }, (_, index) => {
        const expression = bits(number(low.value) + BigInt(index), type.width, type.signed);
        return { kind: "scalar", expression, type } as const;
      });
    }
    case "list":
      return t.values(collection.elements);
    case "stack": {
      const stack = t.place(collection.stack, true);
      const size = stack.type.kind === "stack" ? stack.type.size : 0;
      const copy = t.out.local("tmp", stack.type, statement.span);
      store(t.out, copy, heldBy(stack), statement.span);
      return Array.from({ length: size }, (_, index) => heldBy(elementPlace(copy, index)));
    }
    default:
      return unreachable(collection);
  }
};

/** `for (T x in collection) body`: one turn for each element, evaluated before the first. */
export const unrollForIn = (t: Translator, statement: Of<"for-in">): void => {
  if (applies(statement.body)) {
    refuse(t, statement, "a sub-parser cannot be applied in a for loop");
    return;
  }
  const values = turnsOf(t, statement, statement.collection);
  if (values === undefined) {
    refuse(t, statement, `a for loop over a range that is not constant, or of more than ${MAX_TURNS} turns`);
    return;
  }
  const { variable } = statement;
  const type = t.out.type(variable.type, statement.span);
  const broken = openFlags(t, statement, statement.body);
  const fixed = !writesTo(statement.body, variable);
  const place =
    fixed && values.every(isConstant) ? undefined : t.out.local(variable.name, type, variable.span);
  for (const value of values) {
    if (t.out.exhausted) return;
    if (place !== undefined) {
      store(t.out, place, value, statement.span);
      t.scope.set(variable, { kind: "place", place });
    } else if (value.kind === "scalar") {
      t.scope.set(variable, { kind: "constant", expression: value.expression });
    }
    turn(t, statement.body, broken);
  }
};

const isConstant = (value: Value): boolean =>
  value.kind === "scalar" &&
  (constantOf(value.expression) !== undefined || value.expression.kind === "error");
