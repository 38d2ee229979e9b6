/**
 * Takes keys and conditions that are constant where they stand out of selects, ifs and choices. p4c finds them so (it follows
 * constants within a state, and on through a state that only one other leads to), and the behavioral model loads no
 * select with a constant among its keys.
 */
import { bits, bool } from "../../../src/ir/build.ts";
import type { Expression, Operation, Pattern, Program, State, Transition } from "../../../src/ir/ir.ts";
import { simplifyNode } from "../../../src/ir/simplify.ts";
import { spellExpression, spellPlace } from "../../../src/ir/spell.ts";
import { expressionsWithin, mapOperation, successorsOf, targetsOf } from "../../../src/ir/walk.ts";
import type { Target } from "../target.ts";
import { isSetRow } from "./selects.ts";
import { rewriteWhole } from "./transform.ts";

type Select = Extract<Transition, { readonly kind: "select" }>;
type Literal = Extract<Expression, { readonly kind: "bits" | "bool" | "error" }>;
type Bits = Extract<Expression, { readonly kind: "bits" }>;

/**
 * What places, spelled, hold: a constant, or an expression of what other places still hold. Elements of stacks are not
 * followed: they have several names.
 */
type Known = ReadonlyMap<string, Expression>;

/** Characters of an expression beyond which it is not followed. */
const LONGEST = 200;
/** Places that are followed at once. */
const MOST = 200;

const isLiteral = (expression: Expression): expression is Literal =>
  expression.kind === "bits" || expression.kind === "bool" || expression.kind === "error";

const isInStack = (spelled: string): boolean => /[[<]/.test(spelled);

/** `e == e`, `e - e` and the like, whatever e is. */
const withSameSides = (node: Expression): Expression => {
  if (node.kind !== "binary" || node.left.kind !== node.right.kind) return node;
  if (spellExpression(node.left) !== spellExpression(node.right)) return node;
  switch (node.operator) {
    case "eq":
    case "le":
    case "ge":
      return bool(true);
    case "ne":
    case "lt":
    case "gt":
      return bool(false);
    case "sub":
    case "sub-sat":
    case "xor":
      return node.type.kind === "bits" ? bits(0, node.type.width, node.type.signed) : node;
    default:
      return node;
  }
};

const fold = (expression: Expression, known: Known): Expression =>
  rewriteWhole(expression, {
    node: (node) =>
      node.kind === "read" ? (known.get(spellPlace(node.place)) ?? node) : withSameSides(simplifyNode(node)),
  });

const signedValue = ({ value, type }: Bits): bigint =>
  type.signed ? BigInt.asIntN(type.width, value) : value;

const fits = (value: bigint, { width, signed }: Bits["type"]): boolean =>
  value === (signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value));

/** Whether an operator's constant operands give what its type does not hold: p4c warns where it finds that. */
const wraps = (node: Expression, known: Known): boolean => {
  if (node.type.kind !== "bits") return false;
  const literal = (operand: Expression): bigint | undefined => {
    const folded = fold(operand, known);
    return folded.kind === "bits" ? signedValue(folded) : undefined;
  };
  if (node.kind === "cast" || node.kind === "unary") {
    const value = literal(node.operand);
    if (value === undefined) return false;
    const exact = node.kind === "cast" ? value : node.operator === "negate" ? -value : ~value;
    return !fits(exact, node.type);
  }
  if (node.kind !== "binary") return false;
  const [left, right] = [literal(node.left), literal(node.right)];
  if (left === undefined || right === undefined) return false;
  switch (node.operator) {
    case "add":
      return !fits(left + right, node.type);
    case "sub":
      return !fits(left - right, node.type);
    case "mul":
      return !fits(left * right, node.type);
    case "shl":
      return right > 4096n || !fits(left << right, node.type);
    default:
      return false;
  }
};

/** Without the choices within an expression that are none, of which p4c makes branches, and what it would warn of. */
const decide = (expression: Expression, known: Known): Expression =>
  rewriteWhole(expression, {
    node: (node) => {
      if (node.kind === "mux") {
        const condition = fold(node.condition, known);
        return condition.kind === "bool" ? (condition.value ? node.then : node.otherwise) : node;
      }
      if (wraps(node, known)) return fold(node, known);
      if (node.kind !== "binary" || node.type.kind !== "bool") return node;
      const left = fold(node.left, known);
      return left.kind === "bool" ? simplifyNode({ ...node, left }) : node;
    },
  });

interface Followed {
  readonly operations: readonly Operation[];
  readonly known: Known;
}

const both = (one: Known, other: Known): Known =>
  new Map(
    [...one].filter(([place, value]) => {
      const found = other.get(place);
      return found !== undefined && spellExpression(found) === spellExpression(value);
    }),
  );

/** Takes out what is no longer known where these places, or what lies in them, have changed. */
const forget = (known: Map<string, Expression>, changed: readonly string[]): void => {
  const isChanged = (place: string): boolean =>
    changed.some((each) => place === each || place.startsWith(`${each}.`));
  for (const [place, value] of [...known])
    if (isChanged(place) || readsOf(value).some(isChanged)) known.delete(place);
};

const readsOf = (value: Expression): readonly string[] =>
  [...expressionsWithin(value)].flatMap((inner) => (inner.kind === "read" ? [spellPlace(inner.place)] : []));

/** Whether an expression stays what it is until a place is written that it reads. */
const isFollowed = (value: Expression): boolean =>
  isLiteral(value) ||
  (spellExpression(value).length <= LONGEST &&
    [...expressionsWithin(value)].every(
      (inner) =>
        inner.kind !== "is-valid" &&
        inner.kind !== "next-index" &&
        (inner.kind !== "read" || !isInStack(spellPlace(inner.place))),
    ));

