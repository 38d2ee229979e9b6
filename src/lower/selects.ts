/** Transitions. Keys become unsigned or signed bits: a bool is cast, an error is numbered. */
import type {
  Keyset,
  Type as SourceType,
  TypedCase,
  TypedTransition,
  TypedValueSet,
} from "../analyze/typed.ts";
import { CompilerBug, must, unreachable } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import { bits, castTo, compare, mux } from "../ir/build.ts";
import type { Expression, Next, Pattern, Row, ValueSet } from "../ir/ir.ts";
import { bitsType, ERROR, isScalar } from "../ir/types.ts";
import type { Output } from "./output.ts";
import type { Translator } from "./translator.ts";

/** What the IR calls the states; of a sub-parser, accept too is a state. */
type Names = ReadonlyMap<string, string>;

const nextOf = (names: Names, name: string): Next => {
  if (name === "reject") return { kind: "reject", error: "NoError" };
  const known = names.get(name);
  if (known === undefined && name === "accept") return { kind: "accept" };
  return { kind: "state", name: must(known, `state ${name}`) };
};

/**
 * The index of an error in the source's order, as bits: what keysets hold. Only the errors that the keysets ask for
 * are told apart; all others become one number that no keyset has.
 */
const errorIndex = (out: Output, key: Expression, asked: readonly Keyset[]): Expression => {
  const indices = new Set(asked.flatMap((keyset) => (keyset.kind === "value" ? [keyset.value] : [])));
  return out.sourceErrors.reduceRight<Expression>(
    (otherwise, name, index) =>
      indices.has(BigInt(index))
        ? mux(compare("eq", key, { kind: "error", name, type: ERROR }), bits(index, 32), otherwise)
        : otherwise,
    bits(out.sourceErrors.length, 32),
  );
};

const lowerKey = (out: Output, key: Expression, asked: readonly Keyset[]): Expression => {
  switch (key.type.kind) {
    case "bits":
      return key;
    case "bool":
      return castTo(key, bitsType(1));
    case "error":
      return errorIndex(out, key, asked);
    default:
      return unreachable(key.type);
  }
};

const matchKinds = ["exact", "ternary", "range", "lpm"] as const;

const addValueSet = (out: Output, set: TypedValueSet): string => {
  const fields = set.fields.map(({ name, type, match }) => {
    const kind = matchKinds.find((known) => known === match);
    const lowered = out.type(type, set.span);
    if (kind === undefined) out.refuse(`a value set whose field ${name} matches by ${match}`, set.span);
    if (lowered.kind === "error")
      out.refuse(
        "a value set of errors, which no target has a number for that its user could enter",
        set.span,
      );
    else if (!isScalar(lowered)) out.refuse(`a value set with a composite field ${name}`, set.span);
    return {
      name: name === "" ? "value" : name,
      // As the key: a bool there is a bit.
      type: lowered.kind === "bits" ? lowered : bitsType(1),
      match: kind ?? "exact",
    } as const;
  });
  const lowered: Omit<ValueSet, "name"> = { size: set.size, fields, origin: out.at(set.span) };
  out.addValueSet(set, lowered);
  return must(out.valueSets.get(set), "value set").name;
};

const lowerPattern = (out: Output, keyset: Keyset): Pattern =>
  keyset.kind === "value-set" ? { kind: "value-set", name: addValueSet(out, keyset.valueSet) } : keyset;

/** Rows behind the first catch-all are left for simplify-selects to drop. */
const lowerRow = (out: Output, row: TypedCase, names: Names): Row => ({
  patterns: row.keysets.map((keyset) => lowerPattern(out, keyset)),
  next: nextOf(names, row.next),
  origin: out.at(row.span),
});

const checkKey = (out: Output, type: SourceType, span: Span): boolean => {
  const lowered = out.type(type, span);
  if (!isScalar(lowered)) out.refuse(`a select key that is a ${lowered.kind}`, span);
  return isScalar(lowered);
};

/** Ends the state at hand. */
export const lowerTransition = (t: Translator, transition: TypedTransition, names: Names): void => {
  const { out } = t;
  const origin = out.at(transition.span);
  const refused = { kind: "goto", next: { kind: "accept" }, origin } as const;
  if (transition.kind === "direct") {
    out.closeState({ kind: "goto", next: nextOf(names, transition.next), origin });
    return;
  }
  if (!transition.keys.every((key) => checkKey(out, key.type, key.span))) {
    out.closeState(refused);
    return;
  }
  const keys = t.values(transition.keys).map((value, index) => {
    if (value.kind !== "scalar") throw new CompilerBug("a composite key");
    const asked = transition.cases.flatMap(({ keysets }) => keysets.slice(index, index + 1));
    return lowerKey(out, value.expression, asked);
  });
  const rows = transition.cases.map((row) => lowerRow(out, row, names));
  out.closeState({ kind: "select", keys, rows, otherwise: { kind: "reject", error: "NoMatch" }, origin });
};
