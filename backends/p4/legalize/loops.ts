/** Counts the visits of loop heads: a variable for each, and a test of it that rejects with ParserTimeout. */
import { bits, compare, read } from "../../../src/ir/build.ts";
import type { Expression, Local, Operation, Place, Program, State } from "../../../src/ir/ir.ts";
import { bitsType } from "../../../src/ir/types.ts";
import { operationsWithin, targetsOf } from "../../../src/ir/walk.ts";
import type { Fresh } from "./fresh.ts";
import { loopsOf } from "./heads.ts";

/** Whether an operation is `count = count + 1`. */
const isIncrement = (operation: Operation | undefined, count: string): boolean => {
  if (operation?.kind !== "assign" || operation.target.root !== count || operation.slice !== undefined)
    return false;
  const { value } = operation;
  return (
    value.kind === "binary" &&
    value.operator === "add" &&
    readsOnly(value.left, count) &&
    value.right.kind === "bits" &&
    value.right.value === 1n
  );
};

const readsOnly = (expression: Expression, name: string): boolean =>
  expression.kind === "read" && expression.place.root === name && expression.place.path.length === 0;

/**
 * Whether the state begins with such a count already, no laxer than asked: programs that this backend has written
 * are read again. Nothing else may change the variable but its initial zero.
 */
const countsItself = (state: State, maxVisits: number, program: Program): boolean => {
  const [test, increment] = state.operations;
  if (test?.kind !== "verify" || test.error !== "ParserTimeout") return false;
  const { condition } = test;
  if (condition.kind !== "binary" || condition.operator !== "lt" || condition.left.kind !== "read")
    return false;
  const { root } = condition.left.place;
  if (!program.locals.some(({ name }) => name === root) || !readsOnly(condition.left, root)) return false;
  if (condition.right.kind !== "bits" || condition.right.value > BigInt(maxVisits)) return false;
  if (!isIncrement(increment, root)) return false;
  const writers = program.states
    .flatMap(({ operations }) => [...operationsWithin(operations)])
    .filter((operation) => targetsOf(operation).some((target) => target.root === root));
  return writers.length === 1;
};

/** A state whose count was a loop's head once, and is in a loop that is entered elsewhere now, counts without saying so. */
export const countVisits = (program: Program, fresh: Fresh): Program => {
  const { heads } = loopsOf(program);
  const added: Local[] = [];
  const init: Operation[] = [];
  const states = program.states.map((state): State => {
    const { maxVisits, origin, ...rest } = state;
    const asked = heads.has(state.name) ? state : { ...rest, origin };
    if (maxVisits === undefined || countsItself(state, maxVisits, program)) return asked;
    const width = maxVisits < 0xffff ? 16 : 32;
    const count: Place = { root: fresh.variable(`${state.name}_visits`), path: [], type: bitsType(width) };
    added.push({ name: count.root, type: count.type, origin });
    init.push({ kind: "assign", target: count, value: bits(0, width), origin });
    const next: Expression = {
      kind: "binary",
      operator: "add",
      left: read(count),
      right: bits(1, width),
      type: bitsType(width),
    };
    return {
      ...asked,
      operations: [
        {
          kind: "verify",
          condition: compare("lt", read(count), bits(maxVisits, width)),
          error: "ParserTimeout",
          origin,
        },
        { kind: "assign", target: count, value: next, origin },
        ...state.operations,
      ],
    };
  });
  return { ...program, states, locals: [...program.locals, ...added], init: [...program.init, ...init] };
};
