/**
 * How full stacks are where a copy of a state is entered. Of the passes that are copied out in front of a loop it is
 * mostly known exactly, so that what stands behind a stack that is full there need not be printed at all.
 */
import { extendsStack, stepsToStack } from "../../../src/ir/extend.ts";
import type { Operation, Place, Program, Type } from "../../../src/ir/ir.ts";
import { spellPlace } from "../../../src/ir/spell.ts";
import { stepType, typeTable } from "../../../src/ir/types.ts";

/** What a stack's next index may be. */
export interface Fill {
  readonly low: number;
  readonly high: number;
}

/** By the stack's spelling; a stack that is not there is empty, as all stacks are at first. */
export type Fills = ReadonlyMap<string, Fill>;

/** Gives the size of the stack that a place ending in `next` extends, or of a stack itself. */
export type SizeOf = (place: Place) => number;

const EMPTY: Fill = { low: 0, high: 0 };

export const fillOf = (fills: Fills, stack: string): Fill => fills.get(stack) ?? EMPTY;

/** The stack that an extract's place extends, as it is spelled. */
const extended = (place: Place): string =>
  spellPlace({ ...place, path: place.path.slice(0, stepsToStack(place)) });

export const either = (one: Fills, other: Fills): Fills => {
  const stacks = new Set([...one.keys(), ...other.keys()]);
  const hull = (stack: string): Fill => {
    const [a, b] = [fillOf(one, stack), fillOf(other, stack)];
    return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
  };
  return new Map([...stacks].map((stack) => [stack, hull(stack)]));
};

const isSame = (one: Fills, other: Fills): boolean =>
  [...new Set([...one.keys(), ...other.keys()])].every((stack) => {
    const [a, b] = [fillOf(one, stack), fillOf(other, stack)];
    return a.low === b.low && a.high === b.high;
  });

/** An operation that is carried out does this to the stacks. */
export const after = (fills: Fills, operation: Operation, sizeOf: SizeOf): Fills => {
  const moved = (stack: string, size: number, by: number): Fills => {
    const { low, high } = fillOf(fills, stack);
    const within = (next: number): number => Math.min(size, Math.max(0, next + by));
    return new Map([...fills, [stack, { low: within(low), high: within(high) }]]);
  };
  switch (operation.kind) {
    case "extract":
    case "extract-varbit":
      return extendsStack(operation.header)
        ? moved(extended(operation.header), sizeOf(operation.header), 1)
        : fills;
    case "push":
    case "pop": {
      const { kind, stack, count } = operation;
      return moved(spellPlace(stack), sizeOf(stack), kind === "push" ? count : -count);
    }
    case "if":
      return either(afterAll(fills, operation.then, sizeOf), afterAll(fills, operation.otherwise, sizeOf));
    default:
      return fills;
  }
};

export const afterAll = (fills: Fills, operations: readonly Operation[], sizeOf: SizeOf): Fills =>
  operations.reduce((current, operation) => after(current, operation, sizeOf), fills);

/** The first operation that is sure to find its stack full; undefined where there is none. */
const overrunIn = (operations: readonly Operation[], start: Fills, sizeOf: SizeOf): number | undefined => {
  let fills = start;
  for (const [index, operation] of operations.entries()) {
    if (
      (operation.kind === "extract" || operation.kind === "extract-varbit") &&
      extendsStack(operation.header) &&
      fillOf(fills, extended(operation.header)).low >= sizeOf(operation.header)
    )
      return index;
    fills = after(fills, operation, sizeOf);
  }
  return undefined;
};

/** What is walked: vertices by name, some of which hold operations. */
export interface Flow {
  readonly start: string;
  readonly init: readonly Operation[];
  readonly operationsOf: (vertex: string) => readonly Operation[];
  readonly successors: (vertex: string) => readonly string[];
}

export interface Filled {
  /** How full stacks are where a vertex is entered. */
  readonly entered: ReadonlyMap<string, Fills>;
  /** The vertices at one of whose operations a stack is full on every way there, and the index of that operation. */
  readonly overruns: ReadonlyMap<string, number>;
}

/** Follows the stacks along all ways. */
export const findFills = ({ start, init, operationsOf, successors }: Flow, sizeOf: SizeOf): Filled => {
  const entered = new Map<string, Fills>([[start, afterAll(new Map(), init, sizeOf)]]);
  const overruns = new Map<string, number>();
  const open = new Set([start]);
  for (const vertex of open) {
    open.delete(vertex);
    const fills = entered.get(vertex) ?? new Map<string, Fill>();
    const operations = operationsOf(vertex);
    const overrun = overrunIn(operations, fills, sizeOf);
    if (overrun !== undefined) {
      overruns.set(vertex, overrun);
      continue;
    }
    // On another way there it may yet be none.
    overruns.delete(vertex);
    const left = afterAll(fills, operations, sizeOf);
    for (const next of successors(vertex)) {
      const known = entered.get(next);
      const joined = known === undefined ? left : either(known, left);
      if (known !== undefined && isSame(known, joined)) continue;
      entered.set(next, joined);
      open.add(next);
    }
  }
  return { entered, overruns };
};

/** The size of the stack that a place extends, or of a stack itself. */
export const stackSizes = (program: Program): ((place: Place) => number) => {
  const types = typeTable(program);
  const roots = new Map([...program.parameters, ...program.locals].map(({ name, type }) => [name, type]));
  return (place) => {
    let type: Type | undefined = roots.get(place.root);
    for (const step of place.path.slice(0, stepsToStack(place)))
      type = type === undefined ? undefined : stepType(types, type, step);
    return type?.kind === "stack" ? type.size : 1;
  };
};
