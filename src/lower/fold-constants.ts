/**
 * Puts the constant in place of a local that only its declaration writes, and drops what that decides: parsers that
 * are configured by such locals have no unreachable parts then, of which the target's tools would warn.
 */
import { unreachable } from "../diagnostics/bug.ts";
import type { Expression, Operation, Place, Program, State, Transition } from "../ir/ir.ts";
import { simplifyNode } from "../ir/simplify.ts";
import { spellPlace } from "../ir/spell.ts";
import { isScalar, stepType, typeTable } from "../ir/types.ts";
import { mapOperation, mapTransition, operationsWithin, rewriteExpression, targetsOf } from "../ir/walk.ts";

type Constants = Map<string, Expression>;

const isLiteral = ({ kind }: Expression): boolean => kind === "bits" || kind === "bool" || kind === "error";

/** Whether a place is a scalar in a local of nothing but structs: always there, and no index changes which one it is. */
const isPlainLocal = (program: Program): ((place: Place) => boolean) => {
  const types = typeTable(program);
  const locals = new Map(program.locals.map(({ name, type }) => [name, type]));
  return (place) => {
    let type = locals.get(place.root);
    for (const step of place.path) {
      if (type?.kind !== "struct" || step.kind !== "field") return false;
      type = stepType(types, type, step);
    }
    return type !== undefined && isScalar(type);
  };
};

/** How often each place is written; a write to a whole counts for its parts too. */
const writesTo = (program: Program): ((place: Place) => number) => {
  const byRoot = new Map<string, string[]>();
  for (const list of [program.init, ...program.states.map(({ operations }) => operations)]) {
    for (const place of [...operationsWithin(list)].flatMap(targetsOf)) {
      const written = byRoot.get(place.root) ?? [];
      written.push(spellPlace(place));
      byRoot.set(place.root, written);
    }
  }
  return (place) => {
    const name = spellPlace(place);
    const overlaps = (other: string): boolean =>
      other === name || name.startsWith(`${other}.`) || other.startsWith(`${name}.`);
    return (byRoot.get(place.root) ?? []).filter(overlaps).length;
  };
};

const fold = (expression: Expression, constants: Constants): Expression =>
  rewriteExpression(expression, (node) =>
    node.kind === "read" ? (constants.get(spellPlace(node.place)) ?? node) : simplifyNode(node),
  );

type Verify = Extract<Operation, { readonly kind: "verify" }>;

/** Rejects whatever comes. */
const isRejection = (operation: Operation): operation is Verify =>
  operation.kind === "verify" && operation.condition.kind === "bool" && !operation.condition.value;

/** Up to the first that rejects whatever comes: indices behind it may have become constants outside of their stacks. */
const reached = (operations: readonly Operation[]): readonly Operation[] => {
  const end = operations.findIndex(isRejection);
  return end < 0 ? operations : operations.slice(0, end + 1);
};

const foldOperations = (
  operations: readonly Operation[],
  constants: Constants,
  leaveOut: ReadonlySet<Operation>,
): readonly Operation[] => reached(foldEach(operations, constants, leaveOut));

const foldEach = (
  operations: readonly Operation[],
  constants: Constants,
  leaveOut: ReadonlySet<Operation>,
): readonly Operation[] =>
  operations.flatMap((operation): readonly Operation[] => {
    if (leaveOut.has(operation)) return [operation];
    switch (operation.kind) {
      case "if": {
        const condition = fold(operation.condition, constants);
        const then = foldOperations(operation.then, constants, leaveOut);
        const otherwise = foldOperations(operation.otherwise, constants, leaveOut);
        if (condition.kind === "bool") return condition.value ? then : otherwise;
        return [{ ...operation, condition, then, otherwise }];
      }
      case "verify": {
        const condition = fold(operation.condition, constants);
        return condition.kind === "bool" && condition.value ? [] : [{ ...operation, condition }];
      }
      case "extract":
      case "extract-varbit":
      case "lookahead":
      case "advance":
      case "assign":
      case "copy-header":
      case "set-validity":
      case "push":
      case "pop":
        return [mapOperation(operation, (expression) => fold(expression, constants))];
      default:
        return unreachable(operation);
    }
  });

/** leaveOut: initial values that are not to be taken, such as zeros that only say that there is none. */
export const foldConstants = (program: Program, leaveOut: ReadonlySet<Operation> = new Set()): Program => {
  const isPlain = isPlainLocal(program);
  const writes = writesTo(program);
  const constants: Constants = new Map();
  const init = program.init.map((operation): Operation => {
    if (operation.kind !== "assign" || leaveOut.has(operation)) return operation;
    const value = fold(operation.value, constants);
    const { target } = operation;
    const isConstant =
      isLiteral(value) && operation.slice === undefined && isPlain(target) && writes(target) === 1;
    if (isConstant) constants.set(spellPlace(target), value);
    return value === operation.value ? operation : { ...operation, value };
  });
  if (constants.size === 0) return program;
  const states = program.states.map((state): State => {
    const operations = foldOperations(state.operations, constants, leaveOut);
    const rejection = operations.find(isRejection);
    const transition: Transition =
      rejection === undefined
        ? mapTransition(state.transition, (key) => fold(key, constants))
        : {
            kind: "goto",
            next: { kind: "reject", error: rejection.error },
            origin: state.transition.origin,
          };
    return { ...state, operations, transition };
  });
  return { ...program, init, states };
};