/** Operations without conditions that are constant, and what is known behind them. */
const follow = (before: Known, operations: readonly Operation[]): Followed => {
  let known = new Map(before);
  const result: Operation[] = [];
  for (const operation of operations) {
    if (operation.kind === "if") {
      const condition = fold(operation.condition, known);
      if (condition.kind === "bool") {
        const branch = follow(known, condition.value ? operation.then : operation.otherwise);
        result.push(...branch.operations);
        known = new Map(branch.known);
        continue;
      }
      const then = follow(known, operation.then);
      const otherwise = follow(known, operation.otherwise);
      result.push({
        ...operation,
        condition: decide(operation.condition, known),
        then: then.operations,
        otherwise: otherwise.operations,
      });
      known = new Map(both(then.known, otherwise.known));
      continue;
    }
    result.push(
      mapOperation(
        operation,
        (expression) => decide(expression, known),
        (place) => place,
      ),
    );
    const value = operation.kind === "assign" ? fold(operation.value, known) : undefined;
    forget(known, targetsOf(operation).map(spellPlace));
    if (operation.kind !== "assign" || operation.slice !== undefined || value === undefined) continue;
    const target = spellPlace(operation.target);
    if (known.size < MOST && !isInStack(target) && isFollowed(value) && !readsOf(value).includes(target))
      known.set(target, value);
  }
  return { operations: result, known };
};

const matches = (pattern: Pattern | undefined, { value, type }: Bits): boolean => {
  const ordered = (bound: bigint): bigint => (type.signed ? BigInt.asIntN(type.width, bound) : bound);
  switch (pattern?.kind) {
    case "value":
      return pattern.value === value;
    case "mask":
      return (pattern.value & pattern.mask) === (value & pattern.mask);
    case "range":
      return ordered(pattern.low) <= ordered(value) && ordered(value) <= ordered(pattern.high);
    default:
      return true;
  }
};

/**
 * The same constant, and not seen to be one: an input less all ones is 0 where subtraction saturates. A value set is
 * asked for all keys at once, so none can be left out.
 */
const hidden = (key: Bits, input: Expression): Expression => {
  if (input.type.kind !== "bits") return key;
  const ones = bits(-1n, input.type.width);
  const zero: Expression = {
    kind: "binary",
    operator: "sub-sat",
    left: input,
    right: ones,
    type: input.type,
  };
  const wide: Expression = { kind: "cast", operand: zero, type: key.type };
  const right = key.type.width === input.type.width ? zero : wide;
  return simplifyNode({ kind: "binary", operator: "xor", left: key, right, type: key.type });
};

const withoutConstants = (select: Select, known: Known, input: Expression | undefined): Transition => {
  const keys = select.keys.map((key) => {
    const folded = fold(key, known);
    return folded.kind === "bits" ? folded : decide(key, known);
  });
  if (!keys.some(({ kind }) => kind === "bits")) return { ...select, keys };
  if (select.rows.some(isSetRow)) {
    if (input === undefined) return { ...select, keys };
    return { ...select, keys: keys.map((key) => (key.kind === "bits" ? hidden(key, input) : key)) };
  }
  const rows = select.rows.filter(({ patterns }) =>
    keys.every((key, index) => key.kind !== "bits" || matches(patterns[index], key)),
  );
  const kept = keys.map(({ kind }) => kind !== "bits");
  if (!kept.includes(true))
    return { kind: "goto", next: rows[0]?.next ?? select.otherwise, origin: select.origin };
  return {
    ...select,
    keys: keys.filter((_, index) => kept[index]),
    rows: rows.map((row) => ({ ...row, patterns: row.patterns.filter((_, index) => kept[index]) })),
  };
};

/** What the first state begins with. */
const initially = ({ init }: Program): Known => follow(new Map(), init).known;

/** input: something that the target hands in, of bits; undefined where its value sets take constants. */
export const removeConstants = (program: Program, input: Expression | undefined): Program => {
  const states = new Map(program.states.map((state) => [state.name, state]));
  const entries = new Map<string, number>();
  const behindSelects = new Set<string>();
  for (const state of program.states) {
    for (const next of successorsOf(state)) {
      entries.set(next, (entries.get(next) ?? 0) + 1);
      if (state.transition.kind === "select") behindSelects.add(next);
    }
  }
  const isAlone = (name: string): boolean => entries.get(name) === 1 && !behindSelects.has(name);
  const rewritten = new Map<string, State>();
  for (const head of program.states) {
    const isFirst = head === program.states[0];
    if (!isFirst && isAlone(head.name)) continue;
    let known: Known = isFirst && !entries.has(head.name) ? initially(program) : new Map();
    for (let state: State | undefined = head; state !== undefined && !rewritten.has(state.name); ) {
      const after = follow(known, state.operations);
      known = after.known;
      const transition: Transition = state.transition;
      const kept = transition.kind === "goto" ? transition : withoutConstants(transition, known, input);
      rewritten.set(state.name, { ...state, operations: after.operations, transition: kept });
      const [next]: readonly (string | undefined)[] = transition.kind === "goto" ? successorsOf(state) : [];
      state = next !== undefined && isAlone(next) ? states.get(next) : undefined;
    }
  }
  return { ...program, states: program.states.map((state) => rewritten.get(state.name) ?? state) };
};

/** What `removeConstants` hides a constant with. standard: the parameter of the architecture's metadata. */
export const hidingInput = (standard: string, target: Target): Expression | undefined => {
  const field = target.standard.type.fields.find(({ type }) => type.kind === "bits");
  if (field === undefined || field.type.kind !== "bits") return undefined;
  const { name, type } = field;
  return { kind: "read", place: { root: standard, path: [{ kind: "field", name }], type }, type };
};
