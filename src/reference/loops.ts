/** The loops of specification 12.9. */
import type { ForCollection, TypedStatement, Variable } from "../analyze/typed.ts";
import { unreachable } from "../diagnostics/bug.ts";
import type { Completion, Execute, Scope } from "./scope.ts";
import { numeric } from "./types.ts";
import { asBits, asBool, asStack, copy, type Value } from "./values.ts";

type Of<Kind extends TypedStatement["kind"]> = Extract<TypedStatement, { readonly kind: Kind }>;

/** `for (init; condition; update) body`: `continue` still updates. */
export const compileFor = (scope: Scope, statement: Of<"for">): Execute => {
  const initialize = scope.statements(statement.initializers);
  const condition = statement.condition === undefined ? undefined : scope.expression(statement.condition);
  const update = scope.statements(statement.updates);
  const body = scope.statements(statement.body);
  return () => {
    initialize();
    while (condition === undefined || asBool(condition())) {
      const completion = body();
      if (completion === "return") return completion;
      if (completion === "break") return undefined;
      update();
    }
    return undefined;
  };
};

/** The values of low..high, both included; none when they are the wrong way round. Compared by the variable's sign. */
function* rangeValues(low: bigint, high: bigint, width: number, signed: boolean): Generator<Value> {
  const number = (stored: bigint): bigint => (signed ? BigInt.asIntN(width, stored) : stored);
  for (let value = number(low); value <= number(high); value += 1n) yield BigInt.asUintN(width, value);
}

const compileCollection = (
  scope: Scope,
  variable: Variable,
  collection: ForCollection,
): (() => Iterable<Value>) => {
  switch (collection.kind) {
    case "range": {
      const low = scope.expression(collection.low);
      const high = scope.expression(collection.high);
      const { width, signed } = numeric(variable.type) ?? { width: 32, signed: false };
      return () => {
        const from = asBits(low());
        return rangeValues(from, asBits(high()), width, signed);
      };
    }
    case "list": {
      const elements = collection.elements.map(scope.expression);
      return () => elements.map((element) => copy(element()));
    }
    case "stack": {
      const stack = scope.expression(collection.stack);
      return () => asStack(copy(stack())).elements;
    }
    default:
      return unreachable(collection);
  }
};

/** `for (T x in collection) body`: the collection is evaluated once, before the first round. */
export const compileForIn = (scope: Scope, statement: Of<"for-in">): Execute => {
  const cell = scope.cell(statement.variable);
  const values = compileCollection(scope, statement.variable, statement.collection);
  const body = scope.statements(statement.body);
  return (): Completion => {
    for (const value of values()) {
      cell.write(copy(value));
      const completion = body();
      if (completion === "return") return completion;
      if (completion === "break") return undefined;
    }
    return undefined;
  };
};
