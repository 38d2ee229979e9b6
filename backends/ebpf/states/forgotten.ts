/**
 * What the verifier is to forget at a loop head. It follows the values of variables in registers and on the stack: how
 * much of a list of options is left to read, say, or a flag that a turn may set. What it knows of them differs with
 * the way that each turn took, so that it would walk the loop once for each combination of ways. At the loop head they
 * are made unknown, within their widths: every turn then begins with the same knowledge, and is walked once.
 */
import type { Expression, Operation, Place } from "../../../src/ir/ir.ts";
import { expressionsOf, expressionsWithin, operationsWithin, targetsOf } from "../../../src/ir/walk.ts";
import type { Cursor } from "../packet/cursor.ts";
import type { Loop } from "../plan/graph.ts";
import { memberText } from "../values/places.ts";
import type { Signature } from "../values/signature.ts";

/** A variable (or a member of one) of so many bits. */
export interface Forgotten {
  readonly text: string;
  readonly width: number;
}

/** Fields only; undefined where an index or a stack is involved. */
const fieldsOf = ({ path }: Place): readonly string[] | undefined => {
  const names = path.map((step) => (step.kind === "field" ? step.name : undefined));
  return names.every((name) => name !== undefined) ? names : undefined;
};

/** The variables to which an operation gives a value that is more than a copy of a header's field: that is unknown. */
const computedBy = (operation: Operation, { locals }: Signature): readonly Place[] => {
  if (operation.kind !== "assign") return [];
  const { value, target } = operation;
  const isCopy = value.kind === "read" && locals.every(({ local }) => local.name !== value.place.root);
  return isCopy ? [] : [target];
};

/** Whether some state of the loop reads the place before it has written all of it. */
const isCarried = (place: Place, loop: Loop): boolean => {
  const key = JSON.stringify(fieldsOf(place));
  const reads = (expression: Expression): boolean =>
    [...expressionsWithin(expression)].some((part) => part.kind === "read" && part.place.root === place.root);
  return loop.states.some(({ operations, transition }) => {
    for (const operation of operations) {
      const all = [...operationsWithin([operation])];
      if (all.some((inner) => expressionsOf(inner).some(reads))) return true;
      const [target] = targetsOf(operation);
      if (operation.kind !== "assign" || operation.slice !== undefined || target?.root !== place.root)
        continue;
      const written = fieldsOf(target);
      if (written !== undefined && (written.length === 0 || JSON.stringify(written) === key)) return false;
    }
    return transition.kind === "select" && transition.keys.some(reads);
  });
};

/** Whether a variable's value only ever goes into itself and into parameters: the verifier takes any for any other. */
const decidesNothing = (name: string, loop: Loop, { locals }: Signature): boolean => {
  const reads = (expression: Expression): boolean =>
    [...expressionsWithin(expression)].some((part) => part.kind === "read" && part.place.root === name);
  const isLocal = (root: string): boolean => root !== name && locals.some(({ local }) => local.name === root);
  return loop.states.every(
    ({ operations, transition }) =>
      !(transition.kind === "select" && transition.keys.some(reads)) &&
      [...operationsWithin(operations)].every(
        (operation) =>
          !expressionsOf(operation).some(reads) ||
          (operation.kind === "assign" && !isLocal(operation.target.root)),
      ),
  );
};

/**
 * The variables that are made unknown at a loop's head: those that a turn changes and a later one reads. `except` is
 * the counter by which the verifier sees the loop's end.
 */
export const forgottenIn = (
  loop: Loop,
  signature: Signature,
  except: Place | undefined,
): readonly Forgotten[] => {
  const found = new Map<string, Forgotten>();
  const operations = loop.states.flatMap((state) => [...operationsWithin(state.operations)]);
  for (const place of operations.flatMap((operation) => computedBy(operation, signature))) {
    const fields = fieldsOf(place);
    const local = signature.locals.find((candidate) => candidate.local.name === place.root);
    if (fields === undefined || local === undefined || local.inScratch) continue;
    if (place.root === except?.root || !isCarried(place, loop)) continue;
    if (decidesNothing(place.root, loop, signature)) continue;
    let { name: text, type } = local;
    for (const field of fields) {
      const member = type.kind === "struct" ? type.members.find((other) => other.field === field) : undefined;
      if (member === undefined) break;
      text = memberText({ text, access: "value" }, member.name);
      type = member.type;
    }
    if (type.kind === "number") found.set(text, { text, width: type.width });
  }
  return [...found.values()];
};

const maskOf = (width: number): string =>
  width > 32 ? `0x${((1n << BigInt(width)) - 1n).toString(16)}ULL` : `0x${(2 ** width - 1).toString(16)}`;

/** C that makes a variable unknown by `unknown`, which is zero. */
export const addUnknown = ({ text, width }: Forgotten): string => {
  const sum = `${text} + unknown`;
  return width === 64 ? `${text} = ${sum};` : `${text} = (${sum}) & ${maskOf(width)};`;
};

/** C that makes them unknown; `position` has just been computed from the cursor. */
export const forget = (variables: readonly Forgotten[], cursor: Cursor): readonly string[] =>
  variables.length === 0 ? [] : [...cursor.unknownZero, ...variables.map(addUnknown)];
