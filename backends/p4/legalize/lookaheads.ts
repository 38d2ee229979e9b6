/**
 * Gives each lookahead one variable of its full width, from which its pieces are cut: targets know no other kind.
 *
 * And keeps each one alive. p4c drops a lookahead whose value goes unused, and with it the error of too short a
 * packet. So where its use is not plain to see, a test that is always true uses it.
 */
import { bits, castTo, compare, read } from "../../../src/ir/build.ts";
import type {
  Expression,
  Load,
  Local,
  Operation,
  Origin,
  Place,
  Program,
  Transition,
} from "../../../src/ir/ir.ts";
import { spellPlace } from "../../../src/ir/spell.ts";
import { bitsType } from "../../../src/ir/types.ts";
import { expressionsWithin, nextsOf, targetsOf, valuesOf } from "../../../src/ir/walk.ts";
import type { Fresh } from "./fresh.ts";

type Lookahead = Extract<Operation, { readonly kind: "lookahead" }>;

const isPlain = ({ path }: Place): boolean =>
  path.every((step) => step.kind === "field" || (step.kind === "index" && step.index.kind === "bits"));

/** Whether the lookahead stands as `target = packet.lookahead<bit<W>>()` already. */
const isWhole = ({ width, loads }: Lookahead): boolean => {
  const [load] = loads;
  if (load === undefined || loads.length !== 1 || load.width !== width) return false;
  return load.target.type.kind === "bits" && !load.target.type.signed && isPlain(load.target);
};

const piece = (whole: Place, width: number, load: Load): Expression => {
  const high = width - 1 - load.offset;
  const low = high - load.width + 1;
  const cut: Expression =
    load.width === width
      ? read(whole)
      : { kind: "slice", operand: read(whole), high, low, type: bitsType(load.width) };
  const { type } = load.target;
  if (type.kind === "bool") return compare("eq", cut, bits(1, 1));
  return type.kind === "bits" && type.signed ? castTo(cut, type) : cut;
};

/** What a list of operations becomes; `used` says whether the value that it leaves in a place is surely needed. */
const rewriteList = (
  operations: readonly Operation[],
  temporary: (width: number, origin: Origin) => Place,
  isUsed: (places: readonly Place[], rest: readonly Operation[]) => boolean,
): readonly Operation[] =>
  operations.flatMap((operation, index): readonly Operation[] => {
    if (operation.kind === "if") {
      return [
        {
          ...operation,
          then: rewriteList(operation.then, temporary, usedWithin()),
          otherwise: rewriteList(operation.otherwise, temporary, usedWithin()),
        },
      ];
    }
    if (operation.kind !== "lookahead") return [operation];
    const { width, loads, origin } = operation;
    if (width === 0) return [];
    const used = isUsed(
      loads.map(({ target }) => target),
      operations.slice(index + 1),
    );
    const [only] = loads;
    const whole = only !== undefined && isWhole(operation) ? only.target : temporary(width, origin);
    const pieces =
      whole === only?.target
        ? []
        : loads.map((load): Operation => {
            return { kind: "assign", target: load.target, value: piece(whole, width, load), origin };
          });
    return [
      { ...operation, loads: [{ target: whole, offset: 0, width }] },
      ...(used ? [] : [keepAlive(whole, width, origin)]),
      ...pieces,
    ];
  });

/** `verify((x | 1) != 0, …)`: always true, and not seen to be. */
const keepAlive = (whole: Place, width: number, origin: Origin): Operation => ({
  kind: "verify",
  condition: compare(
    "ne",
    { kind: "binary", operator: "or", left: read(whole), right: bits(1, width), type: bitsType(width) },
    bits(0, width),
  ),
  error: "PacketTooShort",
  origin,
});

const readsOf = (expression: Expression): readonly string[] =>
  [...expressionsWithin(expression)].flatMap((inner) =>
    inner.kind === "read" ? [spellPlace(inner.place)] : [],
  );

/**
 * Follows values from place to place through the assignments of one list of operations, up to something that has to
 * use them: an operation, or the transition behind.
 */
const usedWithin =
  (transition?: Transition) =>
  (places: readonly Place[], rest: readonly Operation[]): boolean => {
    const carriers = new Set(places.map(spellPlace));
    const carries = (expression: Expression): boolean =>
      readsOf(expression).some((spelled) => carriers.has(spelled));
    for (const operation of rest) {
      if (operation.kind === "if") return false;
      if (operation.kind !== "assign") {
        if (valuesOf(operation).some(carries)) return true;
        for (const target of targetsOf(operation)) carriers.delete(spellPlace(target));
        continue;
      }
      const spelled = spellPlace(operation.target);
      if (carries(operation.value)) carriers.add(spelled);
      else if (operation.slice === undefined) carriers.delete(spelled);
    }
    if (transition === undefined || transition.kind === "goto") return false;
    const destinations = new Set(nextsOf(transition).map((next) => JSON.stringify(next)));
    return destinations.size > 1 && transition.keys.some(carries);
  };

export const rewriteLookaheads = (program: Program, fresh: Fresh): Program => {
  const added: Local[] = [];
  const byWidth = new Map<number, Place>();
  const temporary = (width: number, origin: Origin): Place => {
    const known = byWidth.get(width);
    if (known !== undefined) return known;
    const place: Place = { root: fresh.variable(`next_${width}_bits`), path: [], type: bitsType(width) };
    byWidth.set(width, place);
    added.push({ name: place.root, type: place.type, origin });
    return place;
  };
  const states = program.states.map((state) => ({
    ...state,
    operations: rewriteList(state.operations, temporary, usedWithin(state.transition)),
  }));
  return { ...program, states, locals: [...program.locals, ...added] };
};
