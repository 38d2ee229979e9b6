/** Select expressions (specification 13.6): the first matching case is taken, none rejects with NoMatch. */
import type { Keyset, Type, TypedCase, TypedTransition } from "../analyze/typed.ts";
import { must, unreachable } from "../diagnostics/bug.ts";
import { liveCases } from "./graph.ts";
import type { Scope } from "./scope.ts";
import { numeric } from "./types.ts";
import { asBits, type Value } from "./values.ts";

/** A key as keysets see it: a stored pattern; a bool is 0 or 1, an error its index. */
const keyBits = (scope: Scope, value: Value): bigint => {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "string") return BigInt(must(scope.errors.get(value), `error ${value}`));
  return asBits(value);
};

type Match = (key: bigint) => boolean;

const inRange = (type: Type, low: bigint, high: bigint): Match => {
  const shape = numeric(type);
  if (shape?.signed !== true) return (key) => low <= key && key <= high;
  const number = (stored: bigint): bigint => BigInt.asIntN(shape.width, stored);
  return (key) => number(low) <= number(key) && number(key) <= number(high);
};

/** Whether a key of a type matches a keyset other than a value set. */
const matcher = (type: Type, keyset: Exclude<Keyset, { readonly kind: "value-set" }>): Match => {
  switch (keyset.kind) {
    case "any":
      return () => true;
    case "value":
      return (key) => key === keyset.value;
    case "mask":
      return (key) => (key & keyset.mask) === (keyset.value & keyset.mask);
    case "range":
      return inRange(type, keyset.low, keyset.high);
    default:
      return unreachable(keyset);
  }
};

type Row = (keys: readonly bigint[]) => boolean;

const allMatch = (types: readonly Type[], keysets: readonly Keyset[]): Row => {
  const matches = keysets.map((keyset, index): Match => {
    const type = must(types[index], "key of a keyset");
    return keyset.kind === "value-set" ? () => false : matcher(type, keyset);
  });
  return (keys) => keys.every((key, index) => matches[index]?.(key) ?? true);
};

/** A value set matches where one of its entries does; what it holds comes with each packet's environment. */
const compileCase = (types: readonly Type[], row: TypedCase, { mainParser, valueSets }: Scope): Row => {
  const [first] = row.keysets;
  if (first?.kind !== "value-set") return allMatch(types, row.keysets);
  const { parser } = first.valueSet;
  const name = parser === mainParser ? first.valueSet.name : `${parser}.${first.valueSet.name}`;
  return (keys) => (valueSets().get(name) ?? []).some((entry) => allMatch(types, entry)(keys));
};

/** Compiles a select: yields the next state's name, or undefined where no case matches. `taken` hears which. */
export const compileSelect = (
  scope: Scope,
  transition: Extract<TypedTransition, { readonly kind: "select" }>,
  taken: ((index: number | undefined, keys: readonly bigint[]) => void) | undefined,
): (() => string | undefined) => {
  const keys = transition.keys.map(scope.expression);
  const types = transition.keys.map((key) => key.type);
  const rows = liveCases(transition).map((row) => ({
    matches: compileCase(types, row, scope),
    next: row.next,
  }));
  return () => {
    const values = keys.map((key) => keyBits(scope, key()));
    const index = rows.findIndex(({ matches }) => matches(values));
    taken?.(index < 0 ? undefined : index, values);
    return rows[index]?.next;
  };
};
