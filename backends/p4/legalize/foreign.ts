/**
 * Reads of the architecture's own inputs, which P4 types more strictly than the IR: a field of a `type` is cast to
 * bits, one of an enum without representation is compared with its members, which stand for their indices.
 */
import { bits, compare, mux, read } from "../../../src/ir/build.ts";
import type { Expression, Place } from "../../../src/ir/ir.ts";
import { BIT32 } from "../../../src/ir/types.ts";
import type { ForeignEnum, Target } from "../target.ts";

/** A member of an enum is written as a place is. */
const member = ({ name }: ForeignEnum, member: string): Expression =>
  read({ root: name, path: [{ kind: "field", name: member }], type: BIT32 });

/** The index of the value, by one comparison after the other. */
const indexOf = (value: Expression, foreign: ForeignEnum): Expression =>
  foreign.members
    .map((name, index) => ({ test: compare("eq", value, member(foreign, name)), index: bits(index, 32) }))
    .reduceRight<Expression | undefined>(
      (rest, { test, index }) => (rest === undefined ? index : mux(test, index, rest)),
      undefined,
    ) ?? value;

interface Chain {
  readonly value: Expression;
  readonly foreign: ForeignEnum;
}

/** Whether an expression is what `indexOf` makes: then the value that it began with. */
const chainOf = (expression: Expression, enums: ReadonlyMap<string, ForeignEnum>): Chain | undefined => {
  if (expression.kind !== "mux" || expression.condition.kind !== "binary") return undefined;
  const { left, right } = expression.condition;
  if (left.kind !== "read" || right.kind !== "read" || expression.then.kind !== "bits") return undefined;
  const foreign = [...enums.values()].find(({ name }) => name === right.place.root);
  return foreign === undefined || expression.then.value !== 0n ? undefined : { value: left, foreign };
};

/** `path == 3`, with path spelled out by now: as a comparison with the member that 3 stands for. */
const comparison = (
  expression: Extract<Expression, { readonly kind: "binary" }>,
  enums: ReadonlyMap<string, ForeignEnum>,
): Expression => {
  const { operator, left, right } = expression;
  if (operator !== "eq" && operator !== "ne") return expression;
  const [side, constant] = left.kind === "bits" ? [right, left] : [left, right];
  const found = chainOf(side, enums);
  if (found === undefined || constant.kind !== "bits") return expression;
  const name = found.foreign.members[Number(constant.value)];
  return name === undefined ? expression : compare(operator, found.value, member(found.foreign, name));
};

/** For one node whose operands are rewritten already. standard: the parameter of the architecture's metadata. */
export const foreignReads =
  (standard: string, { standard: { newtypes, enums } }: Target) =>
  (expression: Expression): Expression => {
    if (expression.kind === "binary") return comparison(expression, enums);
    if (expression.kind !== "read" || expression.place.root !== standard) return expression;
    const name = fieldOf(expression.place);
    const foreign = enums.get(name);
    if (foreign !== undefined) return indexOf(expression, foreign);
    return newtypes.has(name) ? { kind: "cast", operand: expression, type: expression.type } : expression;
  };

const fieldOf = ({ path: [first] }: Place): string => (first?.kind === "field" ? first.name : "");
