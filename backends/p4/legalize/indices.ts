/**
 * Replaces stack indices that are known only at run time by choices between constant ones, since p4c refuses them
 * in parsers; and `.last` wherever it is more than a field that is read in any case. The index is known to lie inside, so the
 * last choice needs no test.
 */
import { bits, compare, mux, nextIndex } from "../../../src/ir/build.ts";
import type { Expression, Operation, Place, Program } from "../../../src/ir/ir.ts";
import { spellExpression, spellPlace } from "../../../src/ir/spell.ts";
import { stepType, typeTable } from "../../../src/ir/types.ts";
import { expressionsWithin, operationsWithin, rewriteExpression, targetsOf } from "../../../src/ir/walk.ts";
import { mapStates, rewriteOperation, rewriteProgram } from "./transform.ts";

/** A stack's element that a place goes through: where, out of how many, and which one. */
interface Choice {
  /** Number of steps in front of the element's. */
  readonly at: number;
  readonly size: number;
  readonly test: (element: number) => Expression;
}

type Types = ReturnType<typeof typeTable>;

/** A constant of an index's own width. */
const bitsIndex = (value: number, index: Expression): Expression =>
  bits(value, index.type.kind === "bits" ? index.type.width : 32);

/** What a place's root holds is not in the place; so types are followed from the variables. */
export interface Variables {
  readonly types: Types;
  readonly typeOf: (root: string) => Place["type"] | undefined;
}

export const variablesOf = (program: Program): Variables => {
  const table = new Map(
    [...program.parameters, ...program.locals].map(({ name, type }) => [name, type] as const),
  );
  return { types: typeTable(program), typeOf: (root) => table.get(root) };
};

const choiceOf = (place: Place, variables: Variables, lastToo: boolean): Choice | undefined => {
  let type = variables.typeOf(place.root);
  for (const [at, step] of place.path.entries()) {
    if (type?.kind === "stack") {
      const { size } = type;
      if (step.kind === "index" && step.index.kind !== "bits") {
        const { index } = step;
        return { at, size, test: (element) => compare("eq", index, bitsIndex(element, index)) };
      }
      if (step.kind === "last" && lastToo) {
        const stack: Place = { root: place.root, path: place.path.slice(0, at), type };
        return { at, size, test: (element) => compare("eq", nextIndex(stack), bits(element + 1, 32)) };
      }
    }
    type = type === undefined ? undefined : stepType(variables.types, type, step);
  }
  return undefined;
};

const choose = (place: Place, at: number, element: number): Place => ({
  ...place,
  path: place.path.map((step, index) => (index === at ? { kind: "index", index: bits(element, 32) } : step)),
});

/** An index of n bits can't name elements from 2^n on. */
const reachable = ({ size }: Choice, place: Place, at: number): number => {
  const step = place.path[at];
  if (step?.kind !== "index" || step.index.type.kind !== "bits") return size;
  return step.index.type.width < 31 ? Math.min(size, 2 ** step.index.type.width) : size;
};

const rewriteRead = (expression: Expression, variables: Variables, lastToo = false): Expression => {
  if (expression.kind !== "read" && expression.kind !== "is-valid") return expression;
  const { place } = expression;
  const choice = choiceOf(place, variables, lastToo || expression.kind === "is-valid");
  if (choice === undefined) return expression;
  const count = reachable(choice, place, choice.at);
  const alternative = (element: number): Expression =>
    rewriteRead({ ...expression, place: choose(place, choice.at, element) }, variables, lastToo);
  let chain = alternative(count - 1);
  for (let element = count - 2; element >= 0; element--) {
    chain = mux(choice.test(element), alternative(element), chain);
  }
  return chain;
};

/**
 * A `.last` that is read on a condition is an element too: it may fail, so whoever reads the output would take it out
 * of its expression, into an `if`.
 */
const rewriteConditional = (expression: Expression, variables: Variables): Expression => {
  const within = (part: Expression): Expression =>
    rewriteExpression(part, (node) => rewriteRead(node, variables, true));
  if (expression.kind === "mux")
    return { ...expression, then: within(expression.then), otherwise: within(expression.otherwise) };
  if (
    expression.kind === "binary" &&
    (expression.operator === "logical-and" || expression.operator === "logical-or")
  )
    return { ...expression, right: within(expression.right) };
  return rewriteRead(expression, variables);
};

