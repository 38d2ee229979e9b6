/**
 * Arguments (specification 6.8): in is copied in; out and inout are l-values, found before the call, and copied out
 * after it, left to right. Where nobody can tell, the parameter simply stands for the argument's place.
 */
import type { TypedExpression, TypedParameter } from "../analyze/typed.ts";
import type { Span } from "../diagnostics/span.ts";
import { read } from "../ir/build.ts";
import type { Expression, Place } from "../ir/ir.ts";
import { simplifyNode } from "../ir/simplify.ts";
import { bitsType } from "../ir/types.ts";
import { lowerTarget } from "./places.ts";
import { isInHeader, reset, store, takeDown } from "./storage.ts";
import type { Scope, Translator, Value } from "./translator.ts";
import { writes } from "./typed-walk.ts";
import { heldBy, overlap } from "./values.ts";

/** An argument after evaluation. */
type Passed =
  | { readonly kind: "value"; readonly value: Value }
  | {
      readonly kind: "target";
      readonly place: Place;
      readonly slice?: { readonly high: number; readonly low: number };
    }
  | { readonly kind: "discard" };

const isOutward = ({ direction }: TypedParameter): boolean => direction === "out" || direction === "inout";

/** changing: a later argument calls something that may change what this one's value is read from. */
const pass = (
  t: Translator,
  parameter: TypedParameter,
  argument: TypedExpression,
  changing: boolean,
): Passed => {
  if (argument.kind === "discard") return { kind: "discard" };
  if (isOutward(parameter)) return { kind: "target", ...lowerTarget(t, argument, true) };
  const value = t.value(argument);
  return { kind: "value", value: changing ? takeDown(t.out, value, argument.span) : value };
};

const isConstant = ({ kind }: Expression): boolean => kind === "bits" || kind === "bool" || kind === "error";

/** The place that a value is read from, if it is that and nothing else. */
const placeOf = (value: Value): Place | undefined => {
  if (value.kind === "place") return value.place;
  return value.kind === "scalar" && value.expression.kind === "read" ? value.expression.place : undefined;
};

const hasVariableStep = (place: Place): boolean =>
  place.path.some((step) => step.kind !== "field" && !(step.kind === "index" && step.index.kind === "bits"));

/**
 * Binds the parameters in a fresh scope: emits the copying in, and answers the scope and what emits the copying out.
 * Parameters of extern types (packet_in) are left out: there is one packet only.
 */
export const bindArguments = (
  t: Translator,
  prefix: string,
  parameters: readonly TypedParameter[],
  argumentList: readonly TypedExpression[],
  span: Span,
): { readonly scope: Scope; readonly copyOut: () => void } => {
  const { out } = t;
  const scope: Scope = new Map();
  const pairs = parameters.flatMap((parameter, index) => {
    const argument = argumentList[index];
    return argument === undefined || parameter.variable.type.kind === "extern"
      ? []
      : [{ parameter, argument }];
  });
  const lastWriter = pairs.findLastIndex(({ argument }) => writes(argument));
  const passed = pairs.map(({ parameter, argument }, index) => ({
    parameter,
    how: pass(t, parameter, argument, index < lastWriter),
  }));
  const targets = passed.flatMap(({ how }) => (how.kind === "target" ? [how.place] : []));
  const outward = passed.some(({ parameter }) => isOutward(parameter));
  const copies: (() => void)[] = [];

  /** A place may stand for the parameter if no other argument's writing can be seen through it, nor its own elsewhere. */
  const standsAlone = (place: Place, own: number): boolean =>
    targets.filter((target) => overlap(target, place)).length === own;

  const fresh = (parameter: TypedParameter): Place =>
    out.local(
      `${prefix}_${parameter.variable.name}`,
      out.type(parameter.variable.type, parameter.variable.span),
      parameter.variable.span,
    );

  const bindValue = (parameter: TypedParameter, value: Value): void => {
    if (value.kind === "scalar" && isConstant(value.expression)) {
      scope.set(parameter.variable, { kind: "constant", expression: value.expression });
      return;
    }
    const place = placeOf(value);
    if (place !== undefined && standsAlone(place, 0) && !(outward && hasVariableStep(place))) {
      scope.set(parameter.variable, { kind: "place", place });
      return;
    }
    const copy = fresh(parameter);
    store(out, copy, value, span);
    scope.set(parameter.variable, { kind: "place", place: copy });
  };

  const bindTarget = (parameter: TypedParameter, how: Extract<Passed, { kind: "target" }>): void => {
    const { place, slice } = how;
    const initial = parameter.direction === "out";
    if (slice === undefined && standsAlone(place, 1) && !isInHeader(out, place)) {
      if (initial) reset(out, place, span);
      scope.set(parameter.variable, { kind: "place", place });
      return;
    }
    const copy = fresh(parameter);
    if (initial) reset(out, copy, span);
    else store(out, copy, slice === undefined ? heldBy(place) : sliceValue(place, slice), span);
    scope.set(parameter.variable, { kind: "place", place: copy });
    copies.push(() => {
      if (slice === undefined) store(out, place, heldBy(copy), span);
      else out.emit({ kind: "assign", target: place, slice, value: read(copy), origin: out.at(span) });
    });
  };

  for (const { parameter, how } of passed) {
    if (how.kind === "value") bindValue(parameter, how.value);
  }
  for (const { parameter, how } of passed) {
    if (how.kind === "target") bindTarget(parameter, how);
    if (how.kind === "discard") {
      const place = fresh(parameter);
      reset(out, place, span);
      scope.set(parameter.variable, { kind: "place", place });
    }
  }
  return {
    scope,
    copyOut: () => {
      for (const copy of copies) copy();
    },
  };
};

const sliceValue = (place: Place, { high, low }: { readonly high: number; readonly low: number }): Value => {
  const type = bitsType(high - low + 1);
  const expression = simplifyNode({ kind: "slice", operand: read(place), high, low, type });
  return { kind: "scalar", expression, type };
};
