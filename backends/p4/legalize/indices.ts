/**
 * Replaces stack indices that are known only at run time by choices between constant ones, since p4c refuses them
 * in parsers; and `.last` wherever it is more than a field that is read. The index is known to lie inside, so the
 * last choice needs no test.
 */
import { bits, compare, mux, nextIndex } from "../../../src/ir/build.ts";
import type { Expression, Operation, Place, Program } from "../../../src/ir/ir.ts";
import { spellExpression, spellPlace } from "../../../src/ir/spell.ts";
import { stepType, typeTable } from "../../../src/ir/types.ts";
import { expressionsWithin, targetsOf } from "../../../src/ir/walk.ts";
import { rewriteAllLists, rewriteProgram } from "./transform.ts";

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

const rewriteRead = (expression: Expression, variables: Variables): Expression => {
  if (expression.kind !== "read" && expression.kind !== "is-valid") return expression;
  const { place } = expression;
  const choice = choiceOf(place, variables, expression.kind === "is-valid");
  if (choice === undefined) return expression;
  const count = reachable(choice, place, choice.at);
  const alternative = (element: number): Expression =>
    rewriteRead({ ...expression, place: choose(place, choice.at, element) }, variables);
  let chain = alternative(count - 1);
  for (let element = count - 2; element >= 0; element--) {
    chain = mux(choice.test(element), alternative(element), chain);
  }
  return chain;
};

/** The places of an operation that may go through a variable index, each with a way to replace it. */
const placesOf = (
  operation: Operation,
): readonly { readonly place: Place; readonly replace: (place: Place) => Operation }[] => {
  switch (operation.kind) {
    case "extract":
    case "extract-varbit":
    case "set-validity":
      return [{ place: operation.header, replace: (header) => ({ ...operation, header }) }];
    case "assign":
      return [{ place: operation.target, replace: (target) => ({ ...operation, target }) }];
    case "copy-header":
      return [
        { place: operation.target, replace: (target) => ({ ...operation, target }) },
        { place: operation.source, replace: (source) => ({ ...operation, source }) },
      ];
    case "lookahead":
      return operation.loads.map((load, changed) => ({
        place: load.target,
        replace: (target) => ({
          ...operation,
          loads: operation.loads.map((other, index) => (index === changed ? { ...other, target } : other)),
        }),
      }));
    default:
      return [];
  }
};

/** One operation's first variable index: the choice, and the operation with each element chosen. */
interface Chosen {
  readonly choice: Choice;
  readonly count: number;
  readonly element: (element: number) => Operation;
  /** The same for two operations that make the same choice. */
  readonly key: string;
  /** What the choice is read from. */
  readonly reads: readonly string[];
}

const chosenOf = (operation: Operation, variables: Variables): Chosen | undefined => {
  for (const { place, replace } of placesOf(operation)) {
    const choice = choiceOf(place, variables, true);
    if (choice === undefined) continue;
    const step = place.path[choice.at];
    const stack: Place = { ...place, path: place.path.slice(0, choice.at) };
    return {
      choice,
      count: reachable(choice, place, choice.at),
      element: (element) => replace(choose(place, choice.at, element)),
      key: `${spellPlace(stack)}[${step?.kind === "index" ? spellExpression(step.index) : "last"}]`,
      reads: step?.kind === "index" ? placesRead(step.index) : [spellPlace(stack)],
    };
  }
  return undefined;
};

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

/** Operations in a row that choose the same element are in one choice. */
const rewriteTargets = (operations: readonly Operation[], variables: Variables): readonly Operation[] => {
  const result: Operation[] = [];
  for (let start = 0; start < operations.length; ) {
    const first = operations[start];
    if (first === undefined) break;
    const chosen = chosenOf(first, variables);
    if (chosen === undefined) {
      result.push(first);
      start += 1;
      continue;
    }
    const run = [chosen];
    for (let index = start; index + 1 < operations.length; index++) {
      const [current, following] = [operations[index], operations[index + 1]];
      if (current === undefined || following === undefined || mayChange(current, chosen)) break;
      const next = chosenOf(following, variables);
      if (next?.key !== chosen.key) break;
      run.push(next);
    }
    const alternative = (element: number): readonly Operation[] =>
      rewriteTargets(
        run.map((each) => each.element(element)),
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

export const resolveIndices = (program: Program): Program => {
  const variables = variablesOf(program);
  const reads = rewriteProgram(program, { node: (node) => rewriteRead(node, variables) });
  return rewriteAllLists(reads, (operations) => rewriteTargets(operations, variables));
};