/** The places whose elements an operation chooses among: its targets; and the one whose validity an `if` tests. */
const placesOf = (operation: Operation): readonly Place[] => {
  if (operation.kind === "copy-header") return [operation.target, operation.source];
  if (operation.kind !== "if") return targetsOf(operation);
  return operation.condition.kind === "is-valid" ? [operation.condition.place] : [];
};

/** One operation's first variable index. */
interface Chosen {
  readonly choice: Choice;
  readonly count: number;
  /** The same for all places that make the same choice. */
  readonly key: string;
  /** What the choice is read from. */
  readonly reads: readonly string[];
}

const chosenAt = (place: Place, variables: Variables): Chosen | undefined => {
  const choice = choiceOf(place, variables, true);
  if (choice === undefined) return undefined;
  const step = place.path[choice.at];
  const stack = spellPlace({ ...place, path: place.path.slice(0, choice.at) });
  return {
    choice,
    count: reachable(choice, place, choice.at),
    key: `${stack}[${step?.kind === "index" ? spellExpression(step.index) : "last"}]`,
    reads: step?.kind === "index" ? placesRead(step.index) : [stack],
  };
};

const chosenOf = (operation: Operation, variables: Variables): Chosen | undefined => {
  for (const place of placesOf(operation)) {
    const chosen = chosenAt(place, variables);
    if (chosen === undefined) continue;
    const changes =
      operation.kind === "if" && [...operationsWithin([operation])].some((inner) => mayChange(inner, chosen));
    return changes ? undefined : chosen;
  }
  return undefined;
};

/** An operation with one element chosen, wherever it makes the same choice. */
const withElement = (
  operation: Operation,
  { key }: Chosen,
  element: number,
  variables: Variables,
): Operation =>
  rewriteOperation(operation, {
    place: (place) => {
      const chosen = chosenAt(place, variables);
      return chosen?.key === key ? choose(place, chosen.choice.at, element) : place;
    },
  });

const placesRead = (expression: Expression): readonly string[] =>
  [...expressionsWithin(expression)].flatMap((inner) =>
    inner.kind === "read" || inner.kind === "is-valid"
      ? [spellPlace(inner.place)]
      : inner.kind === "next-index"
        ? [spellPlace(inner.stack)]
        : [],
  );

/** Whether what an operation writes may change the choice: where one place is the other's beginning. */
const mayChange = (operation: Operation, { reads }: Chosen): boolean =>
  targetsOf(operation).some((target) => {
    const written = spellPlace(target);
    return reads.some(
      (place) => place.startsWith(written) || (written.startsWith(place) && written.endsWith("<next>")),
    );
  });

/** Operations in a row that choose the same element are in one choice. From the outside in. */
const rewriteTargets = (operations: readonly Operation[], variables: Variables): readonly Operation[] => {
  const result: Operation[] = [];
  for (let start = 0; start < operations.length; ) {
    const first = operations[start];
    if (first === undefined) break;
    const chosen = chosenOf(first, variables);
    if (chosen === undefined) {
      result.push(rewriteInner(first, variables));
      start += 1;
      continue;
    }
    const run = [first];
    for (let current = first; ; ) {
      const following = operations[start + run.length];
      if (following === undefined || mayChange(current, chosen)) break;
      if (chosenOf(following, variables)?.key !== chosen.key) break;
      run.push(following);
      current = following;
    }
    const alternative = (element: number): readonly Operation[] =>
      rewriteTargets(
        run.map((operation) => withElement(operation, chosen, element, variables)),
        variables,
      );
    let chain = alternative(chosen.count - 1);
    for (let element = chosen.count - 2; element >= 0; element--) {
      chain = [
        {
          kind: "if",
          condition: chosen.choice.test(element),
          then: alternative(element),
          otherwise: chain,
          origin: first.origin,
        },
      ];
    }
    result.push(...chain);
    start += run.length;
  }
  return result;
};

const rewriteInner = (operation: Operation, variables: Variables): Operation =>
  operation.kind === "if"
    ? {
        ...operation,
        then: rewriteTargets(operation.then, variables),
        otherwise: rewriteTargets(operation.otherwise, variables),
      }
    : operation;

export const resolveIndices = (program: Program): Program => {
  const variables = variablesOf(program);
  const chosen = mapStates(program, (state) => ({
    ...state,
    operations: rewriteTargets(state.operations, variables),
  }));
  return rewriteProgram(chosen, { node: (node) => rewriteConditional(node, variables) });
};
